import { createRequire } from 'node:module';
import type { ConfidentialClientApplication } from '@azure/msal-node';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import type { AdapterSettings } from '../../../src/teams/adapter.ts';
import { isLoopbackUrl } from '../../../src/teams/clouds.ts';
import { start } from './child.ts';

// The SDK carries an older release of this library than the project does.
const msal = createRequire(import.meta.resolve('botframework-connector'))('@azure/msal-node') as {
  readonly ConfidentialClientApplication: new (settings: object) => ConfidentialClientApplication;
};

const canned = {
  status: 200,
  headers: {},
  body: { token_type: 'Bearer', expires_in: 3600, access_token: 'canned' },
};
const discovery = {
  status: 200,
  headers: {},
  body: {
    tenant_discovery_endpoint: 'https://login.microsoftonline.com/common/.well-known/x',
    'api-version': '1.1',
    metadata: [],
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    authorization_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    jwks_uri: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  },
};

/** As in production: tokens checked against a key server, password credentials over MSAL. */
export const signedSettings: AdapterSettings = {
  appId: start.appId,
  appType: 'SingleTenant',
  appTenantId: start.tenant,
  allowAnonymous: false,
  serviceUrlAllowed: isLoopbackUrl,
  openIdMetadata: start.metadata,
  credentials: new MsalServiceClientCredentialsFactory(
    start.appId,
    new msal.ConfidentialClientApplication({
      auth: {
        clientId: start.appId,
        clientSecret: 'a-password',
        authority: `https://login.microsoftonline.com/${start.tenant}`,
      },
      // Only the wire is replaced: Microsoft's token endpoint cannot be reached from a benchmark.
      system: {
        networkClient: {
          sendGetRequestAsync: async () => discovery,
          sendPostRequestAsync: async () => canned,
        },
      },
    }) as never,
  ),
};
