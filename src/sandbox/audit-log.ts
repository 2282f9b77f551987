import { recordedActivities } from './activity-records.ts';
import { historyBetween } from './history/history.ts';
import type { Tenant } from './service.ts';

/** A record of the tenant's unified audit log: the JSON of `AuditData`. */
export type LoggedRecord = Readonly<Record<string, unknown>>;

export interface Logged {
  readonly record: LoggedRecord;
  /** From when searches and feeds show it: ISO time. */
  readonly availableAt: string;
}

const timeOf = ({ CreationTime }: LoggedRecord): number =>
  Date.parse(`${typeof CreationTime === 'string' ? CreationTime : ''}Z`);

/** Everything the unified audit log of the tenant holds with event times in `[from, to)`, oldest first. */
export function auditLogBetween(tenant: Tenant, from: Date, to: Date): readonly Logged[] {
  const recorded = recordedActivities(tenant)
    .list()
    .filter(({ record }) => timeOf(record) >= from.getTime() && timeOf(record) < to.getTime());
  const past = historyBetween(tenant, from, to).map(({ record, availableAt }) => ({
    record,
    availableAt: new Date(availableAt).toISOString(),
  }));
  return [...past, ...recorded].toSorted((a, b) => timeOf(a.record) - timeOf(b.record));
}

/** Puts records there as if the services had logged them, available at once. */
export function putInAuditLog(tenant: Tenant, records: readonly LoggedRecord[]): void {
  const availableAt = tenant.clock.now().toISOString();
  const log = recordedActivities(tenant);
  tenant.together(() => {
    for (const record of records)
      log.put(`${availableAt}/put/${tenant.newId()}`, { availableAt, record });
  });
}
