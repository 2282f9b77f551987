import type { Agent } from 'node:https';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { MINUTE, SECOND } from '../../core/clock.ts';
import type { Person } from '../../core/people.ts';
import { FRESH, type Proven, type SignIns } from '../../core/sign-in.ts';
import type { Cloud } from '../clouds.ts';
import { authorityAt, type Authority } from './sign-in-keys.ts';
import { refusals, staleness, type Refused } from './sign-in-refusals.ts';

export interface SignInSettings {
  readonly cloud: Cloud;
  readonly tenant: string;
  readonly audience: string;
  readonly resource: string;
  readonly connection: string;
  readonly now: () => Date;
  /** Connects elsewhere than the address says: the sandbox. */
  readonly agent?: Agent | undefined;
  /** Told why a sign-in did not count: never anything of the token. */
  readonly refused?: (why: Refused, cause: unknown) => void;
}

/** Clocks of two machines may differ by so much. */
const TOLERANCE = MINUTE;
const LONGEST = 16_384;

const Claims = z.looseObject({
  tid: z.string(),
  oid: z.string(),
  auth_time: z.int().positive().optional(),
});

/** Why a sign-in does not count, on the way out. */
class NotProven extends Error {
  override readonly name = 'NotProven';
  readonly why: Refused;
  readonly says: string;

  constructor(why: Refused, says = refusals[why]) {
    super(why);
    this.why = why;
    this.says = says;
  }
}

/** Tokens for an App ID URI are of version 1, whose issuer has another name. */
const discoveryOf = ({ cloud, tenant, audience }: SignInSettings): string =>
  `https://${cloud.authority}/${tenant}${audience.startsWith('api://') ? '' : '/v2.0'}/.well-known/openid-configuration`;

/** Looks at sign-ins by the keys of the tenant's own authority. */
export function signInsAt(settings: SignInSettings): SignIns & { warm(): Promise<void> } {
  const authority = authorityAt(discoveryOf(settings), settings.tenant, settings.agent);
  const { connection, resource, refused } = settings;
  return {
    offer: { connection, resource },
    async prove(token, person): Promise<Proven> {
      try {
        const signedInAt = await proven(settings, authority, token, person);
        return { kind: 'proven', signedInAt: signedInAt.toISOString() };
      } catch (cause) {
        const { why, says } = cause instanceof NotProven ? cause : new NotProven(whyOf(cause));
        refused?.(why, why === 'unavailable' ? cause : undefined);
        return { kind: 'refused', says };
      }
    },
    /** Throws when the authority or its keys cannot be had. */
    async warm() {
      await authority();
    },
  };
}

async function proven(
  settings: SignInSettings,
  authority: () => Promise<Authority>,
  token: string,
  person: Person,
): Promise<Date> {
  if (token.length > LONGEST) throw new NotProven('unreadable');
  const { issuer, keyOf } = await authority();
  const now = settings.now();
  const { payload } = await jwtVerify(token, keyOf, {
    ...{ issuer, audience: settings.audience, algorithms: ['RS256'], currentDate: now },
    clockTolerance: TOLERANCE / SECOND,
    requiredClaims: ['exp', 'nbf', 'iss', 'aud'],
  });
  const { data: claims } = Claims.safeParse(payload);
  if (claims === undefined) throw new NotProven('unreadable');
  if (claims.tid !== settings.tenant) throw new NotProven('issuer');
  if (claims.oid.toLowerCase() !== person.id) throw new NotProven('person');
  return newlySignedIn(claims.auth_time, now);
}

/** When the sign-in was: lately, and by no clock that is far ahead of ours. */
function newlySignedIn(authTime: number | undefined, now: Date): Date {
  if (authTime === undefined) throw new NotProven('undated');
  const age = now.getTime() - authTime * SECOND;
  if (age < -TOLERANCE) throw new NotProven('future');
  if (age > FRESH) throw new NotProven('stale', staleness(age));
  return new Date(Math.min(authTime * SECOND, now.getTime()));
}

/** What is wrong with a token that the library refused. */
function whyOf(cause: unknown): Refused {
  if (cause instanceof errors.JWTExpired) return 'expired';
  if (cause instanceof errors.JWTClaimValidationFailed) return byClaim(cause.claim);
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (cause instanceof errors.JWKSNoMatchingKey) return 'signature';
  if (cause instanceof errors.JOSEAlgNotAllowed) return 'signature';
  const unreadable =
    cause instanceof errors.JWSInvalid ||
    cause instanceof errors.JWTInvalid ||
    cause instanceof errors.JOSENotSupported;
  return unreadable ? 'unreadable' : 'unavailable';
}

function byClaim(claim: string): Refused {
  if (claim === 'iss') return 'issuer';
  if (claim === 'aud') return 'audience';
  return claim === 'nbf' || claim === 'exp' ? 'expired' : 'unreadable';
}
