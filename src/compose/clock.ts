import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';

/** A clock over a source of time; sleeping follows the machine, for sandbox time only jumps. */
export const clockOf = (now: () => Date): Clock => ({
  now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
});
