import type { Agent } from 'node:https';
import type { TokenCredential } from '@azure/core-auth';
import type { KeyClient, KeyClientOptions } from '@azure/keyvault-keys';
import { MINUTE, SECOND, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { isVaultUrl } from '../clouds.ts';
import type { Spreading } from './azure-spreading.ts';
import type { Call } from './call.ts';
import type { Http } from './client.ts';
import { overAgent } from './credential.ts';
import { onlyOnce } from './key-vault-once.ts';
import { translated } from './key-vault-refusals.ts';
import { shutGates } from './key-vault-shut.ts';
import { recordExchanges } from './recording.ts';

export interface KeyVaultOptions {
  readonly credential: TokenCredential;
  /** Connects elsewhere than the address says: the sandbox. */
  readonly agent?: Agent;
  /** The tenant's, for the time of a backup. */
  readonly clock: Pick<Clock, 'now'>;
  readonly spreading: Spreading;
  /** Only for tests: how long the library waits between repeats, and where it may sign in. */
  readonly library?: KeyClientOptions;
}

/** What the library takes with every operation. */
export interface Options {
  readonly abortSignal: AbortSignal;
  readonly requestOptions: { readonly headers: Record<string, string> };
}

export interface Asking {
  readonly doing: string;
  /** Of the change; a read has one of the library's own. */
  readonly requestId?: string;
}

/** One vault through Microsoft's library. */
export interface VaultDoor {
  readonly url: string;
  readonly http: Http;
  readonly clock: Pick<Clock, 'now'>;
  /** Runs operations of the library; whatever goes wrong becomes a `GatewayError`. */
  ask<T>(asking: Asking, work: (client: KeyClient, options: Options) => Promise<T>): Promise<T>;
  /** As `ask`; undefined when the vault says that there is none. */
  find<T>(
    asking: Asking,
    work: (client: KeyClient, options: Options) => Promise<T>,
  ): Promise<T | undefined>;
}

/** All repeats of one operation together. */
const PATIENCE = MINUTE;

async function clientOf(url: string, options: KeyVaultOptions): Promise<KeyClient> {
  // Loaded when a vault is first opened: the library is large, and most starts need none.
  const { KeyClient } = await import('@azure/keyvault-keys');
  const there = options.agent === undefined ? [] : [overAgent(options.agent)];
  // A refusal is an answer: thrown further in, it would look like a request that got none.
  const policies = [shutGates, onlyOnce, ...there, recordExchanges];
  return new KeyClient(url, options.credential, {
    retryOptions: { maxRetries: 4, retryDelayInMs: SECOND, maxRetryDelayInMs: 16 * SECOND },
    // A token never follows a redirect.
    redirectOptions: { maxRetries: 0 },
    ...options.library,
    additionalPolicies: policies.map((policy) => ({ policy, position: 'perRetry' as const })),
  });
}

export function openVault(
  http: Http,
  options: KeyVaultOptions,
  { id, url }: { readonly id: string; readonly url: string },
): VaultDoor {
  let client: Promise<KeyClient> | undefined;
  const ask: VaultDoor['ask'] = async ({ doing, requestId }, work) => {
    if (!isVaultUrl(http.cloud, url)) throw foreign(doing);
    const call: Call = { doing, method: 'GET', url, patience: PATIENCE };
    const headers: Record<string, string> = {};
    if (requestId !== undefined) headers['x-ms-client-request-id'] = requestId;
    try {
      client ??= clientOf(url, options);
      const signal = AbortSignal.timeout(PATIENCE);
      return await work(await client, { abortSignal: signal, requestOptions: { headers } });
    } catch (error) {
      throw await translated({ call, spreading: () => options.spreading(id) }, error);
    }
  };
  return {
    ...{ url, http, clock: options.clock, ask },
    async find(asking, work) {
      try {
        return await ask(asking, work);
      } catch (error) {
        // Without such a code it is not the vault that says so, but something before it.
        const missing = error instanceof GatewayError && error.status === 404;
        if (missing && /^(?!Vault).*NotFound/.test(error.code)) return undefined;
        throw error;
      }
    },
  };
}

const foreign = (doing: string): GatewayError =>
  new GatewayError(
    `${doing} was not tried: the address is no vault of the configured cloud. Check the CLOUD setting.`,
    { status: 0, transient: false },
  );
