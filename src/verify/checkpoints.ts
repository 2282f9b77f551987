import { linesOf, parseJson } from './json.ts';
import {
  count,
  either,
  hex,
  list,
  object,
  oneOf,
  readExact,
  text,
  time,
  type Of,
} from './kinds.ts';
import { readJws } from './jws.ts';
import { signerOf, type Key, type Keys } from './keys.ts';
import type { Files, Manifest } from './manifest.ts';
import { isConsistent } from './merkle.ts';
import { Refused, type Tally } from './tally.ts';

const FILE = 'checkpoints.ndjson';

const LINE = object({ jws: text, consistency: list(hex), witnesses: list(text) });

const PAYLOAD = object({
  v: oneOf(1),
  tenant: text,
  size: count,
  root: hex,
  runs: hex,
  at: time,
  previous: either(hex, oneOf(null)),
});

const STATEMENT = object({
  v: oneOf(1),
  tenant: text,
  size: count,
  root: hex,
  checkpoint: hex,
  witness: text,
  at: time,
});

export interface Checkpoint extends Of<typeof PAYLOAD> {
  readonly digest: string;
  readonly key: Key;
  readonly place: string;
  readonly witnesses: readonly Witnessed[];
}

export interface Witnessed {
  readonly name: string;
  readonly key: Key;
  readonly at: string;
}

/** The whole history of checkpoints, oldest first: signed, chained, each adding to the one before. */
export function readCheckpoints(
  files: Files,
  keys: Keys,
  manifest: Manifest,
  tally: Tally,
): readonly Checkpoint[] {
  const found: Checkpoint[] = [];
  const bytes = files.get(FILE)?.read() ?? Buffer.alloc(0);
  for (const { text: line, place } of linesOf(bytes, FILE)) {
    const next = tally.attempt('checkpoints', () => {
      const read = readExact(LINE, parseJson(line, place), place);
      if (JSON.stringify(read).length !== line.length)
        throw new Refused(place, 'is not compact JSON that names each member once');
      return checkpointOf(read, keys, manifest, place, tally);
    });
    // What stands after a checkpoint that cannot be read hangs in the air.
    if (next === undefined) return found;
    follows(found.at(-1), next.checkpoint, next.consistency, tally);
    found.push(next.checkpoint);
  }
  const newest = found.at(-1);
  if (newest === undefined) tally.fault('checkpoints', FILE, 'holds no checkpoint');
  else if (newest.digest !== manifest.checkpoint)
    tally.fault(
      'checkpoints',
      newest.place,
      'is the newest one here, and the manifest names another',
    );
  return found;
}

function checkpointOf(
  line: Of<typeof LINE>,
  keys: Keys,
  manifest: Manifest,
  place: string,
  tally: Tally,
) {
  tally.count('checkpoints');
  const jws = readJws(line.jws, place);
  const key = signerOf(jws, keys, 'checkpoint', place);
  const payload = readExact(PAYLOAD, jws.payload, place);
  if (payload.tenant !== manifest.tenant) throw new Refused(place, 'is about another tenant');
  const bare = { ...payload, digest: jws.digest, key, place };
  const witnesses = line.witnesses.flatMap(
    (statement, index) =>
      tally.attempt('witnesses', () =>
        witnessOf(statement, bare, keys, `${place}, witness ${index + 1}`, tally),
      ) ?? [],
  );
  return { checkpoint: { ...bare, witnesses }, consistency: line.consistency };
}

function witnessOf(
  compact: string,
  checkpoint: Omit<Checkpoint, 'witnesses'>,
  keys: Keys,
  place: string,
  tally: Tally,
): Witnessed {
  tally.count('witnesses');
  const jws = readJws(compact, place);
  const key = signerOf(jws, keys, 'witness', place);
  const said = readExact(STATEMENT, jws.payload, place);
  const { digest, tenant, size, root } = checkpoint;
  const fits =
    said.checkpoint === digest &&
    said.tenant === tenant &&
    said.size === size &&
    said.root === root;
  if (!fits) throw new Refused(place, 'is about another checkpoint than the one it stands beside');
  return { name: said.witness, key, at: said.at };
}

function follows(
  before: Checkpoint | undefined,
  next: Checkpoint,
  consistency: readonly string[],
  tally: Tally,
): void {
  const { place } = next;
  if ((before?.digest ?? null) !== next.previous)
    tally.fault(
      'checkpoints',
      place,
      before === undefined
        ? 'is the first one here, but it names one before it: the beginning was left out'
        : 'does not name the one before it: one was left out, put in or moved',
    );
  if (before === undefined) {
    if (consistency.length > 0)
      tally.fault('consistency', place, 'has a proof to a checkpoint before the first');
    return;
  }
  if (Date.parse(next.at) < Date.parse(before.at))
    tally.fault('checkpoints', place, `is of ${next.at}, before the one before it (${before.at})`);
  if (next.size < before.size)
    tally.fault(
      'checkpoints',
      place,
      `has ${next.size} leaves, fewer than the ${before.size} before it`,
    );
  tally.count('consistency');
  if (!isConsistent(before, next, consistency))
    tally.fault(
      'consistency',
      place,
      'does not only add to the one before it: the ledger was rewritten between them',
    );
}
