import type { Dimension, Measure } from '../query.ts';
import { go, isRefusal, refuse, withFilter, withGroups } from './draft.ts';
import type { Clause, Draft, Line, Turn } from './draft.ts';
import {
  findValue,
  hasObject,
  isAux,
  isBe,
  isDeed,
  isJoin,
  isNoun,
  isPast,
  isVerb,
  skipAux,
} from './look.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';
import { listFrom, valueFor } from './value-list.ts';

// Clauses that say what is counted, and how it is grouped and put in order.

const PASSIVE =
  'The log tells who did something, not to whom it was done. Ask for the actions instead, such as ' +
  '“who changed users”.';

const ITSELF =
  'This could be meant of the thing itself. Say for example “deletions by table”, or name the message, such as DeleteEntity.';

function groupOf(lexeme: Lexeme | undefined): Dimension | undefined {
  const name = senseOf(lexeme, 'name');
  if (name === undefined || name.named === true || name.of === 'hours') return undefined;
  return name.of;
}

function grouped(draft: Draft, by: readonly Dimension[], to: number): Turn {
  const groups = withGroups(draft, by);
  return isRefusal(groups) ? groups : go(groups, to);
}

/** `who`, but not who had something done to them. */
function asksWho(line: Line, at: number, draft: Draft): Turn {
  const verb = skipAux(line, at + 1);
  if (isBe(line[verb - 1]) && isPast(line[verb])) return refuse(PASSIVE, line[at]);
  return grouped(draft, ['user'], at + 1);
}

function asksWhat(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  return group === undefined
    ? go(draft, at + 1, { what: true })
    : (passiveGroup(line, at + 1, group) ?? grouped(draft, [group], at + 2));
}

/** What is done to the rows of a table can be said of it; made, changed or deleted is the table itself. */
const TO_ROWS = ['read', 'read many', 'export', 'share', 'assign'];

function isDoneTo(group: Dimension, verb: Lexeme | undefined): boolean {
  if (group === 'record' || senseOf(verb, 'thing') !== undefined) return true;
  const values = findValue(verb, 'verb')?.values ?? [];
  return group === 'table' && values.length > 0 && values.every((one) => TO_ROWS.includes(one));
}

/** "Which environments were deleted", "tables created": not what was done in them. */
function passiveGroup(line: Line, at: number, group: Dimension): Turn | undefined {
  const verb = skipAux(line, at + 1);
  if (!isPast(line[verb])) return undefined;
  const passive = verb > at + 1 && isBe(line[verb - 1]);
  if (group === 'user') return passive ? refuse(PASSIVE, line[at]) : undefined;
  const short = verb === at + 1 && !hasObject(line, verb + 1);
  return (passive || short) && !isDoneTo(group, line[verb]) ? refuse(ITSELF, line[at]) : undefined;
}

/** `which tables`, and `which contacts`: then the records are asked for. */
function asksWhich(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  if (group !== undefined)
    return passiveGroup(line, at + 1, group) ?? grouped(draft, [group], at + 2);
  const value = findValue(line[at + 1], 'table');
  if (value === undefined)
    return refuse('Say which kind of thing, such as which tables.', line[at]);
  const added = withFilter(draft, { field: 'table', is: true, values: value.values }, line[at + 1]);
  return isRefusal(added) ? added : grouped(added, ['record'], at + 2);
}

const MEASURED: Partial<Readonly<Record<Dimension, Measure>>> = {
  user: 'users',
  table: 'tables',
  address: 'addresses',
};

const ROWS =
  'The log counts actions, not the rows they touched. Ask how many exports, or how many audit records.';

/** "How many users created last week" may be users who were made. */
function touchedUsers(line: Line, at: number, group: Dimension): Turn | undefined {
  const either = group === 'user' && isPast(line[at + 1]) && !hasObject(line, at + 1);
  return either ? refuse(PASSIVE, line[at]) : passiveGroup(line, at, group);
}

function asksHowMany(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  const count = group === undefined ? undefined : MEASURED[group];
  if (count !== undefined && group !== undefined) {
    if (draft.count !== undefined) return refuse('Only one thing can be counted at a time.');
    return touchedUsers(line, at + 1, group) ?? go(draft, at + 2, { count });
  }
  return isNoun(line, at + 1) ? go(draft, at + 1) : refuse(ROWS, line[at + 1] ?? line[at]);
}

export const question: Clause = (line, at, draft) => {
  const ask = senseOf(line[at], 'ask')?.ask;
  switch (ask) {
    case undefined:
      return undefined;
    case 'who':
      return asksWho(line, at, draft);
    case 'what':
      return asksWhat(line, at, draft);
    case 'which':
      return asksWhich(line, at, draft);
    case 'how many':
      return asksHowMany(line, at, draft);
  }
};

/** `by user dan@…`: then a value is named, not a group. */
const isNamed = (line: Line, at: number, group: Dimension | undefined): boolean =>
  group !== undefined &&
  group !== 'hour of day' &&
  group !== 'weekday' &&
  valueFor(group, line[at + 1]) !== undefined;

/** `user and table`, `day`: names of groups and units of a series, one behind the other. */
function namesFrom(line: Line, at: number, draft: Draft): Turn | undefined {
  const unit = senseOf(line[at], 'unit')?.unit;
  const group = groupOf(line[at]);
  if (unit === undefined && group === undefined) return undefined;
  if (isNamed(line, at, group)) return undefined;
  if (unit !== undefined && draft.per !== undefined && draft.per !== unit)
    return refuse('A series has one unit only.', line[at]);
  const turn =
    group === undefined
      ? go(draft, at + 1, unit && { per: unit })
      : grouped(draft, [group], at + 1);
  if (isRefusal(turn)) return turn;
  const again = senseOf(line[turn.to + 1], 'prep')?.prep === 'by' ? 2 : 1;
  const more = isJoin(line[turn.to], 'and', ',')
    ? namesFrom(line, turn.to + again, turn.draft)
    : undefined;
  return more ?? turn;
}

/** `by user and table`, `per day`, `by whom`; in a ranking also `by number of exports`. */
export const grouping: Clause = (line, at, draft) => {
  const prep = senseOf(line[at], 'prep')?.prep;
  if (prep !== 'by' && prep !== 'per') return undefined;
  const names = namesFrom(line, at + 1, draft);
  if (names !== undefined) return names;
  if (/^whom$/iu.test(line[at + 1]?.text ?? '')) return grouped(draft, ['user'], at + 2);
  return draft.by.length > 0 && prep === 'by' ? rankedBy(line, at + 1, draft) : undefined;
};

function rankedBy(line: Line, at: number, draft: Draft): Turn | undefined {
  const from = senseOf(line[at], 'ask')?.ask === 'how many' ? at + 1 : at;
  const verb = findValue(line[from], 'verb', 'message');
  if (verb?.form !== 'noun')
    return senseOf(line[from], 'thing')?.deed === false ? go(draft, from + 1) : undefined;
  const list = listFrom(line, from, verb);
  if (isRefusal(list)) return list;
  const added = withFilter(draft, { field: list.field, is: true, values: list.values });
  return isRefusal(added) ? added : go(added, list.to);
}

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
  const ranked = { ...draft, order: rank.order, ...(limit === undefined ? {} : { limit }) };
  // The most contacts would be the most rows, and those are not counted.
  if (!rank.top && findValue(line[to], 'table') !== undefined && !isNoun(line, to))
    return refuse(ROWS, line[to]);
  const group = groupOf(line[to]);
  if (group === undefined || !rank.top) return go(ranked, to);
  return grouped({ ...ranked, top: true }, [group], to + 1);
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
