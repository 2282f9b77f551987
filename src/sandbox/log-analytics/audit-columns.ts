import type { Column, Type } from './kql-values.ts';

const typed = (type: Type, names: string): readonly Column[] =>
  names.split(/\s+/).map((name) => ({ name, type }));

const EVERYWHERE: readonly Column[] = [
  ...typed('datetime', 'TimeGenerated'),
  ...typed('string', 'TenantId SourceSystem Type _IsBillable'),
  ...typed('real', '_BilledSize'),
];

const DYNAMICS: readonly Column[] = [
  ...EVERYWHERE,
  ...typed('string', 'CorrelationId CrmOrganizationUniqueName EntityId EntityName InstanceUrl'),
  ...typed('string', 'ItemType ItemUrl Message Operation OrganizationId OriginalObjectId Query'),
  ...typed('string', 'ResultStatus ServiceName SourceRecordId SystemUserId UserAgent UserId'),
  ...typed('string', 'UserKey UserType'),
  ...typed('dynamic', 'Fields QueryResults'),
];

/** Columns of the tables that audit connectors write to. */
export const AUDIT_COLUMNS = {
  DataverseActivity: [
    ...DYNAMICS,
    ...typed('string', 'ClientIp ServiceContextId ServiceContextIdType UserUpn'),
  ],
  Dynamics365Activity: [
    ...DYNAMICS,
    ...typed('string', 'ClientIP OfficeWorkload RecordType _ResourceId _SubscriptionId'),
  ],
  OfficeActivity: [
    ...EVERYWHERE,
    ...typed('string', 'OfficeWorkload RecordType Operation ResultStatus UserId UserKey UserType'),
    ...typed('string', 'ClientIP Client_IPAddress OfficeId OfficeObjectId OrganizationId'),
    ...typed('string', 'Parameters ModifiedProperties ExtendedProperties ExternalAccess'),
    ...typed('string', 'OriginatingServer MailboxOwnerUPN Site_Url SourceRelativeUrl'),
    ...typed('string', 'SourceFileName SourceFileExtension ItemType EventSource UserAgent'),
    ...typed('string', 'SourceRecordId TeamName ChannelName'),
  ],
  PowerPlatformAdminActivity: [
    ...EVERYWHERE,
    ...typed('string', 'ActorName ActorUserId ActorUserType EventOriginalType EventOriginalUid'),
    ...typed('string', 'EventResult OrganizationId RecordType Workload'),
    ...typed('dynamic', 'PropertyCollection'),
    ...typed('bool', 'RequiresCustomerKeyEncryption'),
  ],
} satisfies Readonly<Record<string, readonly Column[]>>;
export type AuditTable = keyof typeof AUDIT_COLUMNS;

const USER_TYPES: readonly string[] = [
  ...['Regular', 'Reserved', 'Admin', 'DcAdmin', 'System', 'Application', 'ServicePrincipal'],
  ...['CustomPolicy', 'SystemPolicy', 'PartnerTechnician', 'Guest'],
];

/** Connectors write names where records have numbers. */
export const userTypeName = (value: unknown): string =>
  typeof value === 'number' ? (USER_TYPES[value] ?? String(value)) : '';

const RECORD_TYPES: Readonly<Record<number, string>> = {
  ...{ 1: 'ExchangeAdmin', 2: 'ExchangeItem', 3: 'ExchangeItemGroup' },
  ...{ 4: 'SharePoint', 6: 'SharePointFileOperation', 7: 'OneDrive' },
  ...{ 14: 'SharePointSharingOperation', 21: 'CRM', 25: 'MicrosoftTeams' },
  ...{ 36: 'SharePointListOperation', 50: 'ExchangeItemAggregated' },
  ...{ 54: 'SharePointListItemOperation', 256: 'PowerPlatformAdministratorActivity' },
};

export const recordTypeName = (value: unknown): string =>
  typeof value === 'number' ? (RECORD_TYPES[value] ?? String(value)) : '';

/** Which table a record of this type goes to; there is none for some. */
export function tableFor(recordType: unknown): AuditTable | undefined {
  if (recordType === 21) return 'DataverseActivity';
  if (recordType === 256) return 'PowerPlatformAdminActivity';
  return typeof recordType === 'number' && recordType in RECORD_TYPES
    ? 'OfficeActivity'
    : undefined;
}
