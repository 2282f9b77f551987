import type { LoggedRecord } from '../../audit-log.ts';
import { statusOf, type Search } from './queries.ts';
import { nameOf, userTypeOf } from './record-types.ts';
import type { Results } from './results.ts';

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** How much of it there is: counted in several places, so never quite right. */
const about = (count: number): number => Math.max(0, Math.round(count * 1.02));

/** A search as Graph shows it; what was found only once it is done. */
export function searchView(search: Search, now: Date, results?: Results): object {
  const { '@odata.type': _type, ...wanted } = search.wanted;
  return {
    id: search.id,
    displayName: wanted.displayName ?? null,
    filterStartDateTime: wanted.filterStartDateTime ?? null,
    filterEndDateTime: wanted.filterEndDateTime ?? null,
    recordTypeFilters: wanted.recordTypeFilters ?? [],
    keywordFilter: wanted.keywordFilter ?? null,
    serviceFilters: wanted.serviceFilters ?? [],
    operationFilters: wanted.operationFilters ?? [],
    userPrincipalNameFilters: wanted.userPrincipalNameFilters ?? [],
    ipAddressFilters: wanted.ipAddressFilters ?? [],
    objectIdFilters: wanted.objectIdFilters ?? [],
    administrativeUnitIdFilters: wanted.administrativeUnitIdFilters ?? [],
    status: statusOf(search, now),
    ...(results === undefined
      ? {}
      : {
          recordCountLimit: search.limit,
          approximateReturnedRecordCount: about(results.records.length),
          isRecordCountLimitExceeded: results.exceeded,
        }),
  };
}

const dataType = (record: LoggedRecord): string =>
  record.RecordType === 21 ? 'crmEntityOperationAuditRecord' : 'defaultAuditData';

/** A record as Graph shows it: the record itself, and around it what all of them share. */
export const recordView = (record: LoggedRecord): object => ({
  id: String(record.Id),
  createdDateTime: `${String(record.CreationTime)}Z`,
  auditLogRecordType: nameOf(record.RecordType),
  operation: String(record.Operation ?? ''),
  organizationId: textOrNull(record.OrganizationId),
  userType: userTypeOf(record.UserType),
  userId: textOrNull(record.UserId),
  service: textOrNull(record.Workload),
  objectId: textOrNull(record.ObjectId),
  userPrincipalName: textOrNull(record.UserId),
  clientIp: textOrNull(record.ClientIP),
  administrativeUnits: [''],
  auditData: { '@odata.type': `#microsoft.graph.security.${dataType(record)}`, ...record },
});
