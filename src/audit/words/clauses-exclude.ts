import { isRefusal, refuse } from './draft.ts';
import type { Clause, Draft, Line, Refusal, Turn } from './draft.ts';
import { LEADS } from './leads.ts';
import type { findValue } from './look.ts';
import { isDeed, plainValues } from './look.ts';
import { BY, IN_DYNAMICS_TEAMS } from './refusals.ts';
import { senseOf, valuesIn } from './sense.ts';
import type { Lexeme } from './sense.ts';
import { withList } from './take-list.ts';
import { listFrom, valueFor } from './value-list.ts';
import type { List } from './value-list.ts';

// Clauses that leave something out.

const LEFT_OUT_AS_VERB =
  'Who did not do something cannot be told from the log. To leave a kind of action out, say for ' +
  'example “except exports”.';

/** What a word of exclusion may be followed by. */
function excludable(word: Lexeme, led: boolean, list: List): Refusal | undefined {
  const { field } = list;
  if (/^no$/iu.test(word.text))
    return field === 'noise' || field === 'actor'
      ? undefined
      : refuse('“No” cannot be said here.', word);
  if (senseOf(word, 'not')?.firm === true || led) return undefined;
  if (field === 'verb' || field === 'message') return refuse(LEFT_OUT_AS_VERB, word);
  return field === 'hours' || field === 'result'
    ? undefined
    : refuse('Say “except” for what is to be left out, and say it at the end.', word);
}

function valueBehind(line: Line, at: number): { value: ReturnType<typeof findValue>; at: number } {
  const name = senseOf(line[at], 'name')?.of;
  if (name !== undefined && name !== 'hour of day' && name !== 'weekday') {
    const value = valueFor(name, line[at + 1]);
    if (value !== undefined) return { value, at: at + 1 };
  }
  return { value: valuesIn(line[at]).find((sense) => sense.named !== true), at };
}

/** `except dan@… and eve@…`, `not from 203.0.113.0/24`, `without background noise`. */
export const exclusion: Clause = (line, at, draft) => {
  const [word] = line.slice(at);
  if (word === undefined || senseOf(word, 'not') === undefined) return undefined;
  const prep = senseOf(line[at + 1], 'prep')?.prep;
  const { value, at: from } = valueBehind(line, prep === undefined ? at + 1 : at + 2);
  if (value === undefined) return refuse('I cannot tell what is to be left out.', word);
  if (isDeed(line[from])) return refuse(LEFT_OUT_AS_VERB, word);
  if (plainValues(line[from]).length > 1 && prep === undefined)
    return refuse(IN_DYNAMICS_TEAMS, line[from]);
  if (prep !== undefined && !LEADS[prep].includes(value.field)) return refuse(BY, line[from]);
  const list = listFrom(line, from, value);
  if (isRefusal(list)) return list;
  return excludable(word, prep !== undefined, list) ?? excluded(line, at, draft, list);
};

function excluded(line: Line, at: number, draft: Draft, list: List): Turn {
  const turn = withList(draft, list, false);
  if (isRefusal(turn)) return turn;
  // "Who other than dan@… exported contacts": there, nothing else can be meant.
  const subject = senseOf(line[at - 1], 'ask')?.ask === 'who';
  const closed = draft.closed || (list.field !== 'noise' && !subject);
  return { ...turn, draft: { ...turn.draft, closed } };
}
