/**
 * Record types of the unified audit log as Microsoft Graph names them, by their numbers. Some pages
 * write `exchangeAdmin`, others `ExchangeAdmin`; `crm` is what the pages and public clients send.
 * Source: Graph v1.0 metadata and the audit log schema page, June 2026. Where the two give one number
 * different names (79, 187), both are asked for.
 */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  1: ['exchangeAdmin'],
  2: ['exchangeItem'],
  3: ['exchangeItemGroup'],
  4: ['sharePoint'],
  6: ['sharePointFileOperation'],
  7: ['oneDrive'],
  8: ['azureActiveDirectory'],
  9: ['azureActiveDirectoryAccountLogon'],
  10: ['dataCenterSecurityCmdlet'],
  14: ['sharePointSharingOperation'],
  15: ['azureActiveDirectoryStsLogon'],
  18: ['securityComplianceCenterEOPCmdlet'],
  20: ['powerBIAudit'],
  21: ['crm'],
  25: ['microsoftTeams'],
  30: ['microsoftFlow'],
  36: ['sharePointListOperation'],
  45: ['powerAppsApp'],
  46: ['powerAppsPlan'],
  50: ['exchangeItemAggregated'],
  54: ['sharePointListItemOperation'],
  69: ['customerKeyServiceEncryption'],
  79: ['powerAppsResource', 'powerPlatformAdminDlp'],
  80: ['powerPlatformAdminEnvironment'],
  149: ['powerPlatformLockboxResourceAccessRequest'],
  150: ['powerPlatformLockboxResourceCommand'],
  163: ['powerPlatformServiceActivity'],
  186: ['powerPagesSite'],
  187: ['powerPlatformAdminDlp', 'powerAppsResource'],
  256: ['powerPlatformAdministratorActivity'],
  261: ['copilotInteraction'],
  278: ['dynamics365BusinessCentral'],
  295: ['auditSearch'],
  296: ['auditRetentionPolicy'],
  297: ['auditConfig'],
};

/** What Graph calls a record type; undefined where no source gives its name. */
export const findNamesOf = (recordType: number): readonly string[] | undefined => NAMES[recordType];

/** The number behind one of Graph's names, in any case; undefined where it is not one for certain. */
export function findRecordType(name: string): number | undefined {
  const wanted = name.toLowerCase();
  const [known, ...more] = Object.entries(NAMES).filter(([, names]) =>
    names.some((each) => each.toLowerCase() === wanted),
  );
  return known === undefined || more.length > 0 ? undefined : Number(known[0]);
}

/** Application permissions of Microsoft Graph, each with what it lets an application search. */
const PERMISSIONS: readonly (readonly [string, readonly number[]])[] = [
  ['AuditLogsQuery-CRM.Read.All', [21]],
  ['AuditLogsQuery-Entra.Read.All', [8, 9, 15]],
  ['AuditLogsQuery-Exchange.Read.All', [1, 2, 3, 50]],
  ['AuditLogsQuery-SharePoint.Read.All', [4, 6, 14, 36, 54]],
  ['AuditLogsQuery-OneDrive.Read.All', [7]],
];

/** All services; Power Platform has no permission of its own (by elimination, unconfirmed). */
export const SEARCH_EVERYTHING = 'AuditLogsQuery.Read.All';

/** The least permission that lets an application search these record types, or all of them. */
export function permissionFor(recordTypes: readonly number[] | undefined): string {
  const enough = PERMISSIONS.find(([, types]) =>
    recordTypes?.every((wanted) => types.includes(wanted)),
  );
  return recordTypes === undefined || recordTypes.length === 0 || enough === undefined
    ? SEARCH_EVERYTHING
    : enough[0];
}
