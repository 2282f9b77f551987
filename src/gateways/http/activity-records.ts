import { z } from 'zod';
import type { FeedRecord } from '../activity-feed.ts';

const text = z.string().nullish().catch('');

/** Many products write here: only what every record must have is demanded. */
const Form = z.object({
  Id: z.string().min(1),
  RecordType: z.int(),
  CreationTime: z.string(),
  Operation: z.string(),
  UserId: text,
  Message: text,
  EntityName: text,
  EntityId: text,
  SystemUserId: text,
  InstanceUrl: text,
});

/** The service writes UTC without saying so. */
function utc(time: string): string | undefined {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`;
  const at = new Date(zoned);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function recordOf(raw: unknown): FeedRecord | undefined {
  const parsed = Form.safeParse(raw);
  const createdAt = parsed.success ? utc(parsed.data.CreationTime) : undefined;
  if (!parsed.success || createdAt === undefined) return undefined;
  const { data } = parsed;
  return {
    id: data.Id,
    recordType: data.RecordType,
    createdAt,
    operation: data.Operation,
    // The searchable log says `CrmDefaultActivity`; the message is the deed.
    message: data.Message || data.Operation,
    entity: data.EntityName ?? '',
    entityId: data.EntityId ?? '',
    user: data.UserId ?? '',
    systemUserId: data.SystemUserId ?? '',
    instanceUrl: data.InstanceUrl ?? '',
  };
}

/** One record that cannot be read must not hide the others; how many there were is counted. */
export function recordsOf(raw: readonly unknown[]): {
  readonly records: readonly FeedRecord[];
  readonly unreadable: number;
} {
  const records = raw.flatMap((one) => recordOf(one) ?? []);
  return { records, unreadable: raw.length - records.length };
}
