import type { Agent } from 'node:https';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { Secret } from '../../config/secret.ts';
import type { Cloud } from '../clouds.ts';

/** How the bot's application signs in to the tenant. */
export type Acting =
  | {
      readonly kind: 'secret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly secret: Secret;
    }
  | {
      readonly kind: 'certificate';
      readonly tenantId: string;
      readonly clientId: string;
      /** PEM with certificate and private key. */
      readonly path: string;
    }
  | {
      /** A token of another issuer, such as Kubernetes, is exchanged for one of Entra. */
      readonly kind: 'federated';
      readonly tenantId: string;
      readonly clientId: string;
      readonly tokenFile: string;
    }
  | { readonly kind: 'managed-identity'; readonly clientId: string };

/** Sends a library's requests over the given connection, at each attempt. */
export const overAgent = (agent: Agent): PipelinePolicy => ({
  name: 'overAgent',
  sendRequest(request, next) {
    request.agent = agent;
    return next(request);
  },
});

/** The library names its request in the address; the documentation knows a header for that. */
const nameInHeader: PipelinePolicy = {
  name: 'nameInHeader',
  sendRequest(request, next) {
    const url = new URL(request.url);
    const id = url.searchParams.get('client-request-id');
    if (id === null) return next(request);
    url.searchParams.delete('client-request-id');
    request.url = url.href;
    request.headers.set('client-request-id', id);
    return next(request);
  },
};

const tooling = (cloud: Cloud, agent: Agent | undefined) => ({
  authorityHost: `https://${cloud.authority}`,
  additionalPolicies: [nameInHeader, ...(agent === undefined ? [] : [overAgent(agent)])].map(
    (policy) => ({ policy, position: 'perRetry' as const }),
  ),
});

/** The credential for all calls to the tenant. */
export function credentialFrom(acting: Acting, cloud: Cloud, agent?: Agent): TokenCredential {
  const options = tooling(cloud, agent);
  switch (acting.kind) {
    case 'secret': {
      const { tenantId, clientId, secret } = acting;
      return new ClientSecretCredential(tenantId, clientId, secret.reveal(), options);
    }
    case 'certificate': {
      const { tenantId, clientId, path } = acting;
      return new ClientCertificateCredential(tenantId, clientId, path, options);
    }
    case 'federated': {
      const { tenantId, clientId, tokenFile } = acting;
      const where = { tenantId, clientId, tokenFilePath: tokenFile };
      return new WorkloadIdentityCredential({ ...where, ...options });
    }
    case 'managed-identity':
      return new ManagedIdentityCredential({ clientId: acting.clientId });
  }
}
