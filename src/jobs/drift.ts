import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import type { WithLock } from '../core/ledger.ts';
import { comparing, Known, type Change } from './drift-news.ts';
import { findWatched, subjectsOf, type Watched, type WatchedRuns } from './watched.ts';

export const DRIFT = 'drift';
const SWEEP = 'drift-sweep';

/** How often what was set up is looked at. */
export const LOOK_AGAIN = DAY;
const SWEEP_AGAIN = HOUR;

/** Something has changed for the worse or for the better, and who set it up. */
export interface DriftNews extends Change {
  readonly about: Omit<Watched, 'look'>;
}

export interface DriftSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly runs: WatchedRuns;
  /** Called again with the same news after a kill: must not tell it twice. */
  tell(news: DriftNews): Promise<void>;
}

/**
 * Looks every day at what finished runs have set up, and tells only what has changed. What was
 * known is kept with the schedule, and moves on only after people have been told.
 */
export function driftJob(settings: DriftSettings) {
  const { tenant, due, clock, withLock, runs, tell } = settings;
  const laterBy = (milliseconds: number): string => after(clock.now(), milliseconds);

  async function look({ key: subject, payload }: DueWork): Promise<void> {
    const watched = await findWatched(runs, subject);
    if (watched === undefined) return;
    const now = clock.now();
    const { look: lookAt, ...about } = watched;
    const before = Known.safeParse(payload);
    const drift = await lookAt(now);
    const { known, news } = comparing(before.data, drift, now.toISOString());
    if (news !== undefined) await tell({ ...news, about });
    const next = { tenant, kind: DRIFT, key: subject, due: laterBy(LOOK_AGAIN) };
    const findings = known.findings.map((finding) => ({ ...finding }));
    await due.schedule({ ...next, payload: { ...known, findings } }, 'move');
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
