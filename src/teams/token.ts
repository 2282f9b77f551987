import { z } from 'zod';

/** Who must have signed, and for whom. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly serviceUrl: string;
  readonly now: number;
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** Clocks of two machines may differ by so much (seconds); the SDK's validator uses the same. */
const TOLERANCE = 300;
const LONGEST = 16_384;

const Header = z.looseObject({ alg: z.string(), kid: z.string() });
const Claims = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
});
export type Claims = z.infer<typeof Claims>;

export interface Token {
  readonly kid: string;
  readonly claims: Claims;
}

function parsed(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Reads a bearer token without believing it; undefined when it cannot be one of the channel's. */
export function findToken(header: string): Token | undefined {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header)?.[1];
  if (token === undefined || token.length > LONGEST) return undefined;
  const [head, body] = token.split('.');
  const { data: known } = Header.safeParse(parsed(head));
  const { data: claims } = Claims.safeParse(parsed(body));
  if (known === undefined || claims === undefined || !ALGORITHMS.includes(known.alg))
    return undefined;
  return { kid: known.kid, claims };
}

/** Why these claims do not let anybody in; undefined when they do. */
export function claimsFault(claims: Claims, expected: Expected): string | undefined {
  if (claims.iss !== expected.issuer) return 'issuer';
  if (claims.aud !== expected.audience) return 'audience';
  if (claims.serviceurl !== expected.serviceUrl) return 'service address';
  if (!(claims.exp + TOLERANCE > expected.now)) return 'expired';
  if (claims.nbf !== undefined && !(claims.nbf - TOLERANCE <= expected.now)) return 'not yet valid';
  return undefined;
}
