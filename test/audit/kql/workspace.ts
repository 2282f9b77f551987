import { secretOf } from '../../../src/config/secret.ts';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import { logAnalyticsSource } from '../../../src/audit/sources/log-analytics.ts';
import type { AuditTables } from '../../../src/gateways/audit-tables.ts';
import { cloudOf } from '../../../src/gateways/clouds.ts';
import { httpAuditTables } from '../../../src/gateways/http/audit-tables.ts';
import { createHttp } from '../../../src/gateways/http/client.ts';
import { credentialFrom } from '../../../src/gateways/http/credential.ts';
import { recordedActivities } from '../../../src/sandbox/activity-records.ts';
import { armService } from '../../../src/sandbox/arm.ts';
import { putInAuditLog } from '../../../src/sandbox/audit-log.ts';
import { keyVaultService } from '../../../src/sandbox/key-vault.ts';
import { logAnalyticsService, WORKSPACE_ID } from '../../../src/sandbox/log-analytics.ts';
import { APPLICATION, TENANT_ID } from '../../../src/sandbox/people.ts';
import type { Tenant } from '../../../src/sandbox/service.ts';
import { sandboxAgent } from '../../../src/sandbox/transport.ts';
import { hastyClock, quiet } from '../../gateways/stub.ts';
import { startWire } from '../../sandbox/wire.ts';
import type { Raw } from '../oracle.ts';

export const TENANT = TENANT_ID;

/** A simulated workspace with an empty past, and a source that asks it over HTTP. */
export async function startWorkspace(options: { readonly exchangeLog?: string } = {}) {
  const tenants: Tenant[] = [];
  const wire = await startWire({
    ...options,
    services: (tenant) => {
      tenants.push(tenant);
      return [armService(tenant), keyVaultService(tenant), logAnalyticsService(tenant)];
    },
  });
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error('There is no tenant');
  const agent = sandboxAgent(wire.sandbox.connection);
  const cloud = cloudOf('sandbox');
  const { clientId, secret } = APPLICATION;
  const acting = { kind: 'secret', tenantId: TENANT_ID, clientId } as const;
  const credential = credentialFrom({ ...acting, secret: secretOf(secret) }, cloud, agent);
  const http = createHttp({ cloud, credential, agent, clock: hastyClock(), log: quiet });
  const tables: AuditTables = httpAuditTables(http, {
    ...{ workspace: WORKSPACE_ID, application: clientId },
  });
  const source = () =>
    logAnalyticsSource({
      ...{ tenant: TENANT_ID, tables, definitions: DEFINITIONS },
      ...{ workingHours: DEFINITIONS.workingHours, clock: wire.sandbox.clock },
    });
  const hours = (count: number) => wire.sandbox.clock.advance(count * 3_600_000);
  const kept: string[] = [];
  return {
    wire,
    tenant,
    tables,
    source,
    hours,
    now: () => wire.sandbox.clock.now(),
    /** Takes the place of whatever the log held before, and is in the tables ten minutes later. */
    holds(records: readonly Raw[]) {
      const log = recordedActivities(tenant);
      for (const key of kept.splice(0)) log.delete(key);
      putInAuditLog({ ...tenant, documents: noting(tenant, kept) }, records);
      wire.sandbox.clock.advance(10 * 60_000);
    },
    close: async () => {
      agent.destroy();
      await wire.close();
    },
  };
}

/** Notes the keys of what is put there. */
const noting =
  (tenant: Tenant, kept: string[]): Tenant['documents'] =>
  (collection, schema) => {
    const documents = tenant.documents(collection, schema);
    const put: typeof documents.put = (key, value) => {
      kept.push(key);
      documents.put(key, value);
    };
    return { ...documents, put };
  };

export type Workspace = Awaited<ReturnType<typeof startWorkspace>>;

const without = (raw: Raw, ...names: readonly string[]): Raw =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)));

/** What is left of a record in the columns of its table. */
export function kept(raw: Raw): Raw {
  if (raw.RecordType === 21) return raw;
  const bare = without(raw, 'EntityId', 'CorrelationId', 'Fields', 'EnvironmentId');
  if (raw.RecordType !== 256) return bare;
  const property = (Name: string, Value: unknown) => (Value === undefined ? [] : [{ Name, Value }]);
  const properties = Array.isArray(raw.PropertyCollection) ? raw.PropertyCollection : [];
  return {
    ...without(bare, 'ClientIP', 'UserAgent'),
    PropertyCollection: [
      ...properties,
      ...property('enduser.ip_address', raw.ClientIP),
      ...property('user_agent.original', raw.UserAgent),
    ],
  };
}

/** Record types that a connector brings to a workspace. */
export const isBrought = ({ RecordType }: Raw): boolean =>
  [1, 2, 3, 4, 6, 7, 14, 21, 25, 36, 50, 54, 256].includes(Number(RecordType));
