import { createHash } from 'node:crypto';
import { recordedActivities, type Recorded } from './activity-records.ts';
import type { Subscription } from './activity-subscriptions.ts';
import type { Tenant } from './service.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Records are collected for some minutes and then handed out together. */
const COLLECTING = 5 * MINUTE;
const LARGEST = 10;
export const KEPT = 7 * DAY;

/** Content from shortly before the subscription may come along. */
const BEFORE = 60 * MINUTE;

/** A bunch of records that became available together. */
export interface Blob {
  readonly id: string;
  readonly created: Date;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

const closes = ({ availableAt }: Recorded) =>
  Math.ceil(Date.parse(availableAt) / COLLECTING) * COLLECTING;

const blobId = (tenant: Tenant, created: Date, part: number) => {
  const stamp = created.toISOString().replaceAll(/\D/g, '').padEnd(21, '0');
  const tail = createHash('sha256').update(`${tenant.id}/${part}`).digest('hex').slice(0, 12);
  return `${stamp}$${stamp}$${tail}$audit_general$Audit_General$emea00${String(part).padStart(2, '0')}`;
};

function cut(tenant: Tenant, created: Date, records: readonly Recorded[]): readonly Blob[] {
  const starts = Array.from({ length: Math.ceil(records.length / LARGEST) }, (_, n) => n * LARGEST);
  return starts.map((start, part) => ({
    id: blobId(tenant, created, part),
    created,
    records: records.slice(start, start + LARGEST).map(({ record }) => record),
  }));
}

/** Everything that is available by now, oldest first. Blobs never change once they are there. */
export function blobsOf(tenant: Tenant): readonly Blob[] {
  const now = tenant.clock.now().getTime();
  const ready = recordedActivities(tenant)
    .list()
    .filter((recorded) => closes(recorded) <= now);
  return [...Map.groupBy(ready, closes)]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([time, records]) => cut(tenant, new Date(time), records));
}

/** Was this blob collected for the subscription? */
export const isCollected = ({ periods }: Subscription, { created }: Blob): boolean =>
  periods.some(
    ({ from, to }) =>
      created.getTime() >= Date.parse(from) - BEFORE &&
      (to === null || created.getTime() <= Date.parse(to)),
  );

export const isExpired = (tenant: Tenant, { created }: Blob): boolean =>
  created.getTime() + KEPT <= tenant.clock.now().getTime();
