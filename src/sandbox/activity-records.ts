import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Documents, Tenant } from './service.ts';

/** Document: is the unified audit log on, and since when. Exchange Online's switch writes it. */
export const UNIFIED_AUDIT = 'unified-audit';

const Ingestion = z.object({ enabled: z.boolean(), enabledAt: z.string().nullish() });

const Recorded = z.object({
  availableAt: z.string(),
  record: z.record(z.string(), z.unknown()),
});
export type Recorded = z.infer<typeof Recorded>;

const MINUTE = 60_000;

/** Switching the unified audit log on takes up to an hour. */
const SWITCHING_ON = 60 * MINUTE;

/** Records on their way to the activity feed, or there. */
export const recordedActivities = (tenant: Tenant): Documents<Recorded> =>
  tenant.documents('activity-records', Recorded);

const chance = (below: number, ...parts: readonly (string | number)[]) =>
  createHash('sha256').update(parts.join('/')).digest().readUInt32BE(0) % below;

/** Counts the records, so that lateness varies from one to the next, yet the same each time. */
function nextNumber(tenant: Tenant): number {
  const counts = tenant.documents('activity-count', z.object({ count: z.number().int() }));
  const count = (counts.find('all')?.count ?? 0) + 1;
  counts.put('all', { count });
  return count;
}

/** 35 to 50 minutes late; every fourth comes again in a later blob. */
function arrivals(number: number, kind: string): readonly number[] {
  const late = (35 * 60 + chance(15 * 60, 'late', kind, number)) * 1000;
  const isRepeated = number % 4 === chance(4, 'again');
  const again = (6 + chance(14, 'again', kind, number)) * MINUTE;
  return isRepeated ? [late, late + again] : [late];
}

/**
 * Something happened that the unified audit log records, if it is on. `kind` names the sort of
 * event, such as `contoso/Retrieve/account`.
 */
export function recordActivity(
  tenant: Tenant,
  kind: string,
  record: Readonly<Record<string, unknown>>,
): void {
  const now = tenant.clock.now().getTime();
  const ingestion = tenant.documents(UNIFIED_AUDIT, Ingestion).find('tenant');
  if (ingestion?.enabled !== true) return;
  const since = ingestion.enabledAt ?? undefined;
  const enabledAt = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  if (now < enabledAt) return;
  const id = tenant.newId();
  for (const late of arrivals(nextNumber(tenant), kind)) {
    const availableAt = new Date(Math.max(enabledAt + SWITCHING_ON, now + late)).toISOString();
    const key = `${availableAt}/${id}/${late}`;
    recordedActivities(tenant).put(key, { availableAt, record: { ...record, Id: id } });
  }
}
