import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { Agent } from 'node:https';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';

/** Whose tokens are believed: as the tenant's own authority says it. */
export interface Authority {
  readonly issuer: string;
  readonly keyOf: JWTVerifyGetKey;
}

const PATIENCE = 3 * SECOND;

const Discovery = z.looseObject({
  issuer: z.url({ protocol: /^https$/ }),
  jwks_uri: z.url({ protocol: /^https$/ }),
});

/** A press waits for it, so one try and not for long; whoever presses tries again. */
async function fetched(url: string, agent: Agent | undefined): Promise<Response> {
  const abortSignal = AbortSignal.timeout(PATIENCE);
  const request = createPipelineRequest({ url, method: 'GET', abortSignal });
  if (agent !== undefined) request.agent = agent;
  const { status, bodyAsText } = await createDefaultHttpClient().sendRequest(request);
  return new Response(bodyAsText ?? '', { status });
}

/** What the authority says of itself; throws when it cannot be had or is of another tenant. */
async function read(address: string, tenant: string, agent: Agent | undefined): Promise<Authority> {
  const answer = await fetched(address, agent);
  if (!answer.ok) throw new Error(`The authority answered with status ${answer.status}.`);
  const { issuer, jwks_uri: keys } = Discovery.parse(await answer.json());
  if (!issuer.includes(`/${tenant}/`)) throw new Error('The authority speaks of another tenant.');
  const keyOf = createRemoteJWKSet(new URL(keys), {
    [customFetch]: (url) => fetched(url, agent),
    cooldownDuration: 30 * SECOND,
  });
  return { issuer, keyOf };
}

/** Asked for when first needed and then remembered; what fails is asked for again. */
export function authorityAt(
  address: string,
  tenant: string,
  agent?: Agent,
): () => Promise<Authority> {
  let known: Promise<Authority> | undefined;
  return () => {
    known ??= read(address, tenant, agent).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
