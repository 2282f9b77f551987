import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UNIFIED_AUDIT, UnifiedAudit } from './unified-log.ts';
import type { Documents, Tenant } from './service.ts';

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

/** 35 to 50 minutes late. */
const lateness = (number: number, kind: string): number =>
  (35 * 60 + chance(15 * 60, 'late', kind, number)) * 1000;

/** Every fourth record comes again in a later blob. */
const repeats = (number: number, kind: string): readonly number[] =>
  number % 4 === 2 ? [0, (6 + chance(14, 'again', kind, number)) * MINUTE] : [0];

/** Since when the log records, as a number; undefined while it is off. */
function findSince(tenant: Tenant): number | undefined {
  const log = tenant.documents(UNIFIED_AUDIT, UnifiedAudit).find('tenant');
  if (log?.enabled !== true) return undefined;
  return log.enabledAt === null ? Number.NEGATIVE_INFINITY : Date.parse(log.enabledAt);
}

/**
 * From when the feed shows what happened at this time and was ready then; undefined: it was not
 * recorded. The switch is read once.
 */
export function openLog(tenant: Tenant): (at: number, readyAt: number) => number | undefined {
  const since = findSince(tenant);
  return (at, readyAt) =>
    since === undefined || at < since ? undefined : Math.max(since + SWITCHING_ON, readyAt);
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
  const shownFrom = openLog(tenant);
  if (shownFrom(now, now) === undefined) return;
  const [id, number] = [tenant.newId(), nextNumber(tenant)];
  const first = shownFrom(now, now + lateness(number, kind)) ?? now;
  for (const again of repeats(number, kind)) {
    const availableAt = new Date(first + again).toISOString();
    recordedActivities(tenant).put(`${availableAt}/${String(number).padStart(9, '0')}`, {
      availableAt,
      record: { ...record, Id: id },
    });
  }
}
