import { readCheckpoints, type Checkpoint } from './checkpoints.ts';
import { checkHeads, type Head } from './heads.ts';
import { readKeys, type Keys } from './keys.ts';
import { checkEntries } from './ledger.ts';
import { checkFiles, readManifest, type Files, type Manifest } from './manifest.ts';
import { readRuns } from './runs.ts';
import { tallyOf, type Tally } from './tally.ts';
import { LIMITS, readZip, type Limits } from './zip.ts';

/** What the auditor brings along, had by another way than the pack. */
export interface Given {
  /** Earlier states of the ledger that were kept. */
  readonly heads?: readonly Head[];
  /** Thumbprints of the keys that are the right ones. */
  readonly keys?: readonly string[];
  readonly limits?: Limits;
  /** Ends with the first fault. */
  readonly only?: 'all' | 'first';
}

/** What came of it, ready to be told. */
export interface Verdict {
  readonly tally: Tally;
  readonly given: Given;
  readonly manifest?: Manifest;
  readonly keys: Keys;
  readonly checkpoints: readonly Checkpoint[];
  /** Members of entries that this verifier does not know. */
  readonly unknown: ReadonlySet<string>;
}

/** Verifies a pack from its bytes alone. Whatever they are, it answers and does not throw. */
export const verifyPack = (pack: Buffer, given: Given = {}): Verdict =>
  verifying(given, (tally) => tally.attempt('zip', () => readZip(pack, given.limits ?? LIMITS)));

/** Verifies the files of a pack, however they were packed. */
export const verifyFiles = (files: Files, given: Given = {}): Verdict =>
  verifying(given, () => files);

function verifying(given: Given, unpack: (tally: Tally) => Files | undefined): Verdict {
  const tally = tallyOf(given.only);
  let verdict: Verdict = { tally, given, keys: [], checkpoints: [], unknown: new Set() };
  tally.upToFirst(() => {
    const files = unpack(tally);
    if (files === undefined) return;
    tally.count('zip');
    const manifest = tally.attempt('manifest', () => readManifest(files));
    if (manifest === undefined) return;
    verdict = { ...verdict, manifest };
    checkFiles(files, manifest, tally);
    verdict = { ...verdict, ...checkContents(files, manifest, given, tally) };
  });
  return verdict;
}

function checkContents(files: Files, manifest: Manifest, given: Given, tally: Tally) {
  const keys = tally.attempt('keys', () => readKeys(files, tally)) ?? [];
  const checkpoints =
    tally.attempt('checkpoints', () => readCheckpoints(files, keys, manifest, tally)) ?? [];
  checkPins(checkpoints, given.keys ?? [], tally);
  checkHeads(given.heads ?? [], checkpoints, tally);
  const newest = checkpoints.at(-1);
  const runs = newest && tally.attempt('sequence', () => readRuns(files, newest));
  const unknown =
    newest &&
    tally.attempt('entries', () =>
      checkEntries({
        ...{ files, manifest, checkpoints, newest, tally, runs },
      }),
    );
  return { keys, checkpoints, unknown: unknown ?? new Set<string>() };
}

/** Whoever names the right keys wants every checkpoint signed by one of them. */
function checkPins(
  checkpoints: readonly Checkpoint[],
  pins: readonly string[],
  tally: Tally,
): void {
  if (pins.length === 0) return;
  const strange = checkpoints.find(({ key }) => !pins.includes(key.kid));
  if (strange !== undefined)
    tally.fault(
      'keys',
      strange.place,
      `is signed with a key that is none of those you named: ${strange.key.kid}`,
    );
}
