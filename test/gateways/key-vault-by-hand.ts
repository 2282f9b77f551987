import type { Agent } from 'node:https';
import type { TokenCredential } from '@azure/core-auth';
import { KeyClient, type KeyClientOptions } from '@azure/keyvault-keys';
import { overAgent } from '../../src/gateways/http/credential.ts';

export interface ByHand {
  readonly credential: TokenCredential;
  readonly agent: Agent;
  readonly library?: KeyClientOptions;
}

/** Microsoft's library as a person would use it: it can do what the gateway does not offer. */
export const clientByHand = (url: string, { credential, agent, library }: ByHand): KeyClient =>
  new KeyClient(url, credential, {
    ...library,
    additionalPolicies: [{ policy: overAgent(agent), position: 'perRetry' }],
  });

export async function deleteByHand(url: string, name: string, by: ByHand): Promise<void> {
  await clientByHand(url, by).beginDeleteKey(name, { intervalInMs: 50 });
}
