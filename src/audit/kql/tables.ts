import { kqlText, kqlTime } from '../../gateways/kql.ts';
import type { ContentType } from '../record.ts';
import type { Span } from '../reader.ts';

export const TABLES = [
  'DataverseActivity',
  'Dynamics365Activity',
  'OfficeActivity',
  'PowerPlatformAdminActivity',
] as const;
export type AuditTable = (typeof TABLES)[number];

/** Content types whose records a table holds, as its connector says. */
export const CONTENT: Readonly<Record<AuditTable, readonly ContentType[]>> = {
  DataverseActivity: ['Audit.General'],
  Dynamics365Activity: ['Audit.General'],
  OfficeActivity: ['Audit.Exchange', 'Audit.SharePoint'],
  PowerPlatformAdminActivity: ['Audit.General'],
};

/** Record types as the tables name them: numbers are taken as they are. */
export const TYPE_NAMES: Readonly<Record<string, number>> = {
  ...{ exchangeadmin: 1, exchangeitem: 2, exchangeitemgroup: 3, sharepoint: 4 },
  ...{ sharepointfileoperation: 6, onedrive: 7, sharepointsharingoperation: 14, crm: 21 },
  ...{ microsoftteams: 25, sharepointlistoperation: 36, exchangeitemaggregated: 50 },
  ...{ sharepointlistitemoperation: 54, powerplatformadmindlp: 187 },
  ...{ powerplatformadministratoractivity: 256 },
};

const OFFICE = [1, 2, 3, 4, 6, 7, 14, 25, 36, 50, 54];

/** Whether a table can hold records of this type. */
export function mayHold(table: AuditTable, type: number): boolean {
  switch (table) {
    case 'DataverseActivity':
    case 'Dynamics365Activity':
      return type === 21;
    case 'OfficeActivity':
      return type !== 21 && type !== 256;
    case 'PowerPlatformAdminActivity':
      return type !== 21 && !OFFICE.includes(type);
  }
}

/** Tables that hold records of one type alone. */
export const ONE_TYPE: readonly AuditTable[] = ['DataverseActivity', 'Dynamics365Activity'];

/** Names of columns on the way from a table to the view, as far as they are texts. */
export const OFFERED = [
  ...['Id', 'Kind', 'Workload', 'Operation', 'Said', 'Object', 'UserName', 'Upn', 'UserKind'],
  ...['EntityName', 'Touching', 'Reads', 'FieldText', 'Place', 'Home', 'Client', 'Agent'],
  ...['Outcome', 'Linked'],
] as const;
type Offered = (typeof OFFERED)[number];

/** What a table has no column for is empty. */
function projection(given: Readonly<Partial<Record<Offered, string>>>, rank: number): string {
  const texts = OFFERED.map((name) => `${name} = ${given[name] ?? "''"}`);
  return `project At = TimeGenerated, Rank = ${rank}, ${texts.join(', ')}`;
}

const DYNAMICS = {
  ...{ Id: 'SourceRecordId', Kind: "'21'", Operation: 'Operation', Said: 'Message' },
  ...{ Object: 'OriginalObjectId', UserName: 'UserId', UserKind: 'UserType' },
  ...{ EntityName: 'EntityName', Touching: 'EntityId', Reads: 'tostring(QueryResults)' },
  ...{ FieldText: 'tostring(Fields)', Place: 'InstanceUrl', Agent: 'UserAgent' },
  ...{ Outcome: 'ResultStatus', Linked: 'CorrelationId', Workload: "'CRM'" },
};

const firstFilled = (one: string, other: string): string =>
  `iff(isnotempty(${one}), ${one}, ${other})`;

/** Names of properties of administrators' records (Power Platform documentation, April 2026). */
const PROPERTIES = {
  Activity: 'powerplatform.analytics.activity.name',
  EnvironmentId: 'powerplatform.analytics.resource.environment.id',
  Person: 'enduser.principal_name',
  FromAddress: 'enduser.ip_address',
  WithAgent: 'user_agent.original',
};

// An empty list would take its record away; an item that means nothing keeps it.
const PADDED = (list: string): string =>
  `iff(array_length(${list}) > 0, ${list}, dynamic([{"Name":"","Value":""}]))`;

/** `list` may be a list or the text of one; `on` is what is said of its `Item`s. */
export const applyKql = (list: string, on: string): string =>
  `mv-apply Item = ${PADDED(`parse_json(${list})`)} on (summarize ${on})`;

const unfolded = applyKql(
  'tostring(PropertyCollection)',
  Object.entries(PROPERTIES)
    .map(
      ([name, key]) =>
        `${name} = take_anyif(tostring(Item.Value), tostring(Item.Name) == ${kqlText(key)})`,
    )
    .join(', '),
);

const SHAPES: Readonly<Record<AuditTable, string>> = {
  DataverseActivity: projection({ ...DYNAMICS, Upn: 'UserUpn', Client: 'ClientIp' }, 1),
  Dynamics365Activity: projection({ ...DYNAMICS, Client: 'ClientIP' }, 2),
  OfficeActivity: projection(
    {
      ...{ Id: firstFilled('OfficeId', 'SourceRecordId'), Kind: 'RecordType' },
      ...{ Workload: 'OfficeWorkload', Operation: 'Operation', UserName: 'UserId' },
      ...{ UserKind: 'UserType', Client: firstFilled('ClientIP', 'Client_IPAddress') },
      ...{ Agent: 'UserAgent', Outcome: 'ResultStatus' },
    },
    3,
  ),
  PowerPlatformAdminActivity: `${unfolded} | ${projection(
    {
      ...{ Id: 'EventOriginalUid', Kind: 'RecordType', Workload: 'Workload' },
      ...{ Operation: 'EventOriginalType', Said: 'Activity', UserName: 'ActorName' },
      ...{ Upn: 'Person', UserKind: 'ActorUserType', Home: 'EnvironmentId' },
      ...{ Client: 'FromAddress', Agent: 'WithAgent', Outcome: 'EventResult' },
    },
    4,
  )}`,
};

export interface Reading {
  /** Only this tenant's records: a workspace may be shared. */
  readonly tenant: string;
  readonly span: Span;
}

/** The rows of one table that may be read at all. */
export const rowsKql = (table: AuditTable, { tenant, span }: Reading): string =>
  `${table} | where TimeGenerated >= ${kqlTime(span.from)} and TimeGenerated < ${kqlTime(span.to)}` +
  ` and OrganizationId =~ ${kqlText(tenant)}`;

/** A table's records with the columns that all tables share, as far as it has them. */
export function legKql(table: AuditTable, reading: Reading, raw: boolean): string {
  const whole = ' | extend Raw = tostring(pack_all(true))';
  const kept = raw ? ', Raw' : '';
  return `${rowsKql(table, reading)}${raw ? whole : ''} | ${SHAPES[table]}${kept}`;
}
