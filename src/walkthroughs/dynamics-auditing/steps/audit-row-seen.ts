import { DAY, MINUTE, SECOND, after } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { Looking, Step, WaitChange } from '../../../core/step.ts';
import type { AuditRow } from '../../../gateways/dataverse.ts';
import { hostOf } from '../answers.ts';
import { minute } from '../minute.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** Rows that switching auditing on leaves behind, and the bot's own access (reference: action codes). */
const SWITCHED = [102, 103, 104, 105, 106, 107, 112];
const ACCESS = [64, 65];
const NAMES: Readonly<Record<number, string>> = {
  64: 'user access via web',
  65: 'user access via web services',
  102: 'audit change at table level',
  103: 'audit change at column level',
  104: 'audit change at organisation level',
  105: 'table audit started',
  106: 'column audit started',
  107: 'audit enabled',
  112: 'user access audit started',
};

const SETS = ['dataverse.organisation', 'dataverse.table.flags', 'dataverse.column.audit'];

/** When this run first set something in the environment; undefined when it had nothing to set. */
const firstSet = (entries: readonly Entry[]): string | undefined =>
  entries.find(
    (entry) => entry.kind === 'applying' && SETS.includes(entry.change.details.operation),
  )?.at;

/** Rows since this run began to switch or, where nothing had to be switched, of the last 90 days. */
async function rowsFor(site: Site, { entries, now }: Looking): Promise<readonly AuditRow[]> {
  const since = firstSet(entries);
  const from = since === undefined ? after(now, -90 * DAY) : after(since, -5 * SECOND);
  return site.audits(from, ...[...SWITCHED, ...ACCESS].map(String));
}

const wait = (site: Site): WaitChange => ({
  kind: 'wait',
  summary: 'Wait until Dataverse’s own audit table shows a row.',
  details: {
    operation: 'dataverse.audits.seen',
    target: hostOf(site.environment),
    before: null,
    after: 'at least one audit row',
  },
  on: 'Dataverse to write its audit rows',
  usually: 'seconds to minutes; Microsoft gives no figure',
  lookAgain: 15 * SECOND,
});

/** Proof V3 and V4: the audit table is being written, without touching business data. */
export const auditRowSeen = (site: Site): Step => ({
  id: 'audit-row-seen',
  title: 'An audit row is in Dataverse’s own audit table',
  stage: 'Proof',
  risk: 'routine',
  sources: [SOURCES.switches],
  lane: 'audits',
  async check(looking) {
    if ((await rowsFor(site, looking)).length > 0) return [];
    if (isOverdue(looking)) throw new GatewayError(NOT_SEEN, { status: 404, transient: false });
    return [slower(site, looking)];
  },
  async found(looking) {
    const [row] = await rowsFor(site, looking);
    return row === undefined
      ? 'A row was seen.'
      : `Row ${row.id}: ${NAMES[row.action] ?? `action ${row.action}`} on ${row.table}, ${minute(row.createdOn)}.`;
  },
});

const NOT_SEEN =
  'Dataverse has written no audit row within 24 hours. Look whether Start auditing is on in the admin centre, and whether the environment has log capacity left.';

/** A day without a row, and nobody has resumed the run since. */
function isOverdue({ entries, now }: Looking): boolean {
  const since = firstSet(entries);
  const resumed = entries.findLast(({ kind }) => kind === 'resumed')?.at ?? '';
  const from = since === undefined || resumed > since ? resumed : since;
  return from !== '' && after(from, DAY) < now.toISOString();
}

/** Looks often at first and seldom later. */
function slower(site: Site, { entries, now }: Looking): WaitChange {
  const since = firstSet(entries);
  const isOld = since !== undefined && now.getTime() - new Date(since).getTime() > 10 * MINUTE;
  return isOld ? { ...wait(site), lookAgain: 5 * MINUTE } : wait(site);
}
