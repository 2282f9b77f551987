import { THRESHOLDS } from '../summary/thresholds.ts';
import type { Volume } from '../summary/thresholds.ts';

const { usualDays, historyDays } = THRESHOLDS;

/** What one user read, exported or deleted on one day. */
export interface Amount {
  readonly actor: string;
  /** Place of the day, from the first that is known. */
  readonly day: number;
  readonly amount: number;
}

/** A day beyond its threshold, with the numbers behind it. */
export interface Beyond extends Amount {
  readonly usual: number;
  readonly days: number;
  readonly strength: number;
  /** Days of this user beyond their thresholds, this one included. */
  readonly often: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

/** A day against the days before it; undefined where it is not beyond what is usual. */
function judged(one: Amount, all: readonly Amount[], volume: Volume) {
  const before = all.filter(({ day }) => day < one.day && day >= one.day - usualDays);
  const usual = median(before.map(({ amount }) => amount));
  const threshold =
    before.length >= historyDays
      ? Math.max(volume.least, volume.times * usual)
      : volume.withoutHistory;
  if (one.amount < threshold) return [];
  return [{ ...one, usual, days: before.length, strength: one.amount / threshold }];
}

/** Of each user the day that is furthest beyond its threshold, with the number of all such days. */
export function beyondUsual(
  amounts: readonly Amount[],
  volume: Volume,
  first: number,
): readonly Beyond[] {
  return [...Map.groupBy(amounts, ({ actor }) => actor).values()].flatMap((all) => {
    const beyond = all
      .filter(({ day }) => day >= first)
      .flatMap((one) => judged(one, all, volume))
      .toSorted((a, b) => b.strength - a.strength || a.day - b.day);
    return beyond.slice(0, 1).map((one) => ({ ...one, often: beyond.length }));
  });
}
