import { z } from 'zod';
import { openAzure, type Azure } from './arm/documents.ts';
import { GUID } from './arm/ids.ts';
import { AzureRefused, refusedAnswer } from './arm/refused.ts';
import { mayAct } from './arm/roles.ts';
import { WORKSPACE } from './arm/seed.ts';
import { auditTables } from './log-analytics/audit-tables.ts';
import { openKeys, type Keys } from './key-vault/documents.ts';
import type { Value } from './log-analytics/kql-values.ts';
import { runQuery, type Table } from './log-analytics/kql.ts';
import { QueryRefused } from './log-analytics/kql-words.ts';
import { vaultTables } from './log-analytics/vault-tables.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

const HOST = /^api\.loganalytics\.(?:io|azure\.com)$/;
/** A workspace by its own id, or any resource by its resource id. */
const PATH = /^\/v1(?:\/workspaces\/([^/]+)|(\/subscriptions\/.+))\/query\/?$/i;
const ACTION = 'Microsoft.OperationalInsights/workspaces/query/read';

/** The id that the seeded workspace goes by here. */
export const WORKSPACE_ID = '66666666-0000-4000-8000-000000000001';

const Body = z.strictObject({
  query: z.string().min(1),
  timespan: z.string().optional(),
  workspaces: z.array(z.string()).optional(),
});

interface Place {
  readonly azure: Azure;
  readonly keys: Keys;
}

/** The query side of Log Analytics: what vaults and audit connectors wrote to a workspace. */
export function logAnalyticsService(tenant: Tenant): Service {
  const place: Place = { azure: openAzure(tenant), keys: openKeys(tenant) };
  return {
    name: 'loganalytics',
    serves: (host) => HOST.test(host),
    seed: () => undefined,
    handle(request) {
      try {
        return answer(place, request);
      } catch (thrown) {
        if (thrown instanceof QueryRefused) return refusedQuery(thrown);
        if (thrown instanceof AzureRefused)
          return refusedAnswer('loganalytics', request.url.hostname, thrown);
        throw thrown;
      }
    },
  };
}

function answer(place: Place, request: ServiceRequest): ServiceAnswer {
  const workspace = workspaceAt(place, decodeURIComponent(request.url.pathname));
  checkRights(place, request, workspace);
  const { query } = asked(request);
  const [vaults, audit] = [
    vaultTables(place.azure, place.keys, workspace),
    auditTables(place.azure.tenant),
  ];
  const { columns, rows } = runQuery(query, (name) => audit(name) ?? vaults(name));
  return { status: 200, body: { tables: [drawn({ columns, rows })] } };
}

function workspaceAt({ azure }: Place, path: string): string {
  const [, id, resource] = PATH.exec(path) ?? [];
  const found = id === undefined ? resource : id.toLowerCase() === WORKSPACE_ID ? WORKSPACE : '';
  if (id === undefined && resource === undefined) throw notFound();
  if (id !== undefined && !GUID.test(id)) throw notFound();
  if (azure.resources.find((found ?? '').toLowerCase()) !== undefined) return found ?? '';
  throw notFound();
}

const notFound = () =>
  new AzureRefused(404, 'PathNotFoundError', 'The requested path does not exist');

function checkRights({ azure }: Place, { caller }: ServiceRequest, workspace: string): void {
  if (mayAct(azure, caller?.objectId ?? '', ACTION, workspace)) return;
  throw new AzureRefused(
    403,
    'InsufficientAccessError',
    'The provided credentials have insufficient access to perform the requested operation',
  );
}

function asked({ method, url, body }: ServiceRequest): z.infer<typeof Body> {
  const given = method === 'GET' ? Object.fromEntries(url.searchParams) : body;
  const read = Body.safeParse(given);
  if (read.success && ['GET', 'POST'].includes(method)) return read.data;
  throw new AzureRefused(400, 'BadArgumentError', 'The request had some invalid properties');
}

/** Cells are plain: what is nested is sent as its text. */
const cell = (value: Value | undefined): string | number | boolean | null =>
  value === undefined || value === null
    ? null
    : typeof value === 'object'
      ? JSON.stringify(value)
      : value;

const drawn = ({ columns, rows }: Table) => ({
  name: 'PrimaryResult',
  columns,
  rows: rows.map((row) => columns.map(({ name }) => cell(row[name]))),
});

const refusedQuery = ({ code, message }: QueryRefused): ServiceAnswer => ({
  status: 400,
  body: {
    error: {
      code: 'BadArgumentError',
      message: 'The request had some invalid properties',
      innererror: { code, message },
    },
  },
});
