import { z } from 'zod';
import type { Azure, Diagnostic } from '../arm/documents.ts';
import { scopeKey } from '../arm/ids.ts';
import type { Event, Keys } from '../key-vault/documents.ts';
import type { FindTable, Table } from './kql.ts';
import type { Column, Row } from './kql-values.ts';

/** Until an event can be asked for, in milliseconds. */
const INGESTION = 5 * 60_000;

const Logged = z.looseObject({
  time: z.string(),
  operationName: z.string(),
  resultType: z.string(),
  resultSignature: z.string(),
  callerIpAddress: z.string(),
  resourceId: z.string(),
  identity: z.object({ claim: z.looseObject({ appid: z.string() }) }),
  properties: z.looseObject({ id: z.string(), httpStatusCode: z.number() }),
});
type Logged = z.infer<typeof Logged>;

const text = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'string' }));
const SHARED: readonly Column[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  ...text('_ResourceId', 'OperationName', 'ResultType', 'ResultSignature'),
];

const shared = (event: Logged): Row => ({
  TimeGenerated: event.time,
  _ResourceId: event.resourceId.toLowerCase(),
  OperationName: event.operationName,
  ResultType: event.resultType,
  ResultSignature: event.resultSignature,
});

/** What every resource wrote to before there were tables for each kind. */
const OLD = {
  columns: [
    ...SHARED,
    ...text('Category', 'ResourceProvider', 'identity_claim_appid_g', 'id_s', 'CallerIPAddress'),
    { name: 'httpStatusCode_d', type: 'int' },
  ] satisfies readonly Column[],
  row: (event: Logged): Row => ({
    ...shared(event),
    ...{ Category: 'AuditEvent', ResourceProvider: 'MICROSOFT.KEYVAULT' },
    identity_claim_appid_g: event.identity.claim.appid,
    id_s: event.properties.id,
    CallerIPAddress: event.callerIpAddress,
    httpStatusCode_d: event.properties.httpStatusCode,
  }),
};

const NEW = {
  columns: [
    ...SHARED,
    ...text('Id', 'CallerIpAddress'),
    { name: 'Identity', type: 'dynamic' },
    { name: 'HttpStatusCode', type: 'int' },
  ] satisfies readonly Column[],
  row: (event: Logged): Row => ({
    ...shared(event),
    Id: event.properties.id,
    CallerIpAddress: event.callerIpAddress,
    Identity: event.identity,
    HttpStatusCode: event.properties.httpStatusCode,
  }),
};

const isDedicated = ({ properties }: Diagnostic): boolean =>
  properties['logAnalyticsDestinationType'] === 'Dedicated';

/** The tables that vaults write to, in one workspace. */
export function vaultTables(azure: Azure, keys: Keys, workspace: string): FindTable {
  const settings = azure.diagnostics
    .list()
    .filter(({ properties }) => scopeKey(properties.workspaceId ?? '') === scopeKey(workspace));
  const tableOf = (dedicated: boolean, form: typeof OLD | typeof NEW): Table | undefined => {
    const from = settings.filter((setting) => isDedicated(setting) === dedicated);
    const rows = eventsOf(azure, keys, from).map(form.row);
    return rows.length === 0 ? undefined : { columns: form.columns, rows };
  };
  return (name) => {
    if (name === 'AzureDiagnostics') return tableOf(false, OLD);
    return name === 'AZKVAuditLogs' ? tableOf(true, NEW) : undefined;
  };
}

function eventsOf(azure: Azure, keys: Keys, from: readonly Diagnostic[]): readonly Logged[] {
  const resources = new Set(from.map(({ resource }) => scopeKey(resource)));
  const arrived = azure.tenant.clock.now().getTime() - INGESTION;
  return keys.events
    .list()
    .filter(({ time }) => Date.parse(time) <= arrived)
    .map(({ record }: Event) => Logged.parse(record))
    .filter(({ resourceId }) => resources.has(scopeKey(resourceId)));
}
