import { createHash } from 'node:crypto';

/** Plain JSON: all that may be stored, digested or shown. */
export type Data =
  null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };

const isList = (data: Data): data is readonly Data[] => Array.isArray(data);

/**
 * The one text of a value, whatever the order of its keys (RFC 8785). `JSON.stringify` already
 * writes numbers and strings as the RFC wants; keys are sorted by UTF-16 code units.
 */
export function canonical(data: Data): string {
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  if (isList(data)) return `[${data.map(canonical).join(',')}]`;
  const members = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(',')}}`;
}

/** SHA-256 over the canonical text, in hex: two values share a digest only if they are the same. */
export const digestOf = (data: Data): string =>
  createHash('sha256').update(canonical(data), 'utf8').digest('hex');
