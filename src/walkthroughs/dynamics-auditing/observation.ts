import type { Entry } from '../../core/ledger.ts';
import { DAY, after } from '../../core/clock.ts';
import { isUnread, tried } from '../verdict.ts';
import type { Answers } from './answers.ts';
import { unpublished } from './steps/published.ts';
import type { Site } from './world.ts';

/** Everything the checks look at, read together. */
export type Observation = Awaited<ReturnType<typeof observe>>;

const SWITCHED_OFF = [108, 109, 110, 113];
const DELETED = 111;

/** Asks all sources at once; one that does not answer leaves the others as they are. */
export async function observe(site: Site, answers: Answers, history: readonly Entry[], now: Date) {
  const owners = [...new Set(answers.columns.map((name) => name.split('.')[0] ?? ''))];
  const [details, caller, organisation, tables, ingesting, skus, columns, alarms, storage] =
    await Promise.all([
      tried(site.details()),
      tried(site.caller()),
      tried(site.organisation()),
      tried(site.tables()),
      tried(site.ingesting()),
      tried(site.skus()),
      tried(
        Promise.all(owners.map(async (table) => ({ table, columns: await site.columns(table) }))),
      ),
      tried(site.dataverse.findAudits(after(now, -30 * DAY), [...SWITCHED_OFF, DELETED])),
      tried(site.dataverse.findAuditStorage()),
    ]);
  return {
    answers,
    now,
    details,
    caller,
    organisation,
    tables,
    ingesting,
    skus,
    columns,
    switchedOff: isUnread(alarms) ? alarms : alarms.filter(({ action }) => action !== DELETED),
    deleted: isUnread(alarms) ? alarms : alarms.filter(({ action }) => action === DELETED),
    storage,
    unpublished: unpublished(history),
    sasAttested: attestedBy(history, 'sas-logging'),
    ingestionSince: history.findLast(
      (entry) =>
        entry.kind === 'applied' && entry.change.details.operation === 'exchange.unifiedAudit',
    )?.at,
  };
}

/** Who last gave their word on a step. */
function attestedBy(history: readonly Entry[], step: string): string | undefined {
  const entry = history.findLast((each) => each.kind === 'attested' && each.step === step);
  return entry?.kind === 'attested' ? entry.by.name : undefined;
}
