import type { Field } from '../query.ts';
import { bareVerb } from './clauses-bare.ts';
import { isQuoted, named } from './clauses-named.ts';
import { refuse } from './draft.ts';
import type { Clause, Draft, Line, Refusal, Turn } from './draft.ts';
import { LEADS } from './leads.ts';
import { findValue } from './look.ts';
import { BY } from './refusals.ts';
import { senseOf } from './sense.ts';
import type { Lexeme, Prep, ValueSense } from './sense.ts';
import { takeList } from './take-list.ts';
import { valueFor } from './value-list.ts';

// Clauses that begin with a preposition.

const TARGET = 'The log does not tell where it went. Say “of” before what it was done to.';

/** Words after which `of dan@…` can only mean what Dan did. */
const isDoing = (lexeme: Lexeme | undefined): boolean =>
  lexeme === undefined ||
  findValue(lexeme, 'verb')?.values.join() === 'sign in' ||
  senseOf(lexeme, 'thing')?.deed === false ||
  lexeme.senses.some(({ kind }) => ['series', 'period', 'focus', 'name', 'unit'].includes(kind));

/** "Contacts of Dan", "changes for Dan", "emails from Dan" are not what Dan did. */
export function ofSomebody(line: Line, at: number, prep: Prep, field: Field): Refusal | undefined {
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
  if (value === undefined)
    return prep === 'by' && isQuoted(line[at + 1]) ? refuse(WHOSE, line[at + 1]) : undefined;
  if (value.field === 'agent' && isOffice(value)) return refuse(OFFICE, line[at + 1]);
  if (prep === 'to' && isSent(draft)) return refuse(TARGET, line[at + 1]);
  const wrong = ofSomebody(line, at, prep, value.field);
  if (wrong !== undefined) return wrong;
  if (value.field === 'verb' || value.field === 'message') return bareVerb(line, at + 1, draft);
  const chosen = first === undefined ? value : findValue(line[at + 1], first);
  return takeList(line, at + 1, draft, chosen);
};

const WHOSE = 'Say what this names before it, such as by user "Dan Berg".';

const OFFICE =
  'Say “to Excel” for exports to Excel, or for example client "Excel" for the program that was used.';

/** "Exported via Excel" is said of both. */
const isOffice = ({ values }: ValueSense): boolean => /^(?:excel|outlook)$/u.test(values.join());

/** A client behind `via` may be quoted or one that is known. */
const clientIn = (lexeme: Lexeme | undefined, prep: Prep) =>
  prep === 'via' ? valueFor('agent', lexeme) : undefined;

function ofNamed(line: Line, at: number, prep: Prep, draft: Draft): Turn | undefined {
  const turn = named(line, at + 1, draft);
  const field = senseOf(line[at + 1], 'name')?.of;
  if (turn === undefined || (field !== 'user' && field !== 'actor')) return turn;
  return ofSomebody(line, at, prep, field) ?? turn;
}
