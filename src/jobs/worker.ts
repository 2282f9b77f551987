import { MINUTE, SECOND, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import { alarm } from './alarm.ts';
import { attempt } from './attempt.ts';

export { Permanent } from './back-off.ts';

/** Does one piece of due work; repeating it must do no harm. A throw means: try again later. */
export type Handler = (work: DueWork) => Promise<void>;

/** `claim` may be told which kinds not to hand out. */
interface WorkTable extends Omit<DueTable, 'claim'> {
  claim(
    now: string,
    leaseMs: number,
    limit: number,
    except?: readonly string[],
  ): Promise<readonly DueWork[]>;
}

export interface Working {
  readonly due: WorkTable;
  readonly clock: Clock;
  /** By kind. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly log: { warn(facts: object, says: string): void };
  /** The longest pause: a clock that jumped is noticed this late. */
  readonly pollMs?: number;
  readonly atOnce?: number;
  readonly leaseMs?: number;
  readonly random?: () => number;
}

export interface Worker {
  /** There is something to do now: look at once. */
  poke(): void;
  /** Takes no more work and waits for what is being done, this long at most. */
  stop(withinMs?: number): Promise<void>;
}

/** Does due work as it falls due, a few at a time, until it is stopped. */
export function startWorker(working: Working): Worker {
  const { due, log, pollMs = SECOND, atOnce = 4 } = working;
  const bell = alarm();
  const hands = handsOf(working, bell.ring);
  let stopping = false;

  async function lookUntilStopped(): Promise<void> {
    while (!stopping) {
      const idle = await look().catch((err: unknown) => {
        log.warn({ err }, 'Due work could not be looked up; trying again soon.');
        return pollMs;
      });
      if (!stopping) await bell.pause(idle);
    }
  }

  /** Starts what is due and tells how long nothing else will be. */
  async function look(): Promise<number> {
    if (hands.busy() >= atOnce) return pollMs;
    await hands.take(atOnce - hands.busy());
    return untilNext(await due.next(), working.clock.now(), pollMs);
  }

  const ended = lookUntilStopped();
  return {
    poke: bell.ring,
    async stop(withinMs = 10 * SECOND) {
      stopping = true;
      bell.ring();
      await ended;
      if (!(await within(withinMs, hands.idle())))
        log.warn({ unfinished: hands.busy() }, 'Stopped in the middle of due work.');
    },
  };
}

/** What is being done at this moment. `ended` is called whenever a hand is free again. */
function handsOf(working: Working, ended: () => void) {
  const { due, clock, handlers, log, leaseMs = 5 * MINUTE } = working;
  const running = new Map<string, { claimed: DueWork; readonly done: Promise<void> }>();
  const unknown = new Set<string>();

  async function begin(work: DueWork): Promise<void> {
    const id = JSON.stringify([work.tenant, work.kind, work.key]);
    const mine = running.get(id);
    // The lease ran out (the clock may have jumped) while we are still at it: it is ours again.
    if (mine !== undefined) mine.claimed = work;
    else if (!Object.hasOwn(handlers, work.kind)) await leaveAlone(work);
    else running.set(id, { claimed: work, done: run(id, work) });
  }

  async function run(id: string, work: DueWork): Promise<void> {
    await attempt(working, work, () => running.get(id)?.claimed ?? work);
    running.delete(id);
    ended();
  }

  /** Perhaps a newer replica knows what to do: the row stays as it was. */
  async function leaveAlone(work: DueWork): Promise<void> {
    if (!unknown.has(work.kind))
      log.warn({ kind: work.kind }, 'Nobody here does this kind of work.');
    unknown.add(work.kind);
    await due.schedule(work, 'move');
    await due.complete(work);
  }

  return {
    busy: () => running.size,
    async take(most: number) {
      const claimed = await due.claim(clock.now().toISOString(), leaseMs, most, [...unknown]);
      // All at once: what one of them runs into must not keep the others from being begun.
      await Promise.all(claimed.map(begin));
    },
    idle: () => Promise.all([...running.values()].map(({ done }) => done)),
  };
}

function untilNext(next: string | undefined, now: Date, pollMs: number): number {
  const until = next === undefined ? pollMs : Date.parse(next) - now.getTime();
  // What is due already waits for a free hand, or is of a kind for somebody else.
  return until <= 0 ? pollMs : Math.max(5, Math.min(until, pollMs));
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const limit = alarm();
  let inTime = false;
  void work.then(() => {
    inTime = true;
    limit.ring();
  });
  await limit.pause(milliseconds);
  return inTime;
}
