import { remembered } from './bounded.ts';

/** `warn` once, at the first turn over the limit, then `silent` until the window is over. */
export type Pace = 'fine' | 'warn' | 'silent';

const WINDOW = 60_000;
const PEOPLE = 10_000;

/** Counts turns per person and minute. `now` in milliseconds, any monotonic clock. */
export function createRate(perMinute: number, now: () => number) {
  const windows = remembered<{ since: number; count: number }>(PEOPLE);
  return (person: string): Pace => {
    const at = now();
    const known = windows.get(person);
    const open = known !== undefined && at - known.since < WINDOW ? known : undefined;
    const window = open ?? { since: at, count: 0 };
    window.count += 1;
    if (open === undefined) windows.set(person, window);
    if (window.count <= perMinute) return 'fine';
    return window.count === perMinute + 1 ? 'warn' : 'silent';
  };
}
