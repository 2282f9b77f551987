import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { activityService } from './activity.ts';
import { armService } from './arm.ts';
import { tenantClock, type TenantClock } from './clock.ts';
import { openConsole } from './console/console.ts';
import { control } from './control.ts';
import { dataverseService } from './dataverse.ts';
import { openStore, type Store } from './documents.ts';
import { environmentsService } from './environments.ts';
import { exchangeService } from './exchange.ts';
import { openExchangeLog, type Exchange, type ExchangeLog } from './exchange-log.ts';
import { tenantFaults } from './faults.ts';
import { graphService } from './graph.ts';
import { identityService } from './identity.ts';
import { keyVaultService } from './key-vault.ts';
import { limiter, PROTECTION, type Limit } from './limiter.ts';
import { logAnalyticsService } from './log-analytics.ts';
import { listen, type Listener, type Listening } from './listener.ts';
import type { ByHand, Service, Tenant } from './service.ts';
import { summary } from './summary.ts';
import { openTenant } from './tenant.ts';
import { openAuthority } from './tls/authority.ts';
import { tenantTokens, type Tokens } from './tokens.ts';
import type { Connection } from './transport.ts';

export interface SandboxOptions {
  /** Where the tenant is kept. */
  readonly folder: string;
  /** A file to which every exchange is appended. */
  readonly exchangeLog?: string | undefined;
  /** What else the tenant speaks beside identity, directory, environments and Exchange. */
  readonly services?: (tenant: Tenant) => readonly Service[];
  readonly protection?: Limit;
  /** Shown in `GET /sandbox/state` beside what the sandbox knows itself. */
  readonly more?: () => Promise<object>;
  /** Told about faults of the sandbox itself. */
  readonly report?: (error: unknown) => void;
}

/** A simulated tenant: Microsoft's services behind one TLS listener on loopback. */
export interface Sandbox {
  readonly connection: Connection;
  readonly clock: TenantClock;
  /** What a client gets when somebody signs in. */
  readonly signedIn: Tokens['signedIn'];
  /** Serves `/sandbox/...`; false when the path is somebody else's. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** A fresh tenant: seeded again, no faults, no time passed. */
  reset(): void;
  close(): Promise<void>;
}

/** What outlives a reset: it belongs to the machine, not to the tenant. */
const LISTENER = 'listener';
const Port = z.object({ port: z.number().int() });

const warn = (error: unknown) =>
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));

/** Starts the tenant kept in a folder, or a fresh one. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = openStore(options.folder);
  const log = options.exchangeLog === undefined ? undefined : openExchangeLog(options.exchangeLog);
  try {
    return await start(options, store, log);
  } catch (error) {
    log?.close();
    store.close();
    throw error;
  }
}

async function start(
  options: SandboxOptions,
  store: Store,
  log: ExchangeLog | undefined,
): Promise<Sandbox> {
  const clock = tenantClock(store);
  const tenant = openTenant(store, clock);
  const tokens = tenantTokens(options.folder, tenant.id);
  const services = alive(servicesOf(tenant, tokens, options));
  const faults = tenantFaults(store, clock);
  const limits = limiter(options.protection ?? PROTECTION);
  const authority = openAuthority(options.folder);
  seedOnce(store, services);
  clock.restart();

  const rules = { tokens, faults, limiter: limits, report: options.report ?? warn };
  const exchanged = counting(store, log);
  const listener = await listenAgain(store, { authority, services, rules, exchanged });
  const prompt = openConsole(tenant, () => catchUp(services));
  const reset = () => {
    resetTenant(store, services);
    prompt.forget();
    limits.reset();
    clock.restart();
  };
  const connection = { port: listener.port, ca: authority.ca };
  const state = () => summary({ clock, services, faults, store, more: options.more });
  const controls = {
    clock,
    faults,
    connection,
    state,
    reset,
    byHand: { ...byHand(services), ...prompt.controls },
  };
  return {
    connection,
    clock,
    signedIn: tokens.signedIn,
    handle: (request, response) => control(controls, request, response),
    reset,
    async close() {
      await listener.close();
      log?.close();
      store.close();
    },
  };
}

/** On the port of last time, so that whoever is attached finds the sandbox again. */
async function listenAgain(store: Store, listening: Listening): Promise<Listener> {
  const ports = store.documents(LISTENER, Port);
  const listener = await listen(listening, ports.find('tls')?.port);
  ports.put('tls', { port: listener.port });
  return listener;
}

const resetTenant = (store: Store, services: readonly Service[]) =>
  store.together(() => {
    store.clear([LISTENER]);
    seedOnce(store, services);
  });

const everything = (tenant: Tenant): readonly Service[] => [
  dataverseService(tenant),
  activityService(tenant, { past: true }),
  armService(tenant),
  keyVaultService(tenant),
  logAnalyticsService(tenant),
];

const servicesOf = (tenant: Tenant, tokens: Tokens, { services = everything }: SandboxOptions) => [
  identityService(tenant, tokens),
  environmentsService(tenant),
  graphService(tenant),
  exchangeService(tenant),
  ...services(tenant),
];

/** What has happened by itself in the meantime. */
const catchUp = (services: readonly Service[]) => {
  for (const { pass } of services) pass?.();
};

/** Before a service answers, what has happened in the meantime is caught up with. */
const alive = (services: readonly Service[]): readonly Service[] =>
  services.map((service) => ({
    ...service,
    handle(request) {
      catchUp(services);
      return service.handle(request);
    },
  }));

/** What people do by hand, in all services. */
const byHand = (services: readonly Service[]): Readonly<Record<string, ByHand>> =>
  Object.fromEntries(
    services
      .flatMap(({ controls = {} }) => Object.entries(controls))
      .map(([route, deed]) => [
        route,
        (body: unknown) => {
          catchUp(services);
          return deed(body);
        },
      ]),
  );

/** Raised when the seeds change: a folder with older ones starts afresh. */
const SEED = 4;
const Seeded = z.object({ version: z.number() });

function seedOnce(store: Store, services: readonly Service[]): void {
  const marks = store.documents('seeded', Seeded);
  if (marks.find('tenant')?.version === SEED) return;
  // All or nothing: a kill while seeding leaves a folder that is seeded again.
  store.together(() => {
    store.clear([LISTENER]);
    for (const service of services) service.seed();
    marks.put('tenant', { version: SEED });
  });
}

function counting(store: Store, log: ExchangeLog | undefined) {
  const counts = store.documents('exchanges', z.object({ count: z.number() }));
  return (exchange: Exchange) => {
    counts.put(exchange.service, { count: (counts.find(exchange.service)?.count ?? 0) + 1 });
    log?.write(exchange);
  };
}
