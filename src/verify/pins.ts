import { JWK, keyOf, thumbprintOf } from './jws.ts';
import { parseJson } from './json.ts';
import { read } from './kinds.ts';
import { Refused } from './tally.ts';

const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** The thumbprint of a key that is given as such, or as a JWK; undefined for anything else. */
export function pinIn(given: string): string | undefined {
  const text = given.trim();
  if (THUMBPRINT.test(text)) return text;
  try {
    const jwk = read(JWK, parseJson(text, 'The key'), 'The key');
    keyOf(jwk, 'The key');
    return thumbprintOf(jwk);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
