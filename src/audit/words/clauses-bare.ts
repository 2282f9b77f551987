import type { Field } from '../query.ts';
import { isRefusal, refuse } from './draft.ts';
import type { Clause, Draft, Line, Refusal, Turn } from './draft.ts';
import {
  findValue,
  hasObject,
  isAux,
  isBe,
  isDeed,
  isJoin,
  isNoun,
  isPast,
  plainValues,
} from './look.ts';
import { BY, IN_DYNAMICS_TEAMS, OBJECT } from './refusals.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';
import { takeList, withList } from './take-list.ts';
import { listFrom } from './value-list.ts';

// Values without a word before them.

const SPREAD =
  'It is not clear what belongs together here. Ask one question for each kind of action.';

const EACH =
  'Who did one thing and also another cannot be asked at once. Say “or” if either of them will do.';

const isAnd = (lexeme: Lexeme): boolean => isJoin(lexeme, 'and');

const isAdjective = (lexeme: Lexeme | undefined): boolean =>
  findValue(lexeme, 'result', 'table', 'actor', 'workload') !== undefined;

/** `exported or deleted`, `exports`, `RetrieveMultiple`. */
export function bareVerb(line: Line, at: number, draft: Draft): Turn | undefined {
  const value = findValue(line[at], 'verb', 'message');
  if (value === undefined) return undefined;
  const list = listFrom(line, at, value);
  if (isRefusal(list)) return list;
  const several = list.to > at + 1;
  if (several && value.form === 'noun' && isAdjective(line[at - 1]))
    return refuse(SPREAD, line[at]);
  const people = draft.by.includes('user') || draft.count === 'users';
  if (several && people && isDeed(line[at]) && line.slice(at, list.to).some(isAnd))
    return refuse(EACH, line[at]);
  return withList(draft, list);
}

/** Whether somebody named here without a preposition is the one who acted. */
function actsHere(line: Line, at: number, to: number): Refusal | undefined {
  const [before, after] = [line[at - 1], line[to]];
  if (isDeed(before)) return refuse(OBJECT, line[at]);
  if (isPast(after) && isBe(before)) return refuse(OBJECT, line[at]);
  if (isBe(after) && isPast(line[to + 1])) return refuse(OBJECT, line[at]);
  if (isBe(line[to + 1]) && isPast(line[to + 2])) return refuse(OBJECT, line[at]);
  // "Guests deleted last week" may be guests who are gone.
  if (isPast(after) && !isAux(before) && !hasObject(line, to)) return refuse(BY, line[at]);
  return undefined;
}

const ACCOUNT =
  'Say whether you mean what was done to accounts (changes to accounts by dan@contoso.com) or what a person did.';

const isStart = (line: Line, at: number): boolean =>
  at === 0 ||
  isAux(line[at - 1]) ||
  isJoin(line[at - 1], ',') ||
  senseOf(line[at - 1], 'period') !== undefined ||
  senseOf(line[at - 1], 'thing')?.deed === false ||
  senseOf(line[at - 1], 'ask') !== undefined ||
  senseOf(line[at - 1], 'rank') !== undefined ||
  senseOf(line[at - 1], 'number') !== undefined;

/** `did dan@… export`, `dan@…'s exports`, `guest activity`. */
function bareActor(line: Line, at: number, draft: Draft): Turn | undefined {
  const value = findValue(line[at], 'user', 'actor');
  if (value === undefined) return undefined;
  const list = listFrom(line, at, value);
  if (isRefusal(list)) return list;
  const wrong = actsHere(line, at, list.to);
  if (wrong !== undefined) return wrong;
  const owns = senseOf(line[list.to], 'possessive') !== undefined;
  // What belongs to somebody is not what somebody did.
  if (owns && !isNoun(line, list.to + 1)) return refuse(BY, line[at]);
  if (!owns && !isStart(line, at)) return refuse(BY, line[at]);
  if (/^account$/iu.test(line[owns ? list.to + 1 : list.to]?.text ?? ''))
    return refuse(ACCOUNT, line[at]);
  return withList(draft, { ...list, to: owns ? list.to + 1 : list.to });
}

/** Fields whose values say enough by themselves. */
const PLAIN: readonly Field[] = [
  'table',
  'record',
  'result',
  'hours',
  'workload',
  'type',
  'report',
  'noise',
];

/** What is done to the rows of tables; to make or delete a custom table is something else. */
const TO_ROWS = ['read', 'read many', 'export', 'share', 'assign', 'change'];

/** "Who changed background jobs", "who created custom tables": values that look like an object. */
function isTouched(field: Field, before: Lexeme | undefined): boolean {
  const verb = isDeed(before) ? findValue(before, 'verb', 'message') : undefined;
  if (verb === undefined) return false;
  if (field === 'report') return !verb.values.every((one) => TO_ROWS.includes(one));
  return field === 'noise' || field === 'result' || field === 'workload';
}

function barePlain(line: Line, at: number, draft: Draft): Turn | undefined {
  const value = findValue(line[at], ...PLAIN);
  if (value !== undefined && isTouched(value.field, line[at - 1]))
    return refuse(
      'This could be what it was done to. Name the table, such as table "new_project".',
      line[at],
    );
  return value === undefined ? undefined : takeList(line, at, draft, value);
}

/** Values without a word before them. */
export const bare: Clause = (line, at, draft) => {
  const fields = plainValues(line[at]);
  if (fields.length > 1) return refuse(IN_DYNAMICS_TEAMS, line[at]);
  if (findValue(line[at], 'address') !== undefined)
    return refuse('Say “from” before an address: from 203.0.113.5.', line[at]);
  if (findValue(line[at], 'environment') !== undefined)
    return refuse('Say “in” before an environment: in contoso.crm4.dynamics.com.', line[at]);
  if (findValue(line[at], 'agent') !== undefined)
    return refuse('Say “client” before the name of a client.', line[at]);
  return bareVerb(line, at, draft) ?? bareActor(line, at, draft) ?? barePlain(line, at, draft);
};
