import type { Rejected } from '../archive/archive.ts';
import type { Reject } from './lines.ts';

/** So many are listed; a file full of rubbish must not fill the memory with complaints. */
const MOST_LISTED = 100_000;

export interface Rejections {
  readonly add: Reject;
  count(): number;
  list(): readonly Rejected[];
}

/** The first rejections of a file, and how many more there were. */
export function boundedRejections(most: number = MOST_LISTED): Rejections {
  const kept: Rejected[] = [];
  let all = 0;
  let last = 0;
  return {
    add(rejected) {
      all += 1;
      last = rejected.line;
      if (kept.length < most) kept.push(rejected);
    },
    count: () => all,
    list: () =>
      all === kept.length
        ? kept
        : [
            ...kept,
            { line: last, reason: `${all - kept.length} more up to this line, not listed` },
          ],
  };
}
