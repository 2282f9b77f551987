import { DAY, HOUR, MINUTE, after } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Looking, Step, WaitChange } from '../../../core/step.ts';
import type { FeedRecord } from '../../../gateways/activity-feed.ts';
import { hostOf } from '../answers.ts';
import { minute } from '../minute.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';
import { proofRead, proofTable } from './read-event-made.ts';

const CRM = 21;
const READS = ['Retrieve', 'RetrieveMultiple'];

/** Content windows of at most a day, from the read until now, at most seven days back. */
export function windowsFrom(from: string, now: Date): readonly (readonly [string, string])[] {
  const start = Math.max(new Date(from).getTime() - 15 * MINUTE, now.getTime() - 7 * DAY + HOUR);
  const count = Math.max(1, Math.ceil((now.getTime() - start) / DAY));
  return Array.from({ length: count }, (_, index) => [
    new Date(start + index * DAY).toISOString(),
    new Date(Math.min(start + (index + 1) * DAY, now.getTime())).toISOString(),
  ]);
}

/** Is this the read that we made (proof V8)? Compared without regard to case. */
function isOurs(
  record: FeedRecord,
  host: string,
  madeAt: string,
  table: string | undefined,
  user: string,
) {
  const apart = Math.abs(new Date(record.createdAt).getTime() - new Date(madeAt).getTime());
  const sameHost = URL.canParse(record.instanceUrl) && new URL(record.instanceUrl).host === host;
  const sameUser = record.systemUserId.toLowerCase() === user.toLowerCase();
  return (
    record.recordType === CRM &&
    READS.includes(record.message) &&
    sameHost &&
    apart <= 15 * MINUTE &&
    (table === undefined || (record.entity.toLowerCase() === table && sameUser))
  );
}

async function arrived(site: Site, tables: readonly string[], { entries, now }: Looking) {
  const madeAt = proofRead(entries);
  if (madeAt === undefined) return undefined;
  const [caller, ...batches] = await Promise.all([
    site.caller(),
    ...windowsFrom(madeAt, now).map(([from, to]) => site.records(from, to)),
  ]);
  const host = hostOf(site.environment);
  const table = proofTable(tables);
  return batches.flat().find((record) => isOurs(record, host, madeAt, table, caller?.userId ?? ''));
}

const wait = (site: Site, lookAgain: number): WaitChange => ({
  kind: 'wait',
  summary: 'Wait until the read is in the tenant’s unified audit log.',
  details: {
    operation: 'activity.record.seen',
    target: hostOf(site.environment),
    before: null,
    after: 'the record of the read',
  },
  on: 'Microsoft to deliver the audit record',
  usually:
    '60 to 90 minutes, and several hours right after the log was switched on; no time is guaranteed',
  lookAgain,
});

/** Looks after 30 minutes, then every 10 minutes for two hours, then every half hour. */
function nextLook(madeAt: string | undefined, now: Date): number {
  if (madeAt === undefined) return 30 * MINUTE;
  const age = now.getTime() - new Date(madeAt).getTime();
  if (age < 30 * MINUTE) return Math.max(MINUTE, 30 * MINUTE - age);
  return age < 2 * HOUR ? 10 * MINUTE : 30 * MINUTE;
}

const NOT_SEEN =
  'The read has not arrived within 24 hours. Go through this list: is it a production environment; is a licence of E1 or greater in use; is SAS logging to Purview on; is read auditing on and published for the table; is the unified audit log on?';

/** Proof V8: pending for a day, never called failed before. */
export const eventInFeed = (site: Site, tables: readonly string[]): Step => ({
  id: 'event-in-feed',
  title: 'The read has arrived in the unified audit log',
  stage: 'Proof',
  risk: 'routine',
  sources: [SOURCES.latency, SOURCES.feed],
  lane: 'arrival',
  async check(looking) {
    if (wasSeen(looking) || (await arrived(site, tables, looking)) !== undefined) return [];
    const madeAt = proofRead(looking.entries);
    if (
      madeAt !== undefined &&
      after(madeAt, DAY) < looking.now.toISOString() &&
      !lookedAgain(looking)
    )
      throw new GatewayError(NOT_SEEN, { status: 404, transient: false });
    return [wait(site, nextLook(madeAt, looking.now))];
  },
  async found(looking) {
    const record = await arrived(site, tables, looking);
    const madeAt = proofRead(looking.entries);
    if (record === undefined || madeAt === undefined) return 'The record has arrived.';
    const minutes = Math.round((looking.now.getTime() - new Date(madeAt).getTime()) / MINUTE);
    return `${record.message} of ${record.entity} at ${minute(record.createdAt)}, record ${record.id}; seen ${minutes} minutes after the read.`;
  },
});

/** A proof once seen stays one: the feed itself forgets after seven days. */
const wasSeen = ({ entries }: Looking): boolean =>
  entries.some((entry) => entry.kind === 'verified' && entry.step === 'event-in-feed');

/** After the verdict a person may let it wait for another day. */
function lookedAgain({ entries, now }: Looking): boolean {
  const resumed = entries.findLast(({ kind }) => kind === 'resumed');
  return resumed !== undefined && after(resumed.at, DAY) > now.toISOString();
}
