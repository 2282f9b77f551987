import { isRefusal, refuse } from './draft.ts';
import type { Clause } from './draft.ts';
import { isDeed } from './look.ts';
import { OBJECT } from './refusals.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';
import { takeList, withList } from './take-list.ts';
import { listFrom, valueFor } from './value-list.ts';

// Clauses that name the field of a value.

export const isQuoted = (lexeme: Lexeme | undefined): boolean =>
  senseOf(lexeme, 'quoted') !== undefined;

/** `table contact`, `user dan@…`, `record type 21`, also with a colon between. */
export const named: Clause = (line, at, draft) => {
  const name = senseOf(line[at], 'name')?.of;
  if (name === undefined || name === 'hour of day' || name === 'weekday') return undefined;
  const behind = line[at + 1]?.text === ':' ? at + 2 : at + 1;
  const value = valueFor(name, line[behind]);
  if (value === undefined)
    return isQuoted(line[behind])
      ? refuse(`This cannot be a ${name === 'type' ? 'record type' : name}.`, line[behind])
      : undefined;
  if (name === 'user' && isDeed(line[at - 1])) return refuse(OBJECT, line[behind]);
  return takeList(line, behind, draft, value);
};

/** `table is contact or account`, `user is not dan@…`, behind `where` or without it. */
export const relation: Clause = (line, at, draft) => {
  const start = senseOf(line[at], 'where') === undefined ? at : at + 1;
  const name = senseOf(line[start], 'name')?.of;
  const isIt = /^(?:is|are)$/iu.test(line[start + 1]?.text ?? '');
  if (name === undefined || name === 'hour of day' || name === 'weekday' || !isIt) return undefined;
  const not = senseOf(line[start + 2], 'not')?.firm === false;
  const from = not ? start + 3 : start + 2;
  const value = valueFor(name, line[from]);
  if (value === undefined) return undefined;
  const list = listFrom(line, from, value, not ? ['nor', 'or'] : ['or']);
  return isRefusal(list) ? list : withList(draft, list, !not);
};
