import { auditLogBetween, type Logged, type LoggedRecord } from '../audit-log.ts';
import type { Tenant } from '../service.ts';
import {
  AUDIT_COLUMNS,
  recordTypeName,
  tableFor,
  userTypeName,
  type AuditTable,
} from './audit-columns.ts';
import type { FindTable } from './kql.ts';
import { isValue, timeOf, type Row, type Value } from './kql-values.ts';

/** From when a connector can read a record until the record can be asked for, in milliseconds. */
const INGESTION = 5 * 60_000;

const EARLIEST = new Date('2000-01-01T00:00:00Z');

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const nested = (value: unknown): Value => (isValue(value) ? value : null);

const shared = (record: LoggedRecord, table: AuditTable): Row => ({
  TimeGenerated: timeOf(`${text(record['CreationTime'])}Z`),
  Type: table,
  SourceSystem: 'Azure',
  TenantId: '66666666-0000-4000-8000-000000000001',
  OrganizationId: text(record['OrganizationId']),
});

/** Columns that are named as in the record. */
const same = (record: LoggedRecord, ...names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, text(record[name])]));

const dataverse = (record: LoggedRecord): Row => ({
  ...same(record, 'CorrelationId', 'CrmOrganizationUniqueName', 'EntityId', 'EntityName'),
  ...same(record, 'InstanceUrl', 'ItemType', 'ItemUrl', 'Message', 'Operation', 'Query'),
  ...same(record, 'ResultStatus', 'ServiceContextId', 'ServiceContextIdType', 'ServiceName'),
  ...same(record, 'SystemUserId', 'UserAgent', 'UserId', 'UserKey', 'UserUpn'),
  ClientIp: text(record['ClientIP']),
  OriginalObjectId: text(record['ObjectId']),
  SourceRecordId: text(record['Id']),
  UserType: userTypeName(record['UserType']),
  Fields: nested(record['Fields']),
  QueryResults: nested(record['QueryResults']),
});

const office = (record: LoggedRecord): Row => ({
  ...same(record, 'Operation', 'ResultStatus', 'UserId', 'UserKey', 'ClientIP', 'UserAgent'),
  ...same(record, 'ItemType', 'EventSource', 'SourceRelativeUrl', 'SourceFileName'),
  ...same(record, 'OriginatingServer', 'MailboxOwnerUPN', 'SourceFileExtension'),
  Client_IPAddress: text(record['ClientIPAddress']),
  OfficeWorkload: text(record['Workload']),
  RecordType: recordTypeName(record['RecordType']),
  UserType: userTypeName(record['UserType']),
  OfficeObjectId: text(record['ObjectId']),
  OfficeId: text(record['Id']),
  Site_Url: text(record['SiteUrl']),
  Parameters: record['Parameters'] === undefined ? '' : JSON.stringify(record['Parameters']),
});

const administration = (record: LoggedRecord): Row => ({
  ActorName: text(record['UserId']),
  ActorUserId: text(record['UserKey']),
  ActorUserType: userTypeName(record['UserType']),
  EventOriginalType: text(record['Operation']),
  EventOriginalUid: text(record['Id']),
  EventResult: text(record['ResultStatus']),
  RecordType: recordTypeName(record['RecordType']),
  Workload: text(record['Workload']),
  PropertyCollection: nested(record['PropertyCollection']),
});

const ROWS: Readonly<Partial<Record<AuditTable, (record: LoggedRecord) => Row>>> = {
  DataverseActivity: dataverse,
  OfficeActivity: office,
  PowerPlatformAdminActivity: administration,
};

/** Rows that were made already: what a record is in its table is always the same. */
const made = new WeakMap<LoggedRecord, Row>();

function rowOf({ record, availableAt }: Logged, table: AuditTable): Row {
  const row = made.get(record) ?? { ...shared(record, table), ...ROWS[table]?.(record) };
  made.set(record, row);
  return { ...row, $ingested: timeOf(Date.parse(availableAt) + INGESTION) };
}

/** The older table is there since it was once connected, and nothing is written to it. */
const AUDIT_TABLES: readonly AuditTable[] = [
  'DataverseActivity',
  'Dynamics365Activity',
  'OfficeActivity',
  'PowerPlatformAdminActivity',
];

/** What has reached the tables by now, by table. */
function arrivedIn(tenant: Tenant): ReadonlyMap<AuditTable | undefined, readonly Logged[]> {
  const now = tenant.clock.now();
  const arrived = new Date(now.getTime() - INGESTION).toISOString();
  const log = auditLogBetween(tenant, EARLIEST, now).filter(
    ({ availableAt }) => availableAt <= arrived,
  );
  return Map.groupBy(log, ({ record }) => tableFor(record['RecordType']));
}

/** Tables that connectors fill from the tenant's audit log, some minutes after the log has it. */
export function auditTables(tenant: Tenant): FindTable {
  let arrived: ReturnType<typeof arrivedIn> | undefined;
  return (name) => {
    const table = AUDIT_TABLES.find((each) => each === name);
    if (table === undefined) return undefined;
    arrived ??= arrivedIn(tenant);
    const rows = (arrived.get(table) ?? []).map((one) => rowOf(one, table));
    return { columns: AUDIT_COLUMNS[table], rows };
  };
}
