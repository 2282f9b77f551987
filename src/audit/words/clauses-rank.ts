import { asksWho } from './clauses-ask.ts';
import { go, isRefusal, refuse, withFilter } from './draft.ts';
import type { Clause, Draft, Line, Turn } from './draft.ts';
import { ROWS, groupOf, grouped, passiveGroup } from './groups.ts';
import { findValue, isAux, isDeed, isJoin, isNoun, isVerb } from './look.ts';
import { senseOf } from './sense.ts';

// Clauses that put an answer in order, and lists of what is to be put in order.

const MOST_ROWS = 100;

/** `top 10 users`, `5 most active tables`, `top 5`, `the most`. */
export const ranking: Clause = (line, at, draft) => {
  const before = senseOf(line[at], 'number')?.value;
  const place = before === undefined ? at : at + 1;
  const rank = senseOf(line[place], 'rank');
  if (rank === undefined) return undefined;
  const behind = senseOf(line[place + 1], 'number')?.value;
  const limit = before ?? behind;
  const to = behind === undefined ? place + 1 : place + 2;
  if (before !== undefined && behind !== undefined) return undefined;
  if (draft.order !== undefined) return refuse('The order is said twice.', line[place]);
  if (limit !== undefined && (limit < 1 || limit > MOST_ROWS))
    return refuse(`A list has 1 to ${MOST_ROWS} rows.`, line[place]);
  const { order, top } = rank;
  const ranked = { ...draft, top, order, ...(limit === undefined ? {} : { limit }) };
  // The most contacts would be the most rows, and those are not counted.
  if (!top && findValue(line[to], 'table') !== undefined && !isNoun(line, to))
    return refuse(ROWS, line[to]);
  const group = groupOf(line[to]);
  if (top && findValue(line[to], 'actor') !== undefined) return grouped(ranked, ['user'], to);
  return group === undefined || !top ? go(ranked, to) : grouped(ranked, [group], to + 1);
};

/** `with the most deletes`, `by exports`, `by number of exports`. */
function isRanked(line: Line, at: number): boolean {
  if (senseOf(line[at], 'rank') !== undefined) return true;
  const counted = senseOf(line[at + 1], 'ask')?.ask === 'how many' ? at + 2 : at + 1;
  const noun = findValue(line[counted], 'verb', 'message')?.form === 'noun';
  return senseOf(line[at], 'prep')?.prep === 'by' && noun;
}

/** `tables exported by dan@…`: what a list is asked of, at the beginning. */
export const listed: Clause = (line, at, draft) => {
  const name = senseOf(line[at], 'name');
  const group = groupOf(line[at]);
  if (name?.many !== true || group === undefined) return undefined;
  const who = senseOf(line[at + 1], 'ask')?.ask === 'who';
  if (group === 'user') return userList(line, at, draft, who);
  const fits = at === 0 && (isVerb(line[at + 1]) || isAux(line[at + 1]) || isRanked(line, at + 1));
  if (!fits) return undefined;
  return passiveGroup(line, at, group) ?? grouped(draft, [group], at + 1);
};

/** `users who exported`, `users with failed sign-ins`; behind a verb, users are what was touched: a table. */
function userList(line: Line, at: number, draft: Draft, who: boolean): Turn | undefined {
  if (who && at === 0) return asksWho(line, at + 1, draft);
  const having = senseOf(line[at + 1], 'prep')?.prep === 'with' && isNoun(line, at + 2);
  if (at === 0 && having) return grouped(draft, ['user'], at + 2);
  if (at === 0 && isRanked(line, at + 1)) return grouped(draft, ['user'], at + 1);
  const [before] = line.slice(Math.max(0, at - 1), at);
  const verb = senseOf(before, 'prep')?.prep === 'to' ? line[at - 2] : before;
  const touched = verb !== before || isDeed(before);
  if (!touched || !isVerb(verb) || isJoin(before)) return undefined;
  const added = withFilter(draft, { field: 'table', is: true, values: ['systemuser'] }, line[at]);
  return isRefusal(added) ? added : go(added, at + 1);
}
