import type { Checkpoint } from './checkpoints.ts';
import type { Erasures } from './erasures.ts';
import { digestOf, isRecord } from './json.ts';
import { jsonFile, type Files, type Manifest } from './manifest.ts';
import { Refused, type Tally } from './tally.ts';

const FILE = 'runs.json';

/** How many entries each run of the tenant has, as the newest checkpoint signs it. */
export function readRuns(files: Files, newest: Checkpoint): ReadonlyMap<string, number> {
  const value = jsonFile(files, FILE);
  if (!isRecord(value)) throw new Refused(FILE, 'is not an object of run lengths');
  const runs = new Map<string, number>();
  for (const [run, length] of Object.entries(value)) {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 1)
      throw new Refused(FILE, `has no whole number of entries for ${run}`);
    runs.set(run, length);
  }
  if (digestOf(value) !== newest.runs)
    throw new Refused(
      FILE,
      'is not what the newest checkpoint signs: a run was left out, or its length changed',
    );
  const sum = [...runs.values()].reduce((total, length) => total + length, 0);
  if (sum !== newest.size)
    throw new Refused(FILE, `has ${sum} entries in all, and the tree has ${newest.size} leaves`);
  return runs;
}

/**
 * Checks that the runs of the pack are those that it is about, or have erased something of them,
 * and each of them to its end.
 */
export function checkWhole(
  seen: ReadonlyMap<string, number>,
  runs: ReadonlyMap<string, number>,
  { manifest, erasures }: { readonly manifest: Manifest; readonly erasures: Erasures },
  tally: Tally,
): void {
  for (const [run, length] of seen) {
    tally.count('sequence');
    const whole = runs.get(run);
    if (whole === undefined)
      tally.fault('sequence', `Run ${run}`, `is not in ${FILE}, so no checkpoint knows of it`);
    else if (length !== whole)
      tally.fault(
        'sequence',
        `${run} entry ${length + 1}`,
        `is missing: the run has ${whole} entries and ${length} are here`,
      );
  }
  const { scope } = manifest;
  if (scope.kind !== 'run') return;
  if (!seen.has(scope.run))
    tally.fault('sequence', `Run ${scope.run}`, 'is what the pack is about, and it is not here');
  const erasing = erasures.reaching([scope.run]);
  for (const run of seen.keys())
    if (run !== scope.run && !erasing.has(run))
      tally.fault(
        'sequence',
        `Run ${run}`,
        `is not the run that the pack is about (${scope.run}), and erased nothing of it`,
      );
}
