import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { listening } from './rig.ts';

export const APP = 'dddddddd-0000-4000-8000-000000000001';
export const ISSUER = 'https://api.botframework.com';

const base64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const generated = () => generateKeyPair('RS256', { extractable: true });
// Making keys takes long, and only their addresses and ids have to be new.
const pairs = Promise.all([generated(), generated()]).then(([pair, other]) => ({ pair, other }));

/** A key server of its own address: the SDK remembers keys by address, for the whole process. */
export async function keyServer(endorsements: readonly string[] = ['msteams']) {
  const { pair, other } = await pairs;
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', endorsements };
  const state = { status: 200, fetched: 0, stall: false };
  const server = await listening((request, response) => {
    if (request.url === '/openid') state.fetched += 1;
    if (state.stall) return;
    const keys = { keys: [jwk] };
    const about = { issuer: ISSUER, jwks_uri: `http://127.0.0.1:${server.port}/keys` };
    response.writeHead(state.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(request.url === '/openid' ? about : keys));
  });
  const modulus = jwk.n ?? '';
  return {
    ...server,
    state,
    metadata: `http://127.0.0.1:${server.port}/openid`,
    /** What must never be seen in a log. */
    secrets: [modulus.slice(0, 40), 'BEGIN RSA', 'BEGIN PUBLIC', 'eyJ'],
    sign: (claims: JWTPayload, how: { kid?: string; alg?: string; foreign?: boolean } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: how.alg ?? 'RS256', kid: how.kid ?? kid, typ: 'JWT' })
        .sign(how.foreign === true ? other.privateKey : pair.privateKey),
    unsigned: (claims: JWTPayload) => `${base64({ alg: 'none', kid })}.${base64(claims)}.`,
    /** Signed with the public key as if it were a shared secret. */
    confused: (claims: JWTPayload) => {
      const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({
        type: 'pkcs1',
        format: 'pem',
      });
      const signed = `${base64({ alg: 'HS256', kid })}.${base64(claims)}`;
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    },
  };
}

export type KeyServer = Awaited<ReturnType<typeof keyServer>>;

export const now = (): number => Math.floor(Date.now() / 1000);

/** The claims of a good token for one service address. */
export const good = (serviceUrl: string): JWTPayload => ({
  iss: ISSUER,
  aud: APP,
  serviceurl: serviceUrl,
  nbf: now() - 60,
  exp: now() + 3600,
});
