import { hash } from 'node:crypto';
import { z } from 'zod';
import { remembered, within } from './bounded.ts';
import {
  AuthenticationError,
  type ClaimsIdentity,
  JwtTokenExtractor,
  SkillValidation,
} from './botbuilder.ts';
import { quietly } from './quiet.ts';
import { claimsFault, findToken, type Expected } from './token.ts';

/** Nobody can be let in now, whoever they are: the keys cannot be had. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export interface Verifier {
  /** Throws `AuthenticationError` for every bad token, `KeysUnavailable` without keys. */
  verify(header: string, channelId: string, serviceUrl: string): Promise<ClaimsIdentity>;
  /** Fetches the keys before somebody has to wait for them. */
  warm(): Promise<void>;
}

export interface VerifierSettings {
  readonly appId: string;
  readonly issuer: string;
  readonly openIdMetadata: string;
  readonly deadlineMs: number;
}

/** Teams sends one token many times. A signature is believed for so long, never past its `exp`. */
const BELIEVED = 5 * 60;
const SIGNATURE_ALGORITHMS = ['RS256', 'RS384', 'RS512'];

const refused = (why: string): AuthenticationError =>
  new AuthenticationError(`The token was refused: ${why}.`, 401);

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** Checks tokens by the SDK's validator, and more strictly where that one is lax. */
export function createVerifier(settings: VerifierSettings): Verifier {
  const { appId: audience, issuer, openIdMetadata, deadlineMs } = settings;
  const extractor = new JwtTokenExtractor(
    { issuer: [issuer], clockTolerance: 300, ignoreExpiration: false },
    openIdMetadata,
    SIGNATURE_ALGORITHMS,
  );
  const believed = remembered<{ identity: ClaimsIdentity; until: number }>(1000);
  const fetchKeys = single(() => fetchedKeys(extractor, deadlineMs));

  async function verify(header: string, channelId: string, serviceUrl: string) {
    const now = nowInSeconds();
    const key = hash('sha256', `${channelId}\n${serviceUrl}\n${header}`);
    const known = believed.get(key);
    if (known !== undefined && now < known.until) return known.identity;

    const token = findToken(header);
    if (token === undefined) throw refused('it is missing or not a signed token');
    const expected: Expected = { issuer, audience, serviceUrl, now };
    const fault = claimsFault(token.claims, expected);
    if (fault !== undefined) throw refused(fault);

    await fetchKeys();
    const identity = await within(
      deadlineMs,
      quietly(() => signedBy(extractor, header, channelId)),
    );
    believed.set(key, { identity, until: Math.min(now + BELIEVED, token.claims.exp) });
    return identity;
  }
  return { verify, warm: fetchKeys };
}

/** Everybody who comes at once waits for the same fetch; a failed one is tried again. */
function single(fetch: () => Promise<void>): () => Promise<void> {
  let under: Promise<void> | undefined;
  return () => {
    under ??= fetch().catch((error: unknown) => {
      under = undefined;
      throw error;
    });
    return under;
  };
}

async function fetchedKeys(extractor: JwtTokenExtractor, deadlineMs: number): Promise<void> {
  try {
    await within(
      deadlineMs,
      quietly(() => extractor.openIdMetadata.getKey('')),
    );
  } catch (cause) {
    throw new KeysUnavailable('The signing keys cannot be fetched.', { cause });
  }
}

async function signedBy(
  extractor: JwtTokenExtractor,
  header: string,
  channelId: string,
): Promise<ClaimsIdentity> {
  const identity = await extracted(extractor, header, channelId);
  if (identity === null || !identity.isAuthenticated) throw refused('nobody signed it');
  if (SkillValidation.isSkillClaim(identity.claims)) throw refused('it belongs to another bot');
  return identity;
}

const Failure = z.looseObject({ name: z.string(), statusCode: z.number().optional() });

// jsonwebtoken's own errors (bad signature, not yet valid …) would otherwise become a 500.
async function extracted(extractor: JwtTokenExtractor, header: string, channelId: string) {
  try {
    return await extractor.getIdentityFromAuthHeader(header, channelId, []);
  } catch (cause) {
    const { data: failure } = Failure.safeParse(cause);
    const keysFailed = failure?.name === 'FetchError' || failure?.statusCode === 500;
    if (keysFailed) throw new KeysUnavailable('The signing keys cannot be fetched.', { cause });
    throw refused("the signature is not the channel's");
  }
}
