import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import { canonical, type Data } from '../core/data.ts';
import type { Signer } from './signer.ts';

/** A P-256 key as everybody may know it; anything more, such as a private part, is left out. */
export const PublicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
});
export type PublicJwk = z.infer<typeof PublicJwk>;

/** What a statement is about, in the JWS' header, so that none can be taken for another. */
export type Kind = 'audit-steward-checkpoint' | 'audit-steward-witness';

/** RFC 7638. */
export const thumbprintOf = (jwk: PublicJwk): Promise<string> => calculateJwkThumbprint(jwk);

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/**
 * A compact JWS. Not made by `jose`: a key in Key Vault signs elsewhere, and `jose` wants the key.
 */
export async function signedBy(signer: Signer, typ: Kind, payload: Data): Promise<string> {
  const header = canonical({ alg: 'ES256', kid: signer.kid, typ });
  const input = `${base64url(header)}.${base64url(canonical(payload))}`;
  const signature = await signer.sign(Buffer.from(input, 'ascii'));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** Of the compact text: what a statement is called by. */
export const digestOfJws = (jws: string): string =>
  createHash('sha256').update(jws, 'ascii').digest('hex');

const Header = z.object({ kid: z.string() });

/** Says by whom a JWS claims to be signed. */
export const kidOf = (jws: string): string => Header.parse(decodeProtectedHeader(jws)).kid;

/** The payload; throws unless this key has signed it as a statement of this kind. */
export async function verifiedJws(jws: string, jwk: PublicJwk, typ: Kind): Promise<unknown> {
  const key = await importJWK({ ...jwk }, 'ES256');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['ES256'] });
  if (protectedHeader.typ !== typ) throw new Error(`The statement is no ${typ}.`);
  if (protectedHeader.kid !== (await thumbprintOf(jwk)))
    throw new Error('The statement names another key than the one that signed it.');
  return JSON.parse(new TextDecoder().decode(payload));
}
