import type { TokenCredential } from '@azure/core-auth';
import type { Agent } from 'node:https';
import { secretOf } from '../../src/config/secret.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { Azure } from '../../src/gateways/azure.ts';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { httpAzure } from '../../src/gateways/http/azure.ts';
import { spreadingOf } from '../../src/gateways/http/azure-spreading.ts';
import { createHttp, type Http } from '../../src/gateways/http/client.ts';
import { credentialFrom } from '../../src/gateways/http/credential.ts';
import { httpKeyVaults } from '../../src/gateways/http/key-vault.ts';
import type { OpenKeyVault } from '../../src/gateways/key-vault.ts';
import { armService } from '../../src/sandbox/arm.ts';
import { keyVaultService } from '../../src/sandbox/key-vault.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { sandboxAgent } from '../../src/sandbox/transport.ts';
import { startWire, type Wire } from '../sandbox/wire.ts';
import { quiet } from './stub.ts';
import type { Fault } from './tenant.ts';

/** The sandbox's Azure, and our gateways connected to it over TLS. */
export interface AzureTenant {
  readonly wire: Wire;
  readonly http: Http;
  readonly azure: Azure;
  readonly openKeyVault: OpenKeyVault;
  readonly credential: TokenCredential;
  readonly agent: Agent;
  readonly clock: Clock;
  /** A fresh tenant; vaults have to be opened anew. */
  reset(): Promise<void>;
  advance(duration: string): Promise<void>;
  fault(...faults: readonly Fault[]): Promise<void>;
  close(): Promise<void>;
}

/** Who sleeps on it moves the tenant's clock instead: nothing is waited for. */
function movingClock(wire: Wire): Clock {
  return {
    now: () => wire.sandbox.clock.now(),
    async sleep(milliseconds) {
      const advance = `PT${Math.max(1, Math.ceil(milliseconds / 1000))}S`;
      await wire.control('POST', '/sandbox/clock', { advance });
    },
  };
}

export async function startAzureTenant(): Promise<AzureTenant> {
  const log = process.env['GATEWAYS_EXCHANGE_LOG'];
  const wire = await startWire({
    services: (tenant) => [armService(tenant), keyVaultService(tenant)],
    ...(log === undefined ? {} : { exchangeLog: log }),
  });
  const agent = sandboxAgent(wire.sandbox.connection);
  const cloud = cloudOf('sandbox');
  const { clientId, secret } = APPLICATION;
  const acting = {
    kind: 'secret',
    tenantId: TENANT_ID,
    clientId,
    secret: secretOf(secret),
  } as const;
  const credential = credentialFrom(acting, cloud, agent);
  const clock = movingClock(wire);
  // Tokens are stamped by the machine's clock, so their age is judged by it too.
  const now = () => new Date();
  const http = createHttp({ cloud, credential, agent, clock: { ...clock, now }, log: quiet });
  const looking = { ...http, clock };
  const spreading = spreadingOf(looking, { bot: async () => APPLICATION.objectId, clock });
  const vaults = () =>
    httpKeyVaults(looking, {
      ...{ credential, agent, clock, spreading },
      library: { retryOptions: { maxRetries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 5 } },
    });
  let open = vaults();
  return {
    ...{ wire, http: looking, credential, agent, clock },
    azure: httpAzure(looking, { spreading }),
    openKeyVault: (vault) => open(vault),
    async reset() {
      await wire.control('POST', '/sandbox/reset');
      open = vaults();
    },
    advance: async (advance) => void (await wire.control('POST', '/sandbox/clock', { advance })),
    async fault(...faults) {
      const { status, text } = await wire.control('POST', '/sandbox/faults', faults);
      if (status !== 200) throw new Error(text);
    },
    async close() {
      agent.destroy();
      await wire.close();
    },
  };
}
