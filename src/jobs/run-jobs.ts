import { after, DAY, MINUTE, SECOND, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork, Scheduled } from '../core/due.ts';
import type { WithLock } from '../core/ledger.ts';
import type { Runs } from '../core/runs.ts';
import { inBatches } from './in-batches.ts';

export const ADVANCE = 'advance';
/** Silence means no: looked at when a request runs out of time. */
const EXPIRE = 'expire';
const ANNOUNCE = 'announce';

/** Changes follow one another quickly: cards are redrawn for several of them at once. */
const REDRAW_AFTER = 0.4 * SECOND;

/** Looks for runs that nothing is scheduled for, such as after a lost connection. */
const SWEEP = 'sweep';
const SWEEP_AGAIN = 5 * MINUTE;

/** Cards of runs younger than this are brought up to date after a restart. */
const REMEMBERED = 7 * DAY;

export interface RunJobsSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  /** Something could not be scheduled; the next sweep finds it. */
  readonly missed: (run: string, error: unknown) => void;
}

interface Announcing {
  announce(run: string): Promise<unknown>;
}

/** Looking at runs and redrawing their cards, as due work that survives a kill. */
export function runJobs({ tenant, due, clock, withLock, missed }: RunJobsSettings) {
  let poke = (): void => undefined;

  const work = (kind: string, run: string, at: string): Scheduled => {
    return { tenant, kind, key: run, due: at, payload: null };
  };

  // A hundred presses at once do not wait for a hundred commits of what follows from them.
  const schedule = inBatches<Scheduled>(async (works) => {
    await due.schedule(works);
    poke();
  });

  async function move(moved: Scheduled): Promise<void> {
    await due.schedule(moved, 'move');
    poke();
  }

  const now = (): string => clock.now().toISOString();
  const lookSoon = (run: string): Promise<void> =>
    schedule(work(ADVANCE, run, now()), work(ANNOUNCE, run, now()));

  return {
    lookSoon,

    onScheduled(listener: () => void): void {
      poke = listener;
    },

    /** What follows from something recorded; what is lost here is found again by the sweep. */
    noted(run: string, by: 'people' | 'engine'): void {
      const redrawAt = after(clock.now(), REDRAW_AFTER);
      const soon = by === 'people' ? lookSoon(run) : schedule(work(ANNOUNCE, run, redrawAt));
      soon.catch((error: unknown) => missed(run, error));
    },

    /** What the worker does, and what a start has to look at. */
    with(runs: Runs, announcing: Announcing) {
      /** The schedule is only a schedule: what has to be done follows from the ledger. */
      async function sweep(): Promise<void> {
        const known = await due.list(tenant);
        const isScheduled = (run: string) =>
          // What has failed for good stays where people see it.
          known.some(({ kind, key }) => kind === ADVANCE && key === run);
        for (const { run } of await runs.list({ open: true }))
          if (!isScheduled(run)) await lookSoon(run);
        await move(work(SWEEP, 'all', after(clock.now(), SWEEP_AGAIN)));
      }

      return {
        handlers: {
          async [ADVANCE]({ key }: DueWork): Promise<void> {
            const { lookAgainAt, expiresAt } = await runs.advance(key);
            if (lookAgainAt !== undefined) await schedule(work(ADVANCE, key, lookAgainAt));
            if (expiresAt !== undefined) await move(work(EXPIRE, key, expiresAt));
          },
          async [EXPIRE]({ key }: DueWork): Promise<void> {
            await runs.expire(key);
            await lookSoon(key);
          },
          [ANNOUNCE]: ({ key }: DueWork): Promise<void> =>
            withLock(`announce/${tenant}/${key}`, async () => {
              await announcing.announce(key);
            }),
          [SWEEP]: sweep,
        },

        /** At a start every open run is looked at, and the cards of young ones are redrawn. */
        async begin(): Promise<void> {
          const since = after(clock.now(), -REMEMBERED);
          for (const { run, open, startedAt } of await runs.list()) {
            if (open) await lookSoon(run);
            else if (startedAt > since) await schedule(work(ANNOUNCE, run, now()));
          }
          await move(work(SWEEP, 'all', after(clock.now(), SWEEP_AGAIN)));
        },
      };
    },
  };
}
