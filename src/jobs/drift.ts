import type { Cause } from '../core/cause.ts';
import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import { digestOf, type Data } from '../core/data.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import { isInForce, type Exception, type Exceptions } from '../core/exceptions.ts';
import type { Journal } from '../core/journal.ts';
import type { WithLock } from '../core/ledger.ts';
import type { DriftFinding } from '../core/walkthrough.ts';
import { explaining, isFinal, type CauseOf } from './drift-causes.ts';
import { comparing, heaviest, Known, type Change } from './drift-news.ts';
import { putNewsOnRecord } from './drift-record.ts';
import { findWatched, subjectsOf, type Watched, type WatchedRuns } from './watched.ts';

/** Nothing has changed, but something may be understood by now. */
const quiet = ({ since, findings }: Known): Change => ({
  id: since,
  severity: heaviest(findings),
  means: [],
  appeared: [],
  stays: findings,
  gone: [],
});

const idOf = ({ id }: DriftFinding, { since }: Known): string =>
  digestOf({ explained: id, since }).slice(0, 16);

/** A cause that was found only after the news had gone on record is told tomorrow, as its own. */
function unlessOnlyNow(known: Known, before: Known, told: ReadonlyMap<string, Cause>): Known {
  const findings = known.findings.map((one) => {
    const cause = told.get(one.id);
    const was = before.findings.find(({ id }) => id === one.id);
    return cause === undefined || isFinal(cause) || was === undefined ? one : was;
  });
  return { ...known, findings };
}

export const DRIFT = 'drift';
const SWEEP = 'drift-sweep';

/** How often what was set up is looked at. */
export const LOOK_AGAIN = DAY;
const SWEEP_AGAIN = HOUR;

/** Something has changed for the worse or for the better, and who set it up. */
export interface DriftNews extends Change {
  readonly about: Omit<Watched, 'look' | 'tracesOf'>;
  /** By id of the finding, where the audit records say something of it. */
  readonly causes: ReadonlyMap<string, Cause>;
  /** Known before; why is known only now. */
  readonly explained: readonly DriftFinding[];
  /** Accepted for a time: no alarm. */
  readonly accepted: readonly Exception[];
}

export interface DriftSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly runs: WatchedRuns;
  readonly journal: Pick<Journal, 'note' | 'read'>;
  readonly exceptions: Pick<Exceptions, 'list'>;
  /** Left out where no audit records are at hand. */
  readonly causeOf?: CauseOf;
  /** Called again with the same news after a kill: must not tell it twice. */
  tell(news: DriftNews): Promise<void>;
  /** An exception ends soon; called every day until then, so it must not tell it twice. */
  tellEnding(exception: Exception, about: DriftNews['about']): Promise<void>;
}

/** So long before its end people are told of it. */
const NOTICE = 7 * DAY;

/**
 * Looks every day at what finished runs have set up, and tells only what has changed. What was
 * known is kept with the schedule, and moves on only after people have been told.
 */
export function driftJob(settings: DriftSettings) {
  const { tenant, due, clock, withLock, runs } = settings;
  const laterBy = (milliseconds: number): string => after(clock.now(), milliseconds);

  async function look({ key: subject, payload }: DueWork): Promise<void> {
    const watched = await findWatched(runs, subject);
    if (watched === undefined) return;
    const known = await lookAt(watched, Known.safeParse(payload).data);
    const next = { tenant, kind: DRIFT, key: subject, due: laterBy(LOOK_AGAIN) };
    const kept: Data = JSON.parse(JSON.stringify({ ...known, run: watched.run }));
    await due.schedule({ ...next, payload: kept }, 'move');
  }

  /** Looks, puts what has changed on record, tells it, and gives back what is known now. */
  async function lookAt(
    { look: drifted, tracesOf, ...about }: Watched,
    before: Known | undefined,
  ): Promise<Known> {
    const { subject } = about;
    const now = clock.now();
    const all = await settings.exceptions.list();
    const exceptions = all.filter((one) => one.subject === subject);
    const accepted = exceptions.filter((one) => isInForce(one, now));
    const drift = await drifted(now);
    const compared = comparing(before, drift, {
      at: now.toISOString(),
      wellAt: about.finishedAt,
      accepted: new Set(accepted.map(({ finding }) => finding)),
    });
    const { news = quiet(compared.known) } = compared;
    const { causeOf } = settings;
    const { known, causes, explained } = await explaining(compared.known, news.appeared, {
      ...{ subject, now, causeOf, tracesOf, exceptions },
    });
    /** On record first: what was told but stands nowhere could not be reported later. */
    const tellOnRecord = async (change: Change, later: readonly DriftFinding[]) => {
      const told = { ...change, about, causes, explained: later, accepted };
      const onRecord = await putNewsOnRecord(settings.journal, told, now);
      await settings.tell({ ...told, causes: onRecord });
      return onRecord;
    };
    const told = compared.news === undefined ? causes : await tellOnRecord(compared.news, []);
    for (const one of explained)
      await tellOnRecord({ ...quiet(compared.known), id: idOf(one, compared.known) }, [one]);
    for (const one of accepted)
      if (Date.parse(one.until) - now.getTime() <= NOTICE) await settings.tellEnding(one, about);
    return unlessOnlyNow(known, compared.known, told);
  }

  /** The schedule is only a schedule: what is looked after follows from the ledger. */
  async function watchMissing(): Promise<void> {
    const rows = (await due.list(tenant)).filter(({ kind }) => kind === DRIFT);
    const known = new Set(rows.map(({ key }) => key));
    for (const subject of await subjectsOf(runs)) {
      if (known.has(subject)) continue;
      const watched = await findWatched(runs, subject);
      if (watched === undefined) continue;
      const first = [after(watched.finishedAt, LOOK_AGAIN), laterBy(0)].sort().at(-1) ?? laterBy(0);
      await due.schedule({ tenant, kind: DRIFT, key: subject, due: first, payload: null });
    }
    // A day of trouble must not end the watch for good.
    for (const { state, key, due: last, payload } of rows)
      if (state === 'dead' && after(last, LOOK_AGAIN) <= laterBy(0))
        await due.schedule({ tenant, kind: DRIFT, key, due: laterBy(0), payload });
  }

  const nextSweep = { tenant, kind: SWEEP, key: 'all', payload: null };
  const sweep = (): Promise<void> =>
    withLock(`drift/${tenant}`, async () => {
      await watchMissing();
      await due.schedule({ ...nextSweep, due: laterBy(SWEEP_AGAIN) }, 'move');
    });

  return { handlers: { [DRIFT]: look, [SWEEP]: sweep }, begin: sweep };
}
