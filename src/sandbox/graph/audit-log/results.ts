import { auditLogBetween, type Logged, type LoggedRecord } from '../../audit-log.ts';
import type { Tenant } from '../../service.ts';
import { isAllowed, type Allowed } from './permission.ts';
import { chance, seenUntil, type Search, type Wanted } from './queries.ts';
import { findType } from './record-types.ts';

const HOUR = 3_600_000;
/** Records from after the end come along, up to so much later. */
const BLEED = 10 * HOUR;

/** What a search found: in no order, some twice, a few from outside its time. */
export interface Results {
  readonly records: readonly LoggedRecord[];
  readonly exceeded: boolean;
}

const among = (wanted: readonly string[] | null | undefined, value: unknown): boolean =>
  !wanted?.length || wanted.some((one) => one.toLowerCase() === String(value ?? '').toLowerCase());

const hasWord = (record: LoggedRecord, word: string | null | undefined): boolean =>
  !word || JSON.stringify(record).toLowerCase().includes(word.toLowerCase());

function fits(record: LoggedRecord, wanted: Wanted): boolean {
  const types = wanted.recordTypeFilters?.map(findType) ?? [];
  return (
    (types.length === 0 || types.includes(Number(record.RecordType))) &&
    among(wanted.operationFilters, record.Operation) &&
    among(wanted.userPrincipalNameFilters, record.UserId) &&
    among(wanted.ipAddressFilters, record.ClientIP) &&
    among(wanted.objectIdFilters, record.ObjectId) &&
    among(wanted.serviceFilters, record.Workload) &&
    // Whoever looks at one administrative unit sees nothing of Dynamics.
    !wanted.administrativeUnitIdFilters?.length &&
    hasWord(record, wanted.keywordFilter)
  );
}

const idOf = (record: LoggedRecord): string => String(record.Id);

/** Unsorted, but the same each time. */
const shuffled = (search: Search, records: readonly LoggedRecord[]): readonly LoggedRecord[] =>
  records
    .map((record, index) => ({
      record,
      place: chance(0xffffffff, 'place', search.id, String(index), idOf(record)),
    }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ record }) => record);

function candidates(tenant: Tenant, search: Search): readonly Logged[] {
  const { filterStartDateTime: from, filterEndDateTime: to } = search.wanted;
  const start = new Date(from ?? 0);
  const end = new Date(to ?? search.createdAt);
  const bled = auditLogBetween(tenant, end, new Date(end.getTime() + BLEED)).filter(
    ({ record }) => chance(25, 'bleeds', search.id, idOf(record)) === 0,
  );
  return [...auditLogBetween(tenant, start, end), ...bled];
}

/** All that a search that is done has found. */
export function resultsOf(tenant: Tenant, search: Search, allowed: Allowed): Results {
  const until = seenUntil(search);
  const found = candidates(tenant, search)
    .filter(({ availableAt }) => Date.parse(availableAt) <= until)
    .map(({ record }) => record)
    .filter((record) => isAllowed(allowed, record.RecordType) && fits(record, search.wanted));
  const repeated = found.filter((record) => chance(12, 'again', search.id, idOf(record)) === 0);
  const records = shuffled(search, [...found, ...repeated]);
  return { records: records.slice(0, search.limit), exceeded: records.length > search.limit };
}
