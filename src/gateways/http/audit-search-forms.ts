import { z } from 'zod';
import { findRecordType } from '../audit-record-types.ts';
import type { FoundRecord, SearchSeen } from '../audit-search.ts';

/** An `auditLogQuery`, as far as it matters here. */
export const Query = z.object({
  id: z.string().min(1).max(400),
  status: z.string().nullish(),
  displayName: z.string().nullish(),
  recordCountLimit: z.number().nullish(),
  approximateReturnedRecordCount: z.number().nullish(),
  isRecordCountLimitExceeded: z.boolean().nullish(),
});
export type Query = z.infer<typeof Query>;

const Raw = z.record(z.string(), z.unknown());
type Raw = z.infer<typeof Raw>;

/** The one page of a list that was asked for. */
export const pageOf = <T>(row: z.ZodType<T>) =>
  z.object({ value: z.array(row), '@odata.nextLink': z.string().nullish() });
export const Queries = pageOf(Query);
export const Records = pageOf(Raw);

/** `queued` and whatever else comes up one day: not finished. */
function stateOf(status: string): SearchSeen['state'] {
  const known = status.toLowerCase();
  if (known === 'succeeded' || known === 'failed' || known === 'cancelled') return known;
  return 'running';
}

export function seenOf(query: Query): SearchSeen {
  const { recordCountLimit: limit, approximateReturnedRecordCount: about } = query;
  const { isRecordCountLimitExceeded: cutOff } = query;
  return {
    state: stateOf(query.status ?? ''),
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(typeof about === 'number' ? { about } : {}),
    ...(typeof cutOff === 'boolean' ? { cutOff } : {}),
  };
}

/** What the record around it says too, for the rare `AuditData` that lacks it. */
const OUTER: readonly (readonly [inner: string, outer: string])[] = [
  ['Id', 'id'],
  ['CreationTime', 'createdDateTime'],
  ['RecordType', 'auditLogRecordType'],
  ['Operation', 'operation'],
  ['OrganizationId', 'organizationId'],
  ['UserId', 'userPrincipalName'],
  ['UserId', 'userId'],
  ['Workload', 'service'],
  ['ObjectId', 'objectId'],
  ['ClientIP', 'clientIp'],
];

function innerOf({ auditData }: Raw): Raw {
  if (typeof auditData !== 'string') return Raw.safeParse(auditData).data ?? {};
  try {
    return Raw.safeParse(JSON.parse(auditData)).data ?? {};
  } catch {
    return {};
  }
}

/** The types of Graph are no part of the record: the activity feed delivers it without them. */
const bare = (inner: Raw): Raw =>
  Object.fromEntries(Object.entries(inner).filter(([name]) => !name.includes('@odata.')));

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A record type by its name becomes its number, where that is certain. */
const numbered = (name: string, value: unknown): unknown =>
  name === 'RecordType' && typeof value === 'string' ? (findRecordType(value) ?? value) : value;

function recordOf(outer: Raw): Raw {
  const inner = bare(innerOf(outer));
  const missing = OUTER.filter(([name, from]) => !isSaid(inner[name]) && isSaid(outer[from]));
  // The first that says it counts.
  const filled = missing.toReversed().map(([name, from]) => [name, numbered(name, outer[from])]);
  return { ...inner, ...Object.fromEntries(filled) };
}

/** Graph says the zone, the record itself leaves it out and means UTC. */
function timeOf({ CreationTime: time }: Raw): string | undefined {
  if (typeof time !== 'string') return undefined;
  const zoned = /(?:z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`;
  const at = new Date(zoned);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The raw record inside one of Graph's. */
export function foundOf(outer: Raw): FoundRecord {
  const record = recordOf(outer);
  const at = timeOf(record);
  const id = typeof record.Id === 'string' ? record.Id.toLowerCase() : '';
  return {
    ...{ text: JSON.stringify(record), id },
    ...(at === undefined ? {} : { at }),
    ...(typeof record.RecordType === 'number' ? { type: record.RecordType } : {}),
  };
}
