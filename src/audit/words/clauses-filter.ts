import type { Field } from '../query.ts';
import { go, isRefusal, refuse, withFilters } from './draft.ts';
import type { Clause, Draft, Line, Refusal, Turn } from './draft.ts';
import { findValue, hasObject, isAux, isBe, isDeed, isJoin, isNoun, isPast } from './look.ts';
import { senseOf, valuesIn } from './sense.ts';
import type { Lexeme, Prep } from './sense.ts';
import { listFrom, valueFor } from './value-list.ts';
import type { List } from './value-list.ts';

// Clauses that say what a record must be like.

/** Which fields a preposition may lead to. */
const LEADS: Readonly<Record<Prep, readonly Field[]>> = {
  by: ['user', 'actor'],
  per: [],
  from: ['user', 'actor', 'address', 'environment', 'workload', 'table', 'agent'],
  in: ['environment', 'workload', 'table', 'hours', 'report'],
  on: ['record', 'table', 'workload', 'hours', 'environment'],
  of: ['verb', 'message', 'user', 'actor', 'table', 'record', 'report', 'type'],
  for: [
    'verb',
    'message',
    'user',
    'actor',
    'table',
    'record',
    'report',
    'environment',
    'workload',
    'address',
    'type',
    'result',
  ],
  to: ['table', 'record'],
  with: ['agent', 'result', 'type', 'address', 'message'],
  via: ['agent'],
  at: ['hours'],
  during: ['hours'],
};

const IN_DYNAMICS_TEAMS =
  'Teams can be the workload or the table: say “in Microsoft Teams”, or “table team”.';
const OBJECT =
  'The log tells who did something, not to whom it was done. A person can only be asked for as the ' +
  'one who acted, such as by dan@contoso.com.';
const BY = 'Say “by” before whoever acted, such as by dan@contoso.com.';
const SPREAD =
  'It is not clear what belongs together here. Ask one question for each kind of action.';

const TARGET = 'The log does not tell where it went. Say “of” before what it was done to.';
const EACH =
  'Who did one thing and also another cannot be asked at once. Say “or” if either of them will do.';

const isAnd = (lexeme: Lexeme): boolean => isJoin(lexeme, 'and');

const isQuoted = (lexeme: Lexeme | undefined): boolean => senseOf(lexeme, 'quoted') !== undefined;

export function withList(
  draft: Draft,
  { field, values, notes, also, to, first }: List,
  is = true,
): Turn {
  if (!is && also.length > 0) return refuse('This cannot be left out.', first);
  const added = withFilters(draft, [{ field, is, values }, ...also], first);
  if (isRefusal(added)) return added;
  return go(added, to, { notes: [...draft.notes, ...notes] });
}

const ACTING =
  'Tables and records do nothing themselves. Say who did something, and to what: such as “who exported contacts”.';

/** "Contacts who exported", "what did contacts delete", "contacts deleted accounts". */
function isActing(line: Line, at: number, { field, to }: List): boolean {
  if (field !== 'table' && field !== 'record') return false;
  const [before, verb, object] = [line[at - 1], line[to], line[to + 1]];
  if (senseOf(verb, 'ask')?.ask === 'who') return true;
  const did = isAux(before) && !isBe(before);
  const does = senseOf(verb, 'thing') !== undefined || (isDeed(verb) && !isPast(verb));
  return (did && does) || (isPast(verb) && object !== undefined && hasObject([object], 0));
}

function takeList(line: Line, at: number, draft: Draft, value: ReturnType<typeof findValue>): Turn {
  if (value === undefined) return refuse('This does not fit here.', line[at]);
  const list = listFrom(line, at, value);
  if (isRefusal(list)) return list;
  if (isActing(line, at, list)) return refuse(ACTING, line[at]);
  // "The contact table" names the field behind its value.
  const again = senseOf(line[list.to], 'name')?.of === list.field ? 1 : 0;
  return withList(draft, { ...list, to: list.to + again });
}

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

/** Words after which `of dan@…` can only mean what Dan did. */
const isDoing = (lexeme: Lexeme | undefined): boolean =>
  lexeme === undefined ||
  findValue(lexeme, 'verb')?.values.join() === 'sign in' ||
  senseOf(lexeme, 'thing')?.deed === false ||
  lexeme.senses.some(({ kind }) => ['series', 'period', 'focus', 'name', 'unit'].includes(kind));

/** "Contacts of Dan", "changes for Dan", "emails from Dan" are not what Dan did. */
function ofSomebody(line: Line, at: number, prep: Prep, field: Field): Refusal | undefined {
  if (prep === 'by' || (field !== 'user' && field !== 'actor')) return undefined;
  const before = line[at - 1];
  const done = prep === 'from' && findValue(before, 'verb', 'message')?.form === 'noun';
  return done || isDoing(before) ? undefined : refuse(BY, line[at + 1]);
}

/** "Exports to teams", "shared to accounts": where something went, which the log does not tell. */
const isSent = ({ filters }: Draft): boolean =>
  filters.some(
    ({ field, values }) =>
      field === 'verb' && values.some((verb) => ['export', 'share', 'assign'].includes(verb)),
  );

/** `by dan@…`, `in contacts`, `from 203.0.113.0/24`, `of table contact`. */
export const prepositional: Clause = (line, at, draft) => {
  const prep = senseOf(line[at], 'prep')?.prep;
  if (prep === undefined) return undefined;
  const name = senseOf(line[at + 1], 'name')?.of;
  if (name !== undefined && LEADS[prep].some((field) => field === name)) {
    const turn = ofNamed(line, at, prep, draft);
    if (turn !== undefined) return turn;
  }
  // In Teams is the workload, to teams the table: the preposition chooses.
  const value = findValue(line[at + 1], ...LEADS[prep]) ?? clientIn(line[at + 1], prep);
  const [first] = LEADS[prep].filter((field) => findValue(line[at + 1], field) !== undefined);
  if (value === undefined) return undefined;
  if (prep === 'to' && isSent(draft)) return refuse(TARGET, line[at + 1]);
  const wrong = ofSomebody(line, at, prep, value.field);
  if (wrong !== undefined) return wrong;
  if (value.field === 'verb' || value.field === 'message') return bareVerb(line, at + 1, draft);
  const chosen = first === undefined ? value : findValue(line[at + 1], first);
  return takeList(line, at + 1, draft, chosen);
};

/** A client behind `via` may be quoted or one that is known. */
const clientIn = (lexeme: Lexeme | undefined, prep: Prep) =>
  prep === 'via' ? valueFor('agent', lexeme) : undefined;

function ofNamed(line: Line, at: number, prep: Prep, draft: Draft): Turn | undefined {
  const turn = named(line, at + 1, draft);
  const field = senseOf(line[at + 1], 'name')?.of;
  if (turn === undefined || (field !== 'user' && field !== 'actor')) return turn;
  return ofSomebody(line, at, prep, field) ?? turn;
}

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

const plainValues = (lexeme: Lexeme | undefined) =>
  valuesIn(lexeme).filter(({ named }) => named !== true);

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

const isAdjective = (lexeme: Lexeme | undefined): boolean =>
  findValue(lexeme, 'result', 'table', 'actor', 'workload') !== undefined;

/** `exported or deleted`, `exports`, `RetrieveMultiple`. */
function bareVerb(line: Line, at: number, draft: Draft): Turn | undefined {
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
