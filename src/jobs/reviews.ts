import type { BrokenGlass } from '../core/asks.ts';
import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import type { Entry, WithLock } from '../core/ledger.ts';
import type { Runs } from '../core/runs.ts';
import { standingOf } from '../core/standing.ts';

/** A look at the reviews that a run still owes. */
export const REVIEW = 'review';
const SWEEP = 'review-sweep';
const SWEEP_AGAIN = HOUR;

/** So long before the time is over those who have not reviewed are reminded. */
const REMIND_BEFORE = [12 * HOUR, 2 * HOUR, 0];

/** Overdue reviews are asked for again so often, until somebody says a word. */
const AGAIN = DAY;

/** Younger runs are looked through for emergencies that nothing is scheduled for. */
const REMEMBERED = 30 * DAY;

export interface ReviewSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Pick<Clock, 'now'>;
  readonly withLock: WithLock;
  readonly runs: Pick<Runs, 'list' | 'read' | 'noteOverdue'>;
  /** Called again with the same name after a kill: must not tell it twice. */
  remind(run: string, ask: number, entries: readonly Entry[], which: string): Promise<void>;
}

type Owed = readonly [ask: number, glass: BrokenGlass];

/** What was done without approval and that no approver has reviewed yet. */
export function owedBy(entries: readonly Entry[]): readonly Owed[] {
  const asks = standingOf(entries).asks.flatMap(({ ask, brokenGlass }): readonly Owed[] =>
    brokenGlass === undefined || brokenGlass.review !== undefined ? [] : [[ask, brokenGlass]],
  );
  return [...new Map(asks)];
}

/** When somebody is to be reminded, and by which name that is known. */
function rungsOf({ reviewBy }: BrokenGlass, now: Date): readonly (readonly [string, string])[] {
  const before = REMIND_BEFORE.map((early) => [after(reviewBy, -early), `${early}`] as const);
  const late = Math.max(0, Math.floor((now.getTime() - Date.parse(reviewBy)) / AGAIN));
  const again = [late, late + 1]
    .filter((day) => day > 0)
    .map((day) => [after(reviewBy, day * AGAIN), `late-${day}`] as const);
  return [...before, ...again];
}

/**
 * Reminds the approvers of what they have to review, and puts it on record when they have not.
 * The schedule is only a schedule: what is owed follows from the ledger.
 */
export function reviewJobs(settings: ReviewSettings) {
  const { tenant, due, clock, withLock, runs } = settings;

  const schedule = (run: string, at: string): Promise<unknown> =>
    due.schedule({ tenant, kind: REVIEW, key: run, due: at, payload: null }, 'move');

  async function lookAt(run: string, [ask, glass]: Owed): Promise<string | undefined> {
    const now = clock.now();
    const isOver = now.toISOString() >= glass.reviewBy;
    if (isOver && glass.overdueAt === undefined) await runs.noteOverdue(run, ask);
    const rungs = rungsOf(glass, now);
    // One reminder for all whose time has come: after a pause nobody is told the same thrice.
    const newest = rungs.filter(([at]) => at <= now.toISOString()).at(-1);
    if (newest !== undefined) await settings.remind(run, ask, await runs.read(run), newest[1]);
    return rungs.find(([at]) => at > now.toISOString())?.[0];
  }

  const look = ({ key: run }: Pick<DueWork, 'key'>): Promise<void> =>
    withLock(`review/${tenant}/${run}`, async () => {
      const next: string[] = [];
      for (const owed of owedBy(await runs.read(run)))
        next.push((await lookAt(run, owed)) ?? after(clock.now(), AGAIN));
      const [first] = next.sort();
      if (first !== undefined) await schedule(run, first);
    });

  async function sweep(): Promise<void> {
    const since = after(clock.now(), -REMEMBERED);
    const known = new Set(
      (await due.list(tenant)).flatMap(({ kind, key }) => (kind === REVIEW ? [key] : [])),
    );
    for (const { run, startedAt } of await runs.list())
      if (startedAt > since && !known.has(run) && owedBy(await runs.read(run)).length > 0)
        await schedule(run, clock.now().toISOString());
    const next = { tenant, kind: SWEEP, key: 'all', payload: null };
    await due.schedule({ ...next, due: after(clock.now(), SWEEP_AGAIN) }, 'move');
  }

  return {
    handlers: { [REVIEW]: look, [SWEEP]: sweep },
    /** Has a run looked at that somebody has just gone ahead with. */
    soon: (run: string): Promise<unknown> => schedule(run, clock.now().toISOString()),
    begin: sweep,
  };
}
