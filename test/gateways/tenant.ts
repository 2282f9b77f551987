import { credentialFrom } from '../../src/gateways/http/credential.ts';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { createHttp, type Http } from '../../src/gateways/http/client.ts';
import { secretOf } from '../../src/config/secret.ts';
import { activityService } from '../../src/sandbox/activity.ts';
import { dataverseService } from '../../src/sandbox/dataverse.ts';
import { graphService } from '../../src/sandbox/graph.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { sandboxAgent } from '../../src/sandbox/transport.ts';
import { startWire, type Wire } from '../sandbox/wire.ts';
import { quiet } from './stub.ts';

export interface Fault {
  readonly service?: string;
  readonly match?: string;
  readonly status?: number;
  readonly delayMs?: number;
  readonly reset?: boolean;
  readonly body?: string;
  readonly when?: 'before' | 'after';
  readonly times?: number;
  readonly retryAfter?: number;
}

/** The sandbox tenant, and our HTTP client connected to it. */
export interface TestTenant {
  readonly wire: Wire;
  readonly http: Http;
  /** The tenant's clock, as the bot has it. */
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> };
  /** A fresh tenant. */
  reset(): Promise<void>;
  advance(duration: string): Promise<void>;
  fault(...faults: readonly Fault[]): Promise<void>;
  close(): Promise<void>;
}

/** Real, but in a hurry: what matters here is what is sent, not how long is waited. */
const pausing = (milliseconds: number) =>
  new Promise<void>((done) => setTimeout(done, Math.min(milliseconds, 5)));

/** `past`: of a tenant in which something has happened already. */
export async function startTenant({ past = false } = {}): Promise<TestTenant> {
  const log = process.env['GATEWAYS_EXCHANGE_LOG'];
  const wire = await startWire({
    services: (tenant) => [
      dataverseService(tenant),
      graphService(tenant),
      activityService(tenant, { past }),
    ],
    ...(log === undefined ? {} : { exchangeLog: log }),
  });
  const agent = sandboxAgent(wire.sandbox.connection);
  const cloud = cloudOf('sandbox');
  const { clientId, secret } = APPLICATION;
  const acting = { kind: 'secret', tenantId: TENANT_ID, clientId } as const;
  const credential = credentialFrom({ ...acting, secret: secretOf(secret) }, cloud, agent);
  const clock = { now: () => new Date(), sleep: pausing };
  return {
    wire,
    http: createHttp({ cloud, credential, agent, clock, log: quiet, random: () => 0.5 }),
    clock: { now: () => wire.sandbox.clock.now(), sleep: pausing },
    reset: async () => void (await wire.control('POST', '/sandbox/reset')),
    advance: async (duration) =>
      void (await wire.control('POST', '/sandbox/clock', { advance: duration })),
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
