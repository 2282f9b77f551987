import type { ServiceAnswer } from '../service.ts';
import { Operation, read } from './bodies.ts';
import { secondsNow, type Version } from './documents.ts';
import { getKey, getVersion } from './find.ts';
import { signedDigest } from './ecdsa.ts';
import { curveOf, sizeOf, unwrap, wrap } from './material.ts';
import { badParameter, forbidden } from './refused.ts';
import { nameAt, type Ask } from './route.ts';
import { kidOf } from './view.ts';

type Use = 'wrapKey' | 'unwrapKey' | 'sign';

/** Refuses a version that may not be used this way at this time. */
export function checkUsable(version: Version, use: Use, now: number): void {
  if (!version.enabled)
    throw forbidden('KeyDisabled', `Operation ${use} is not permitted on a disabled key.`);
  if (!version.operations.includes(use))
    throw forbidden(
      'KeyOperationForbidden',
      `Operation ${use} is not permitted on this key by its key_ops.`,
    );
  // Outside its time a key opens what it once closed, and closes nothing more.
  if (use === 'unwrapKey') return;
  if (version.expires !== undefined && version.expires <= now)
    throw forbidden('KeyExpired', `Operation ${use} is not allowed on an expired key.`);
  if (version.notBefore !== undefined && version.notBefore > now)
    throw forbidden('KeyNotYetValid', `Operation ${use} is not allowed on a key not yet valid.`);
}

function useKey(ask: Ask, use: Use, work: typeof wrap): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  const version = getVersion(key, nameAt(ask, 1));
  const { alg, value } = read(Operation, ask.request.body);
  if (!version.kty.startsWith('RSA'))
    throw badParameter(
      `Property alg has invalid value: ${alg} is not possible for ${version.kty}.`,
    );
  checkUsable(version, use, secondsNow(ask.azure.tenant));
  ask.limit('use', version.kty, sizeOf(version.pem));
  const result = work(version.pem, alg, Buffer.from(value, 'base64url'));
  const kid = kidOf(ask.vault, key, version);
  return { status: 200, body: { kid, value: result.toString('base64url') } };
}

/** What a key of this kind can sign with, and the bytes of the digest that it takes. */
function digestLengthOf({ kty, pem }: Version, algorithm: string): number {
  const isCurve = kty.startsWith('EC') && curveOf(pem) === 'prime256v1';
  if (algorithm === 'ES256' && isCurve) return 32;
  throw badParameter(
    `Property alg has invalid value: ${algorithm} is not possible for this key of kind ${kty}.`,
  );
}

/** POST …/sign: the digest, not the message, is what the vault is given. */
export function sign(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  const version = getVersion(key, nameAt(ask, 1));
  const { alg, value } = read(Operation, ask.request.body);
  const length = digestLengthOf(version, alg);
  checkUsable(version, 'sign', secondsNow(ask.azure.tenant));
  const digest = Buffer.from(value, 'base64url');
  if (digest.length !== length)
    throw badParameter(
      `Invalid length of 'value': ${digest.length} bytes. ${alg} requires ${length} bytes, encoded with base64url.`,
    );
  ask.limit('use', version.kty, 256);
  const kid = kidOf(ask.vault, key, version);
  return {
    status: 200,
    body: { kid, value: signedDigest(version.pem, digest).toString('base64url') },
  };
}

/** POST …/wrapkey. */
export const wrapKey = (ask: Ask): ServiceAnswer => useKey(ask, 'wrapKey', wrap);

/** POST …/unwrapkey. */
export const unwrapKey = (ask: Ask): ServiceAnswer => useKey(ask, 'unwrapKey', unwrap);
