/** Numbers of record types as records carry them, and their names as the metadata of Graph has them. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'ExchangeAdmin',
  2: 'ExchangeItem',
  3: 'ExchangeItemGroup',
  4: 'SharePoint',
  6: 'SharePointFileOperation',
  7: 'OneDrive',
  8: 'AzureActiveDirectory',
  9: 'AzureActiveDirectoryAccountLogon',
  10: 'DataCenterSecurityCmdlet',
  14: 'SharePointSharingOperation',
  15: 'AzureActiveDirectoryStsLogon',
  18: 'SecurityComplianceCenterEOPCmdlet',
  20: 'PowerBIAudit',
  21: 'CRM',
  25: 'MicrosoftTeams',
  30: 'MicrosoftFlow',
  36: 'SharePointListOperation',
  45: 'PowerAppsApp',
  46: 'PowerAppsPlan',
  50: 'ExchangeItemAggregated',
  54: 'SharePointListItemOperation',
  69: 'CustomerKeyServiceEncryption',
  79: 'PowerPlatformAdminDlp',
  80: 'PowerPlatformAdminEnvironment',
  149: 'PowerPlatformLockboxResourceAccessRequest',
  150: 'PowerPlatformLockboxResourceCommand',
  163: 'PowerPlatformServiceActivity',
  186: 'PowerPagesSite',
  187: 'PowerAppsResource',
  256: 'PowerPlatformAdministratorActivity',
  261: 'CopilotInteraction',
  278: 'Dynamics365BusinessCentral',
  295: 'AuditSearch',
  296: 'AuditRetentionPolicy',
  297: 'AuditConfig',
};

export const UNKNOWN = 'unknownFutureValue';

/** The name of a record's type; one that the metadata does not have is told so. */
export const nameOf = (recordType: unknown): string => NAMES[Number(recordType)] ?? UNKNOWN;

const KNOWN = new Map(Object.entries(NAMES).map(([type, name]) => [name.toLowerCase(), +type]));

/** Names are taken in any case. */
export const findType = (name: string): number | undefined => KNOWN.get(name.toLowerCase());

const USER_TYPES: readonly string[] = [
  'Regular',
  'Reserved',
  'Admin',
  'DcAdmin',
  'System',
  'Application',
  'ServicePrincipal',
  'CustomPolicy',
  'SystemPolicy',
  'PartnerTechnician',
  'Guest',
];

export const userTypeOf = (userType: unknown): string | null =>
  typeof userType === 'number' ? (USER_TYPES[userType] ?? UNKNOWN) : null;
