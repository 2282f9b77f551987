import type { Dimension, Measure } from '../query.ts';
import { go, isRefusal, refuse, withFilter } from './draft.ts';
import type { Clause, Draft, Line, Turn } from './draft.ts';
import { PASSIVE, ROWS, groupOf, grouped, notActing, passiveGroup } from './groups.ts';
import { findValue, hasObject, isBe, isNoun, isPast, skipAux } from './look.ts';
import { senseOf } from './sense.ts';

// Clauses that begin with who, what, which or how many.

/** `who`, but not who had something done to them. */
export function asksWho(line: Line, at: number, draft: Draft): Turn {
  const verb = skipAux(line, at + 1);
  if (isBe(line[verb - 1]) && isPast(line[verb])) return refuse(PASSIVE, line[at]);
  return notActing(line, at) ?? grouped(draft, ['user'], at + 1);
}

function asksWhat(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  return group === undefined
    ? go(draft, at + 1, { what: true })
    : (passiveGroup(line, at + 1, group) ?? grouped(draft, [group], at + 2));
}

/** `which tables`, `which guests`, and `which contacts`: then the records are asked for. */
function asksWhich(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  if (group !== undefined)
    return passiveGroup(line, at + 1, group) ?? grouped(draft, [group], at + 2);
  if (findValue(line[at + 1], 'actor') !== undefined)
    return notActing(line, at + 1) ?? grouped(draft, ['user'], at + 1);
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

/** "How many users created last week" may be users who were made. */
function touchedUsers(line: Line, at: number, group: Dimension): Turn | undefined {
  const either = group === 'user' && isPast(line[at + 1]) && !hasObject(line, at + 1);
  return either ? refuse(PASSIVE, line[at]) : passiveGroup(line, at, group);
}

/** `how many guests`, but not `how many guest sign-ins`: those are actions. */
function countsPeople(line: Line, at: number): boolean {
  const many = findValue(line[at], 'actor') !== undefined && /s$/iu.test(line[at]?.text ?? '');
  const did = /^(?:(?:signed|logged) (?:in|on)|were active)$/iu.test(line[at + 1]?.text ?? '');
  return many && (did || !isNoun(line, at + 1));
}

/** `how many users exported`, `how many users who exported`. */
function countsUsers(line: Line, at: number, draft: Draft): Turn {
  const asked = senseOf(line[at], 'ask')?.ask === 'who' ? asksWho(line, at, draft) : undefined;
  if (asked !== undefined && isRefusal(asked)) return asked;
  return go(draft, asked?.to ?? at, { count: 'users' });
}

function asksHowMany(line: Line, at: number, draft: Draft): Turn {
  const group = groupOf(line[at + 1]);
  const count = group === undefined ? undefined : MEASURED[group];
  if (count !== undefined && group !== undefined) {
    if (draft.count !== undefined) return refuse('Only one thing can be counted at a time.');
    const wrong = touchedUsers(line, at + 1, group);
    if (wrong !== undefined) return wrong;
    return count === 'users' ? countsUsers(line, at + 2, draft) : go(draft, at + 2, { count });
  }
  if (countsPeople(line, at + 1))
    return notActing(line, at + 1) ?? go(draft, at + 1, { count: 'users' });
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
