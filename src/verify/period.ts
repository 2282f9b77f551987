import type { Checkpoint } from './checkpoints.ts';
import type { Erasures } from './erasures.ts';
import type { Manifest } from './manifest.ts';
import type { Tally } from './tally.ts';

const MINUTE = 60_000;
/** An entry may be written by so much after its time. */
const LATE = 5 * MINUTE;

/**
 * Watches for leaves that are not in the pack and must be of its period. Leaves that one checkpoint
 * added stand by their times, so a gap between two entries of the period is of the period itself;
 * and so is one that a checkpoint within the period has added, when all before it were sealed.
 */
export function periodWatch(
  { scope }: Manifest,
  checkpoints: readonly Checkpoint[],
  size: number,
  tally: Tally,
) {
  const none = { leaf: (): void => undefined, end: (_erasures: Erasures): void => undefined };
  if (scope.kind !== 'period') return none;
  const [from, to] = [Date.parse(scope.from), Date.parse(scope.to)];
  /** Each run of the pack, and whether one of its entries is of the period. */
  const runs = new Map<string, boolean>();
  let next = 0;
  let batch = 0;
  /** Whether an entry of this batch was seen that is not before the period. */
  let begun = false;
  const surely = sealedSince(checkpoints, from);

  /** Leaves `next` to `leaf` are not here; the entry behind them is of `at`. */
  function gap(leaf: number, at: number): void {
    while (next < leaf) {
      const end = checkpoints[batch]?.size ?? size;
      const upTo = Math.min(leaf, end);
      if (upTo > next) missing(upTo, upTo === leaf && leaf < end ? at : Infinity);
      next = Math.max(next, upTo);
      step();
    }
  }

  function missing(upTo: number, at: number): void {
    const first = begun ? next : Math.max(next, surely);
    const before = at < to || Date.parse(checkpoints[batch]?.at ?? '') < to;
    if (first < upTo && before)
      tally.fault(
        'period',
        `Leaf ${first}`,
        'is of this period by its place in the tree, and is not in the pack: a run was left out',
      );
    else tally.note(BESIDE);
  }

  /** On to the batch that the next leaf is of. */
  function step(): void {
    while (next < size && next >= (checkpoints[batch]?.size ?? size)) {
      batch += 1;
      begun = false;
    }
  }

  return {
    leaf(leaf: number, run: string, at: string): void {
      const time = Date.parse(at);
      tally.count('period');
      gap(leaf, time);
      begun ||= time >= from;
      next = leaf + 1;
      step();
      runs.set(run, (runs.get(run) ?? false) || (time >= from && time < to));
    },
    end(erasures: Erasures): void {
      gap(size, Infinity);
      const erasing = erasures.reaching([...runs].flatMap(([run, isOf]) => (isOf ? run : [])));
      for (const [run, isOf] of runs)
        if (!isOf && !erasing.has(run))
          tally.fault(
            'period',
            `Run ${run}`,
            'has no entry in the period that the pack is about, and erased nothing of its runs',
          );
    },
  };
}

const BESIDE =
  'Leaves beside those of the period are not in the pack; at its edges their times cannot be seen from here';

/** From this leaf on, everything was written in the period or after it. */
const sealedSince = (checkpoints: readonly Checkpoint[], from: number): number =>
  checkpoints.find(({ at }, index) => {
    const following = checkpoints[index + 1]?.at;
    // Where another follows at once, some entries may have been waiting for it.
    const rested = following === undefined || Date.parse(following) > Date.parse(at) + MINUTE;
    return Date.parse(at) >= from + LATE && rested;
  })?.size ?? Infinity;
