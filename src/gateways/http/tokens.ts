import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { MINUTE, SECOND, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';

export interface Tokens {
  /** A token for this scope. Throws `GatewayError` when the application cannot sign in. */
  get(scope: string, doing: string): Promise<string>;
  /**
   * After a refusal: true when the token was old, so that asking again with a new one is worth it.
   * A permission that was granted a moment ago is not in a token from before.
   */
  renew(scope: string): boolean;
}

/** A token younger than this holds all that a newer one would. */
const OLD = 5 * MINUTE;

/** Those that ask at the same time wait for one answer: the credential would ask once for each. */
export function tokensFrom(
  credential: TokenCredential,
  clock: Pick<Clock, 'now'>,
  renewed?: () => TokenCredential,
): Tokens {
  let current = credential;
  const known = new Map<string, Promise<AccessToken>>();
  const since = new Map<string, number>();
  const ask = (scope: string): Promise<AccessToken> => {
    const asked = fetchToken(current, scope);
    known.set(scope, asked);
    since.set(scope, clock.now().getTime());
    asked.catch(() => known.delete(scope));
    return asked;
  };
  return {
    async get(scope, doing) {
      try {
        const token = await (known.get(scope) ?? ask(scope));
        const left = token.expiresOnTimestamp - clock.now().getTime();
        return (left > 5 * MINUTE ? token : await ask(scope)).token;
      } catch (error) {
        throw noSignIn(doing, error);
      }
    },
    renew(scope) {
      const asked = since.get(scope) ?? Infinity;
      if (renewed === undefined || clock.now().getTime() - asked < OLD) return false;
      // The credential remembers its tokens as well: only a new one asks the directory again.
      current = renewed();
      known.clear();
      since.clear();
      return true;
    },
  };
}

async function fetchToken(credential: TokenCredential, scope: string): Promise<AccessToken> {
  const token = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(30 * SECOND) });
  if (token === null) throw new Error('The credential gave no token.');
  return token;
}

const numberAt = (error: unknown, name: string): number => {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'number' ? value : 0;
};

/** `AADSTS…` says exactly what is wrong and holds nothing secret; the rest of the text may. */
const codeOf = (error: unknown): string =>
  error instanceof Error ? (/\bAADSTS\d+\b/.exec(error.message)?.[0] ?? '') : '';

/** The sentence for a credential that got no token. */
export function noSignIn(doing: string, cause: unknown): GatewayError {
  const [status, code] = [numberAt(cause, 'statusCode'), codeOf(cause)];
  const name = cause instanceof Error ? cause.name : '';
  const unavailable = name === 'CredentialUnavailableError';
  const transient = !unavailable && (status === 0 || status === 429 || status >= 500);
  const shown = code === '' ? '' : ` (${code})`;
  const next = transient
    ? 'Try again in a few minutes.'
    : "Check the tenant id, the client id and the secret or certificate in the bot's configuration.";
  return new GatewayError(
    `${doing} was not possible: the bot's application could not sign in${shown}. ${next}`,
    { status: transient ? status : 401, code, transient, cause },
  );
}
