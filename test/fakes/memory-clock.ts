import type { Clock } from '../../src/core/clock.ts';

export interface MemoryClock extends Clock {
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is advanced; who sleeps on it wakes by that. */
export function memoryClock(start = '2026-11-21T12:00:00.000Z'): MemoryClock {
  let now = new Date(start).getTime();
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  return {
    now: () => new Date(now),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = { until: now + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    advance(milliseconds) {
      now += milliseconds;
      for (const sleeper of sleepers)
        if (sleeper.until <= now && sleepers.delete(sleeper)) sleeper.wake();
    },
  };
}
