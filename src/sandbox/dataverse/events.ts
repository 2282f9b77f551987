import { recordActivity } from '../activity-records.ts';
import type { Published } from './documents.ts';
import { NO_ID } from './ids.ts';
import { nowOf, organisationOf, type Call, type Org } from './org.ts';

/** Messages that are never logged, by Microsoft's list. */
const NEVER = new Set([
  'WhoAmI',
  'RetrieveFilteredForms',
  'TriggerServiceEndpointCheck',
  'QueryExpressionToFetchXml',
  'FetchXmlToQueryExpression',
  'FireNotificationEvent',
  'RetrieveMetadataChanges',
  'RetrieveEntityChanges',
  'RetrieveProvisionedLanguagePackVersion',
  'RetrieveInstalledLanguagePackVersion',
  'RetrieveProvisionedLanguages',
  'RetrieveAvailableLanguages',
  'RetrieveDeprovisionedLanguages',
  'RetrieveInstalledLanguagePacks',
  'GetAllTimeZonesWithDisplayName',
  'GetTimeZoneCodeByLocalizedName',
  'IsReportingDataConnectorInstalled',
  'LocalTimeFromUtcTime',
  'IsBackOfficeInstalled',
  'FormatAddress',
  'IsSupportUserRole',
  'IsComponentCustomizable',
  'ConfigureReportingDataConnector',
  'CheckClientCompatibility',
  'RetrieveAttribute',
]);

const MULTIPLE = new Set(['RetrieveMultiple', 'ExportToExcel', 'RollUp', 'ExecuteFetch']);

/** An SDK message as activity logging sees it. */
export interface SdkMessage {
  readonly message: string;
  /** Undefined: not tied to a table. */
  readonly table?: string;
  readonly entityId?: string;
  readonly name?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly query?: string;
  readonly results?: readonly string[];
}

/** Flags as last published, or as seeded. */
export const publishedOf = ({ documents, catalogue }: Org, table: string): Published | undefined =>
  documents.published.find(table) ?? catalogue.byName.get(table)?.published;

const isRead = (message: string) =>
  MULTIPLE.has(message) || /^(?:Retrieve|Search|Get|Export)/.test(message);

function isLogged(org: Org, { message, table }: SdkMessage): boolean {
  if (NEVER.has(message)) return false;
  if (!isRead(message) || table === undefined) return true;
  const flags = publishedOf(org, table);
  return (MULTIPLE.has(message) ? flags?.readMultiple : flags?.read) === true;
}

const link = (org: Org, { table, entityId }: SdkMessage) =>
  table === undefined || entityId === undefined
    ? `${org.seed.url}/`
    : `${org.seed.url}/main.aspx?etn=${table}&pagetype=entityrecord&id=${entityId}`;

const fieldsOf = (fields: SdkMessage['fields']) =>
  Object.entries(fields ?? {}).map(([Name, value]) => ({ Name, Value: String(value) }));

/** Members of the common schema: the same for every event of this caller. */
const common = ({ org, user, request }: Call) => ({
  CreationTime: nowOf(org).toISOString().slice(0, 19),
  Operation: 'CrmDefaultActivity',
  OrganizationId: org.tenant.id,
  RecordType: 21,
  ResultStatus: 'Success',
  UserKey: user.isApplication ? 'Unknown' : user.objectId,
  UserType: user.isApplication ? 5 : 0,
  Version: 1,
  Workload: 'CRM',
  ClientIP: '203.0.113.60:49312',
  UserId: user.upn,
  CrmOrganizationUniqueName: org.seed.uniqueName,
  InstanceUrl: `${org.seed.url}/`,
  ItemType: 'Dynamics365',
  UserAgent: request.headers['user-agent'] ?? '',
});

const special = (org: Org, event: SdkMessage) => ({
  ObjectId: `${event.message} ${event.table ?? ''}`,
  Fields: fieldsOf(event.fields),
  ItemUrl: link(org, event),
  EntityId: event.entityId ?? NO_ID,
  EntityName: event.table ?? 'Unknown',
  Message: event.message,
  PrimaryFieldValue: event.name ?? '',
  Query: event.query ?? '',
});

const PART = 40;

/** Big results are cut into records that share a correlation id (3 KB limit). */
function parts(results: readonly string[], newId: () => string) {
  if (results.length <= PART) return [{ QueryResults: results.join(','), CorrelationId: NO_ID }];
  const CorrelationId = newId();
  const starts = Array.from({ length: Math.ceil(results.length / PART) }, (_, n) => n * PART);
  return starts.map((start) => ({
    QueryResults: results.slice(start, start + PART).join(','),
    CorrelationId,
  }));
}

/** Activity logging leaves production environments only, and only while it is switched on. */
export function logsActivity(org: Org): boolean {
  const { isauditenabled, isreadauditenabled } = organisationOf(org);
  return org.seed.production && isauditenabled && isreadauditenabled === true;
}

/** Sends an SDK message to the unified audit log, if everything that this takes is on. */
export function logActivity(call: Call, event: SdkMessage, isOn = logsActivity(call.org)): void {
  const { org, user } = call;
  if (!isOn || !isLogged(org, event)) return;
  const service = { ServiceContextId: NO_ID, ServiceContextIdType: '', ServiceName: '' };
  const who = { SystemUserId: user.id, UserUpn: user.upn };
  for (const part of parts(event.results ?? [], () => org.tenant.newId())) {
    const record = { ...common(call), ...special(org, event), ...part, ...service, ...who };
    recordActivity(org.tenant, `${org.host}/${event.message}/${event.table ?? ''}`, record);
  }
}
