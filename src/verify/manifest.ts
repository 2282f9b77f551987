import { parseJson, sha256, textOf } from './json.ts';
import {
  count,
  day,
  either,
  hex,
  list,
  object,
  oneOf,
  readExact,
  runName,
  text,
  time,
} from './kinds.ts';
import type { Of } from './kinds.ts';
import { Refused, type Tally } from './tally.ts';
import type { Packed } from './zip.ts';

export const MANIFEST = 'manifest.json';

const KIND = object({
  format: oneOf('audit-steward-evidence'),
  version: oneOf(1),
  tenant: text,
  scope: either(
    object({ kind: oneOf('run'), run: runName }),
    object({ kind: oneOf('period'), from: day, to: day }),
  ),
  createdAt: time,
  checkpoint: hex,
  files: list(object({ name: text, bytes: count, sha256: hex })),
});

export type Manifest = Of<typeof KIND>;
export type Files = ReadonlyMap<string, Packed>;

/** Files that every pack has. */
export const DEMANDED = [
  ...['entries.ndjson', 'openings.ndjson', 'runs.json', 'proofs.json', 'checkpoints.ndjson'],
  ...['keys.json', 'story.html', 'story.md'],
] as const;

const OTHERS = /^(?:policies|cards)\/[0-9a-f]{64}\.json$/;

export function readManifest(files: Files): Manifest {
  const bytes = files.get(MANIFEST)?.read();
  if (bytes === undefined) throw new Refused(MANIFEST, 'is not in the pack');
  const found = readExact(KIND, parseJson(textOf(bytes, MANIFEST), MANIFEST), MANIFEST);
  if (found.scope.kind === 'period' && found.scope.from >= found.scope.to)
    throw new Refused(MANIFEST, 'has a period that ends before it begins');
  return found;
}

/** Holds every file against the manifest: none changed, none missing, none beside. */
export function checkFiles(files: Files, manifest: Manifest, tally: Tally): void {
  const named = new Set<string>();
  let before = '';
  for (const { name, bytes, sha256: sum } of manifest.files) {
    if (name <= before)
      tally.fault('manifest', MANIFEST, `does not name its files once and in order: ${name}`);
    before = name;
    named.add(name);
    tally.attempt('manifest', () => checkFile(files.get(name), name, { bytes, sum }, tally));
  }
  for (const name of files.keys())
    if (name !== MANIFEST && !named.has(name))
      tally.fault('manifest', name, 'is in the pack, but the manifest does not name it');
  for (const name of DEMANDED)
    if (!named.has(name))
      tally.fault('manifest', MANIFEST, `does not name ${name}, which every pack has`);
}

function checkFile(
  file: Packed | undefined,
  name: string,
  said: { readonly bytes: number; readonly sum: string },
  tally: Tally,
): void {
  tally.count('manifest');
  if (file === undefined) throw new Refused(name, 'is named in the manifest and not in the pack');
  if (!DEMANDED.some((one) => one === name) && !OTHERS.test(name))
    throw new Refused(name, 'is no file of a pack');
  const bytes = file.read();
  if (bytes.length !== said.bytes)
    throw new Refused(name, `has ${bytes.length} bytes, and the manifest says ${said.bytes}`);
  if (sha256(bytes) !== said.sum)
    throw new Refused(name, 'was changed: its SHA-256 is not the one in the manifest');
}

/** Reads a JSON file of the pack; spaces or a name that stands twice would be a second meaning. */
export function jsonFile(files: Files, name: string) {
  const file = files.get(name);
  if (file === undefined) throw new Refused(name, 'is not in the pack');
  const found = textOf(file.read(), name);
  const value = parseJson(found, name);
  // Another order of members gives the same length; a member twice, or a space, does not.
  if (JSON.stringify(value).length !== found.trimEnd().length)
    throw new Refused(name, 'is not compact JSON that names each member once');
  return value;
}
