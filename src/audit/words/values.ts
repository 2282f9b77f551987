import type { Field } from '../query.ts';
import { ACTORS, HOURS, REPORTS, VERBS, WORKLOADS } from './ids.ts';
import { quoted } from './quote.ts';

const IDS: Partial<Readonly<Record<Field, readonly string[]>>> = {
  verb: VERBS,
  actor: ACTORS,
  report: REPORTS,
  workload: WORKLOADS,
  hours: HOURS,
};

/** Values of a field that are more than one word, as words; the longest first. */
export const phrasesOf = (field: Field): readonly (readonly string[])[] =>
  (IDS[field] ?? [])
    .filter((id) => id.includes(' '))
    .map((id) => id.split(' '))
    .sort((a, b) => b.length - a.length);

/** Words that a sentence is made of, so that as values they must be quoted. */
const RESERVED = new Set(
  'and or nor neither not is does contains contain where from to per by with in'.split(' '),
);

/** One plain word: letters and digits, and between them what names and addresses are written with. */
const PLAIN = /^[a-z0-9_](?:[a-z0-9_@./:+-]*[a-z0-9_])?$/u;

export const isPlain = (value: string): boolean => PLAIN.test(value) && !RESERVED.has(value);

export function valueText(field: Field, value: string): string {
  const known = IDS[field]?.includes(value) ?? false;
  return known || isPlain(value) ? value : quoted(value);
}
