import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { Refused } from './tally.ts';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Canonical JSON, RFC 8785: the members sorted by UTF-16 code units, nothing between them. */
export const canonical = (value: Json): string =>
  isOrdered(value) ? JSON.stringify(value) : put(value);

/** Most of a ledger was written in order, so that it only has to be looked at. */
function isOrdered(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  if (isList(value)) return value.every(isOrdered);
  let before = '';
  for (const name of Object.keys(value)) {
    if (name < before || !isOrdered(value[name] ?? null)) return false;
    before = name;
  }
  return true;
}

/** Puts the members in order; as text, for an object has its own mind about names like `10`. */
function put(value: Json): string {
  if (typeof value === 'number') return numeral(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(put).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${put(value[name] ?? null)}`).join(',')}}`;
}

function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Refused('', 'holds a number that is too large');
  return JSON.stringify(value);
}
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export const isRecord = (value: unknown): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** SHA-256 in hex. */
export const sha256 = (bytes: string | Uint8Array): string => hash('sha256', bytes, 'hex');

export const digestOf = (value: Json): string => sha256(canonical(value));

/** Reads one JSON text; `place` is named when it is none. */
export function parseJson(text: string, place: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw new Refused(place, 'is not JSON, so it was changed or cut off');
  }
}

/** Text of a file: one that is not UTF-8 has no one meaning. */
export function textOf(bytes: Buffer, place: string): string {
  if (!isUtf8(bytes)) throw new Refused(place, 'is not UTF-8 text, so it was changed');
  return bytes.toString('utf8');
}

export interface Line {
  readonly text: string;
  readonly number: number;
  /** Such as `entries.ndjson line 12`. */
  readonly place: string;
}

/** The lines of a file, one after the other: a ledger may be larger than a text can be. */
export function* linesOf(bytes: Buffer, file: string): Generator<Line> {
  if (!isUtf8(bytes)) throw new Refused(file, 'is not UTF-8 text, so it was changed');
  for (let start = 0, number = 1; start < bytes.length; number += 1) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    yield { text: bytes.toString('utf8', start, end), number, place: `${file} line ${number}` };
    start = end + 1;
  }
}
