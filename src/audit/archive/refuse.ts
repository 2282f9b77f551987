import type { Incoming } from './archive.ts';
import type { Reason } from './normalise.ts';

/** Why a record was not taken, in words. */
export const REASONS: Readonly<Record<Reason | 'long', string>> = {
  text: 'This is not JSON.',
  object: 'This is not a record: a JSON object is expected.',
  inner: 'The record inside of AuditData cannot be read.',
  id: 'The record has no Id.',
  time: 'The record has no CreationTime that can be read.',
  when: 'The CreationTime is before the year 2000 or in the future.',
  long: 'This is longer than 16 million characters.',
};

/** Microsoft splits its records at about 3 KB: this is none, and would not fit in memory. */
const LONGEST = 16_000_000;

/**
 * What DuckDB's reader of JSON lets pass and JSON has not: a comma before the end of a list, and
 * numbers that are none. Looked for in a thousand texts at once, from letters that are rare.
 */
const COMMA = /[\]}](?<=,\s*[\]}])/;
const NO_NUMBER = /[:,[]\s*-?[nNiI](?:[aA][nN]|[nN][fF])/;

/** Stands between the number of a text and the text. */
export const BETWEEN = '\u0002';

/** Whether a text breaks the lines it is to be one of. */
export const isBroken = ({ text }: Incoming): boolean =>
  text.length > LONGEST || text.includes('\n') || text.includes(BETWEEN);

/** Whether texts, joined, have to be looked at one by one; nearly always none has. */
export const isOdd = (texts: string): boolean =>
  texts.includes('\0') || texts.includes('\r') || COMMA.test(texts) || NO_NUMBER.test(texts);

export type Taken =
  { readonly text: string } | { readonly reason: (typeof REASONS)[keyof typeof REASONS] };

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** A text on one line, or why it is none; only for texts with something odd about them. */
export function taken(one: Incoming): Taken {
  const { text } = one;
  if (text.length > LONGEST) return { reason: REASONS.long };
  if (!isBroken(one) && !isOdd(text)) return { text };
  if (!isJson(text)) return { reason: REASONS.text };
  // Outside of strings a line break is a blank, and inside it would not be JSON.
  return { text: text.replaceAll(/[\r\n]/g, ' ') };
}

/** Halves of surrogate pairs, as texts that were cut have them, are no letters that can be stored. */
const wellFormed = (_key: string, value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toWellFormed(), one]));
};

/** JSON that DuckDB refuses and JavaScript reads, in a form that both do. */
export function findMended(text: string): string | undefined {
  try {
    const mended = JSON.stringify(JSON.parse(text, wellFormed));
    return mended === text ? undefined : mended;
  } catch {
    return undefined;
  }
}

/** `AuditData` or `auditData` as a member: a record may stand inside of another object. */
export const mayBeWrapped = (texts: string): boolean => /D(?<=[aA]uditD)ata"/.test(texts);
