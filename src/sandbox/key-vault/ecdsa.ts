import { createECDH, createPrivateKey, randomBytes } from 'node:crypto';

/** The order of P-256 (FIPS 186-4, D.1.2.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const LENGTH = 32;

const numberIn = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const bytesOf = (number: bigint): Buffer =>
  Buffer.from(number.toString(16).padStart(2 * LENGTH, '0'), 'hex');
const modulo = (number: bigint): bigint => ((number % ORDER) + ORDER) % ORDER;

/** By Euclid: for a number that shares no divisor with the order, which is prime. */
function inverse(number: bigint): bigint {
  let [old, rest, factor, next] = [number, ORDER, 1n, 0n];
  while (rest !== 0n) {
    const quotient = old / rest;
    [old, rest] = [rest, old - quotient * rest];
    [factor, next] = [next, factor - quotient * next];
  }
  return modulo(factor);
}

/**
 * ECDSA on P-256 over a digest, r and s in 32 bytes each. Node's own signing hashes what it is
 * given, and a vault is given the digest.
 */
export function signedDigest(pem: string, digest: Buffer): Buffer {
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  const secret = numberIn(Buffer.from(d, 'base64url'));
  for (;;) {
    const once = numberIn(randomBytes(LENGTH));
    if (once === 0n || once >= ORDER) continue;
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(bytesOf(once));
    // 0x04, x and y: x is the coordinate that is wanted.
    const r = modulo(numberIn(curve.getPublicKey().subarray(1, 1 + LENGTH)));
    const s = modulo(inverse(once) * (numberIn(digest) + r * secret));
    if (r !== 0n && s !== 0n) return Buffer.concat([bytesOf(r), bytesOf(s)]);
  }
}
