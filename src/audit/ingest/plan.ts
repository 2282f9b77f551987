import { DAY, HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import type { Span } from '../reader.ts';

/** The feed keeps content for seven days, and refuses windows that begin earlier. */
const KEPT = 7 * DAY;
/** Our clock and theirs differ a little, and a pass takes its time. */
const MARGIN = 10 * MINUTE;
/** The service may list a blob a while after the time at which it says it was made. */
const OVERLAP = 2 * HOUR;
/** At most 24 hours are allowed. */
const LONGEST = 23 * HOUR;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Content made before this is gone. */
export const oldestOffered = (now: Date): string =>
  iso(Math.ceil((now.getTime() - KEPT + MARGIN) / SECOND) * SECOND);

/** Windows to be listed, oldest first, whole seconds; they end at the second that has passed. */
export function windowsFrom(upTo: string | undefined, now: Date): readonly Span[] {
  const end = Math.floor(now.getTime() / SECOND) * SECOND;
  const oldest = Date.parse(oldestOffered(now));
  const wanted = upTo === undefined ? oldest : Math.min(Date.parse(upTo), end) - OVERLAP;
  const start = Math.floor(Math.max(oldest, wanted) / SECOND) * SECOND;
  const count = Math.ceil((end - start) / LONGEST);
  return Array.from({ length: count }, (_, index) => ({
    from: iso(start + index * LONGEST),
    to: iso(Math.min(start + (index + 1) * LONGEST, end)),
  }));
}
