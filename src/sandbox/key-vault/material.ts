import {
  constants,
  createDecipheriv,
  createPrivateKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { badParameter } from './refused.ts';

const generate = promisify(generateKeyPair);

const toPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A new RSA key, computed beside everything else. */
export async function rsaKey(size: number): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: size });
  return toPem(privateKey);
}

/** A new key on a curve. */
export async function curveKey(namedCurve: string): Promise<string> {
  const { privateKey } = await generate('ec', { namedCurve });
  return toPem(privateKey);
}

/** The bits of an RSA key. */
export const sizeOf = (pem: string): number =>
  createPrivateKey(pem).asymmetricKeyDetails?.modulusLength ?? 0;

/** The curve of an EC key, as OpenSSL calls it. */
export const curveOf = (pem: string): string | undefined =>
  createPrivateKey(pem).asymmetricKeyDetails?.namedCurve;

/** Another key of the same kind and size. */
export function likeKey(pem: string): Promise<string> {
  const { modulusLength, namedCurve } = createPrivateKey(pem).asymmetricKeyDetails ?? {};
  return namedCurve === undefined ? rsaKey(modulusLength ?? 2048) : curveKey(namedCurve);
}

/** A private key that was given as a JWK. */
export function importedKey(jwk: Readonly<Record<string, unknown>>): string {
  try {
    return toPem(createPrivateKey({ key: { ...jwk, kty: 'RSA' }, format: 'jwk' }));
  } catch {
    throw badParameter('Property key has invalid value: it is not a complete RSA private key.');
  }
}

interface Padding {
  readonly padding: number;
  readonly oaepHash?: string;
}

function paddingOf(algorithm: string): Padding {
  switch (algorithm) {
    case 'RSA-OAEP':
      return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    case 'RSA-OAEP-256':
      return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    case 'RSA1_5':
      return { padding: constants.RSA_PKCS1_PADDING };
  }
  throw badParameter(`Property alg has invalid value: ${algorithm}`);
}

/** Wraps a symmetric key under the key's public part. */
export function wrap(pem: string, algorithm: string, value: Buffer): Buffer {
  const padding = paddingOf(algorithm);
  try {
    return publicEncrypt({ key: pem, ...padding }, value);
  } catch {
    throw badParameter('Property value has invalid length for this key and algorithm.');
  }
}

/** Unwraps what was wrapped under the key. */
export function unwrap(pem: string, algorithm: string, value: Buffer): Buffer {
  const padding = paddingOf(algorithm);
  try {
    return privateDecrypt({ key: pem, ...padding }, value);
  } catch {
    throw badParameter('The value could not be unwrapped with this key and algorithm.');
  }
}

/** The alternative initial value of RFC 5649. */
const PADDED_WRAP = Buffer.from('A65959A6', 'hex');

/**
 * A key brought along (CKM_RSA_AES_KEY_WRAP): the exchange key opens a one-time AES key, and that
 * one the private key itself.
 */
export function transferredKey(exchangePem: string, ciphertext: Buffer): string {
  const size = sizeOf(exchangePem) / 8;
  try {
    const aes = unwrap(exchangePem, 'RSA-OAEP', ciphertext.subarray(0, size));
    const cipher = createDecipheriv('id-aes256-wrap-pad', aes, PADDED_WRAP);
    const der = Buffer.concat([cipher.update(ciphertext.subarray(size)), cipher.final()]);
    return toPem(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } catch {
    throw badParameter('The key transfer blob could not be opened with its key exchange key.');
  }
}
