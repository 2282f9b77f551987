import { createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { audiencesOf } from './audiences.ts';
import type { ServiceCaller } from './service.ts';
import { keptSecret } from './tls/kept-secret.ts';

/** Issues access tokens and reads them back. */
export interface Tokens {
  issue(
    caller: ServiceCaller,
    audience: string,
  ): { readonly token: string; readonly lifetime: number };
  /** What a client gets for a person who has signed in. */
  signedIn(signIn: SignIn): string;
  /** Who calls this host; undefined without a token that is valid there. */
  findCaller(authorization: string | undefined, host: string): ServiceCaller | undefined;
  /** Public keys, as a JWKS. */
  keys(): readonly object[];
}

/** A sign-in of a person to the application, in the tenant's own time. */
export interface SignIn {
  readonly person: { readonly id: string; readonly tenantId: string; readonly name: string };
  readonly clientId: string;
  readonly now: Date;
  /** When they last proved who they are. */
  readonly at: Date;
}

/** In seconds, like the real ones: about an hour. */
const LIFETIME = 3599;
/** The client id of Teams in a browser. */
const TEAMS = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';
const KEY_ID = 'sandbox-signing-key';
const Kept = z.object({ key: z.string() });

const Header = z.object({ alg: z.literal('RS256'), kid: z.literal(KEY_ID) });
const Claims = z.object({
  aud: z.string(),
  exp: z.number(),
  appid: z.string(),
  oid: z.string(),
  tid: z.string(),
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Tokens of one tenant; the signing key is kept, so that a restart refuses nobody. */
export function tenantTokens(folder: string, tenantId: string): Tokens {
  let known: KeyObject | undefined;
  // Made when first needed: an RSA key takes longer than all the rest of the start.
  const key = () => (known ??= openKey(folder));

  return {
    issue(caller, audience) {
      const now = Math.floor(Date.now() / 1000);
      return { token: signed(claimsOf(caller, audience, now), key()), lifetime: LIFETIME };
    },
    signedIn: (signIn) => signed(personalClaims(signIn), key()),
    findCaller(authorization, host) {
      const claims = findClaims(authorization, key);
      if (claims === undefined || claims.tid !== tenantId) return undefined;
      // Clients keep tokens by the machine's clock, so an advanced sandbox clock expires none.
      const valid = claims.exp > Date.now() / 1000 && audiencesOf(host).includes(claims.aud);
      if (!valid) return undefined;
      return { applicationId: claims.appid, objectId: claims.oid, tenantId: claims.tid };
    },
    keys: () => [{ ...createPublicKey(key()).export({ format: 'jwk' }), use: 'sig', kid: KEY_ID }],
  };
}

function openKey(folder: string): KeyObject {
  const create = () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  };
  return createPrivateKey(keptSecret(join(folder, 'signing.json'), Kept, create).key);
}

function signed(claims: object, key: KeyObject): string {
  const text = `${encode({ typ: 'JWT', alg: 'RS256', kid: KEY_ID })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

const inSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** Of version 2, as for an application that Teams gets sign-ins for. */
const personalClaims = ({ person, clientId, now, at }: SignIn) => ({
  aud: clientId,
  iss: `https://login.microsoftonline.com/${person.tenantId}/v2.0`,
  iat: inSeconds(now),
  nbf: inSeconds(now),
  exp: inSeconds(now) + LIFETIME,
  auth_time: inSeconds(at),
  azp: TEAMS,
  azpacr: '0',
  name: person.name,
  oid: person.id,
  scp: 'access_as_user',
  tid: person.tenantId,
  uti: randomUUID(),
  ver: '2.0',
});

const claimsOf = (caller: ServiceCaller, aud: string, now: number) => ({
  aud,
  iss: `https://sts.windows.net/${caller.tenantId}/`,
  iat: now,
  nbf: now,
  exp: now + LIFETIME,
  appid: caller.applicationId,
  appidacr: '1',
  idtyp: 'app',
  oid: caller.objectId,
  sub: caller.objectId,
  tid: caller.tenantId,
  uti: randomUUID(),
  ver: '1.0',
});

function findClaims(authorization: string | undefined, key: () => KeyObject) {
  const [, head, body, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization ?? '') ?? [];
  if (head === undefined || body === undefined || signature === undefined) return undefined;
  const genuine = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    createPublicKey(key()),
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine || !Header.safeParse(decode(head)).success) return undefined;
  return Claims.safeParse(decode(body)).data;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
