import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { canonical, parseJson, textOf, type Json } from './json.ts';
import { object, oneOf, readExact, text, type Kind } from './kinds.ts';
import { Refused } from './tally.ts';

const HEADER = object({
  alg: oneOf('ES256'),
  kid: text,
  typ: oneOf('audit-steward-checkpoint', 'audit-steward-witness'),
});

export interface Jws {
  readonly kid: string;
  readonly typ: 'audit-steward-checkpoint' | 'audit-steward-witness';
  readonly payload: Json;
  /** SHA-256 of the whole text, in hex. */
  readonly digest: string;
  readonly signed: string;
  readonly signature: Buffer;
}

/** A base64url text that can be written in one way only. */
function bytesOf(part: string, place: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (part === '' || bytes.toString('base64url') !== part)
    throw new Refused(place, 'is not a compact JWS: it holds what is not base64url');
  return bytes;
}

/** Takes a compact JWS apart; whose it is, is not looked at yet. */
export function readJws(compact: string, place: string): Jws {
  const [head = '', body = '', sign = '', ...more] = compact.split('.');
  if (more.length > 0 || sign === '') throw new Refused(place, 'is not a compact JWS');
  const header = parseJson(textOf(bytesOf(head, place), place), place);
  const { kid, typ } = readExact(HEADER, header, place);
  const payloadText = textOf(bytesOf(body, place), place);
  const payload = parseJson(payloadText, place);
  if (canonical(payload) !== payloadText)
    throw new Refused(place, 'has a payload that is not canonical JSON');
  const digest = hash('sha256', compact, 'hex');
  const signature = bytesOf(sign, place);
  return { kid, typ, payload, digest, signed: `${head}.${body}`, signature };
}

export const isSignedBy = (jws: Jws, key: KeyObject): boolean =>
  verify('sha256', Buffer.from(jws.signed), { key, dsaEncoding: 'ieee-p1363' }, jws.signature);

export interface Jwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid?: string;
}

export const JWK: Kind<Jwk> = object(
  { kty: oneOf('EC'), crv: oneOf('P-256'), x: text, y: text },
  { kid: text, alg: text, use: text },
);

/** The name of a key that nobody can choose: RFC 7638. */
export const thumbprintOf = ({ crv, kty, x, y }: Jwk): string =>
  hash('sha256', canonical({ crv, kty, x, y }), 'base64url');

export function keyOf(jwk: Jwk, place: string): KeyObject {
  for (const part of [jwk.x, jwk.y])
    if (bytesOf(part, place).length !== 32) throw new Refused(place, 'is not a key on P-256');
  try {
    const { kty, crv, x, y } = jwk;
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    throw new Refused(place, 'is not a key on P-256');
  }
}
