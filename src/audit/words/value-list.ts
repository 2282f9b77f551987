import { lowered } from '../lowered.ts';
import { RESULTS } from '../record.ts';
import type { Field, Filter } from '../query.ts';
import { refuse } from './draft.ts';
import type { Line, Refusal } from './draft.ts';
import { ACTORS, HOURS, REPORTS, VERBS, WORKLOADS } from './ids.ts';
import { isJoin } from './look.ts';
import { senseOf, valuesIn } from './sense.ts';
import type { Lexeme, ValueSense } from './sense.ts';
import { findAddress } from './tokens.ts';

/** Values of one field that stand together. */
export interface List {
  readonly field: Field;
  readonly values: readonly string[];
  readonly notes: readonly string[];
  readonly also: readonly Filter[];
  readonly to: number;
  readonly first: Lexeme;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const SPAN = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u;
const among = (ids: readonly string[]) => (text: string) => ids.find((id) => id === text);
const asIs = (text: string): string => text;

/** What may stand in quotation marks for a field, in the form in which it is compared. */
const QUOTABLE: Readonly<Record<Field, (text: string) => string | undefined>> = {
  user: asIs,
  message: asIs,
  table: asIs,
  environment: asIs,
  agent: asIs,
  address: (text) => findAddress(text) ?? among(['(none)'])(text),
  verb: among(VERBS),
  actor: among(ACTORS),
  report: among(REPORTS),
  workload: among(WORKLOADS),
  result: among(RESULTS),
  noise: among(['background']),
  type: (text) => (/^\d{1,5}$/u.test(text) ? text : undefined),
  record: (text) => (GUID.test(text) || text === '(none)' ? text : undefined),
  hours: (text) => among(HOURS)(text) ?? (SPAN.test(text) ? text : undefined),
};

function quotedAs(field: Field, text: string): ValueSense | undefined {
  const value = QUOTABLE[field](lowered(text.trim()));
  const fits = value !== undefined && value !== '' && value.length <= 400;
  return fits ? { kind: 'value', field, values: [value] } : undefined;
}

/** What this says as a value of a field that was named. */
export function valueFor(field: Field, lexeme: Lexeme | undefined): ValueSense | undefined {
  const own = valuesIn(lexeme).find((sense) => sense.field === field);
  if (own !== undefined) return own;
  const text = senseOf(lexeme, 'quoted')?.value;
  if (text !== undefined) return quotedAs(field, text);
  const number = senseOf(lexeme, 'number')?.value;
  return field === 'type' && number !== undefined ? quotedAs('type', String(number)) : undefined;
}

/** Steps over `and`, and over a preposition or a field's name that is said again. */
function nextValue(line: Line, at: number, field: Field, joins: readonly string[]): number {
  if (!isJoin(line[at], ...joins)) return -1;
  const comma = isJoin(line[at], ',') && isJoin(line[at + 1], 'and', 'or') ? 1 : 0;
  let next = at + 1 + comma;
  if (senseOf(line[next], 'prep') !== undefined) next++;
  if (senseOf(line[next], 'name')?.of === field) next++;
  return next;
}

const JOINS = ['and', 'or', ','];

/** Values of a field from here on, joined by `and`, `or` and commas. */
export function listFrom(
  line: Line,
  at: number,
  first: ValueSense,
  joins: readonly string[] = JOINS,
): List | Refusal {
  const [word] = line.slice(at);
  if (word === undefined) return refuse('Something is missing at the end.');
  const { field } = first;
  const found = [first];
  let to = at + 1;
  for (;;) {
    const next = nextValue(line, to, field, joins);
    const value = next < 0 ? undefined : valueFor(field, line[next]);
    if (value === undefined || (value.named === true && first.named !== true)) break;
    found.push(value);
    to = next + 1;
  }
  const values = [...new Set(found.flatMap((sense) => sense.values))];
  const notes = found.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const also = found.flatMap((sense) => sense.also ?? []);
  if (also.length > 0 && found.length > 1)
    return refuse('Ask for this by itself, not together with others.', word);
  return { field, values, notes, also, to, first: word };
}
