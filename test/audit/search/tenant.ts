import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Added, Archive, Incoming } from '../../../src/audit/archive/archive.ts';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import { conditionOf } from '../../../src/audit/lower.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import type { Span } from '../../../src/audit/reader.ts';
import { searchBodyOf } from '../../../src/audit/search/body.ts';
import { fileSpool } from '../../../src/audit/search/spool.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { before } from '../../../src/audit/times/period.ts';
import { searches, SEARCH } from '../../../src/jobs/search.ts';
import { secretOf } from '../../../src/config/secret.ts';
import { cloudOf } from '../../../src/gateways/clouds.ts';
import { createHttp } from '../../../src/gateways/http/client.ts';
import { credentialFrom } from '../../../src/gateways/http/credential.ts';
import { graphAuditSearch } from '../../../src/gateways/http/audit-search.ts';
import { activityService } from '../../../src/sandbox/activity.ts';
import { APPLICATION, TENANT_ID } from '../../../src/sandbox/people.ts';
import { sandboxAgent } from '../../../src/sandbox/transport.ts';
import { putInAuditLog } from '../../../src/sandbox/audit-log.ts';
import { recordedActivities } from '../../../src/sandbox/activity-records.ts';
import type { Tenant } from '../../../src/sandbox/service.ts';
import { UNIFIED_AUDIT, UnifiedAudit } from '../../../src/sandbox/unified-log.ts';
import { localLock } from '../../../src/store/local-lock.ts';
import { memoryDueTable } from '../../fakes/memory-due.ts';
import { memoryKeep } from '../../fakes/memory-keep.ts';
import { hastyClock, quiet } from '../../gateways/stub.ts';
import { startWire, type Wire } from '../../sandbox/wire.ts';
import type { Raw } from '../oracle.ts';
import { tableReader } from '../summary/table-reader.ts';

export const dan = { id: 'aaaaaaaa-0000-4000-8000-000000000004', name: 'Dan' };

/** Times whose records a question needs. */
export const spanFor = ({ period, compare }: AuditQuery): Span =>
  compare ? { from: before(period).from, to: period.to } : period;

/** Texts as a table that the summary can be asked over. */
async function textsIn(incoming: Parameters<Archive['borrow']>[0]) {
  const texts: string[] = [];
  for await (const batch of incoming as AsyncIterable<readonly Incoming[]>)
    texts.push(...batch.map(({ text }) => text));
  return texts;
}

const addedBy = (texts: readonly string[]): Added => {
  const ids = new Set(texts.map((text) => (JSON.parse(text) as { Id: string }).Id.toLowerCase()));
  const [read, stored] = [texts.length, ids.size];
  return { read, stored, duplicates: read - stored, rejected: [], spans: [] };
};

function httpTo(wire: Wire) {
  const agent = sandboxAgent(wire.sandbox.connection);
  const cloud = cloudOf('sandbox');
  const { clientId, secret } = APPLICATION;
  const acting = { kind: 'secret', tenantId: TENANT_ID, clientId } as const;
  const credential = credentialFrom({ ...acting, secret: secretOf(secret) }, cloud, agent);
  const http = createHttp({ cloud, credential, agent, clock: hastyClock(), log: quiet });
  return { http, agent };
}

/** Puts records there and notes under which keys. */
function putting(tenant: Tenant, records: readonly Raw[]): readonly string[] {
  const keys: string[] = [];
  const documents: Tenant['documents'] = (collection, schema) => {
    const real = tenant.documents(collection, schema);
    return {
      ...real,
      put(key, value) {
        keys.push(key);
        real.put(key, value);
      },
    };
  };
  putInAuditLog({ ...tenant, documents }, records);
  return keys;
}

/** The simulated tenant, its searches over HTTP, and the job that carries them on. */
export async function startSearching(
  options: { readonly past?: boolean; readonly exchangeLog?: string } = {},
) {
  const tenants: Tenant[] = [];
  const wire = await startWire({
    ...options,
    // Many tests ask more than one application may.
    protection: { requests: 1_000_000, seconds: 60 },
    services(opened) {
      tenants.push(opened);
      return options.past === true ? [activityService(opened, { past: true })] : [];
    },
  });
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error('There is no tenant.');
  const log = tenant.documents(UNIFIED_AUDIT, UnifiedAudit);
  const switchOn = () => log.put('tenant', { enabled: true, enabledAt: null });
  switchOn();
  const { http, agent } = httpTo(wire);
  let kept: readonly string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'searching-'));
  const [due, keep, reader] = [memoryDueTable(), memoryKeep(), await tableReader()];
  const archived: Raw[] = [];
  const archive: Pick<Archive, 'add' | 'borrow'> = {
    async add(_tenant, incoming) {
      const texts = await textsIn(incoming);
      archived.push(...texts.map((text) => JSON.parse(text) as Raw));
      return addedBy(texts);
    },
    async borrow(incoming, work) {
      const texts = await textsIn(incoming);
      await reader.fill(texts.map((text) => JSON.parse(text) as Raw));
      return work(reader, addedBy(texts));
    },
  };
  const job = searches({
    ...{ tenant: TENANT_ID, due, keep, archive, withLock: localLock() },
    clock: { now: () => wire.sandbox.clock.now(), sleep: async () => undefined },
    gateway: graphAuditSearch(http, { version: 'auto' }),
    spool: fileSpool(folder),
    spanOf: spanFor,
    plan: (query, span) => searchBodyOf(query, conditionOf(query, DEFINITIONS), { span }),
    figures: (records, query) =>
      figuresOf(records, query, {
        ...{ definitions: DEFINITIONS, workingHours: DEFINITIONS.workingHours },
        span: spanFor(query),
      }),
    page: async () => ({ records: [] }),
    onDone: async () => undefined,
  });
  const now = () => wire.sandbox.clock.now();

  return {
    wire,
    tenant,
    job,
    archived,
    now,
    /** Returns how it is switched on again. */
    switchOff() {
      log.put('tenant', { enabled: false, enabledAt: null });
      return switchOn;
    },
    /** Takes the place of what a test had put there before. */
    holds(records: readonly Raw[]) {
      const log = recordedActivities(tenant);
      for (const key of kept) log.delete(key);
      kept = putting(tenant, records);
    },
    /** Does what is due and lets the tenant's clock run until the search is over. */
    async search(query: AuditQuery) {
      const { id } = await job.begin(query, dan);
      for (let turns = 0; turns < 300; turns += 1) {
        const [next] = (await due.list(TENANT_ID)).filter(({ kind }) => kind === SEARCH);
        if (next === undefined) break;
        wire.sandbox.clock.advance(Math.max(0, Date.parse(next.due) - now().getTime()));
        for (const one of await due.claim(now().toISOString(), 60_000, 4)) {
          await job.handlers[SEARCH](one);
          await due.complete(one);
        }
      }
      return { id, state: await job.state(id), found: await job.result(id) };
    },
    async close() {
      agent.destroy();
      await wire.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type Searching = Awaited<ReturnType<typeof startSearching>>;
