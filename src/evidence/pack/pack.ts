import { createHash } from 'node:crypto';
import { zipped } from '../../audit/export/pack.ts';
import type { Clock } from '../../core/clock.ts';
import { canonical, type Data } from '../../core/data.ts';
import type { SeenCards } from '../../core/evidence.ts';
import type { KnownKey } from '../known-keys.ts';
import { storyPage } from '../story/html.ts';
import { storyText } from '../story/markdown.ts';
import { storyOf, type Scope } from '../story/story.ts';
import { gather, NoEvidence, type Gathered, type Sources } from './gather.ts';
import { opened } from './opened.ts';
import { inclusionsOf } from './proofs.ts';

export interface PackParts extends Sources {
  readonly seen: Pick<SeenCards, 'find'>;
  readonly keys: { all(): Promise<readonly KnownKey[]> };
  readonly clock: Pick<Clock, 'now'>;
  /** Undefined: no policy of this digest was ever in force or asked for. */
  policyBy(digest: string): Promise<Data | undefined>;
  /** Makes leaves of all entries there are; names the runs where that cannot be done. */
  seal(): Promise<{ readonly broken: readonly { readonly run: string; readonly why: string }[] }>;
}

/** An evidence pack (`docs/evidence.md`). */
export interface EvidencePack {
  readonly name: string;
  readonly bytes: Buffer;
  readonly runs: number;
  readonly entries: number;
  readonly checkpoint: string;
}

interface PackFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The zip bears no time of its own: what it says of time is in the manifest. */
const NO_TIME = new Date(1980, 0, 1);

/** Builds the pack of a run or a period; throws `NoEvidence` with the reason why it cannot. */
export async function buildPack(parts: PackParts, scope: Scope): Promise<EvidencePack> {
  const { broken } = await parts.seal();
  const damaged = broken.find(({ run }) => scope.kind === 'period' || scope.run === run);
  if (damaged !== undefined) throw new NoEvidence(damaged.why);
  const gathered = await gather(parts, scope);
  const enclosed = {
    cards: await enclosedBy(cardsIn(gathered), (digest) => parts.seen.find(parts.tenant, digest)),
    policies: await enclosedBy(policiesIn(gathered), (digest) => parts.policyBy(digest)),
  };
  const story = storyOf(scope, gathered.runs.map(opened), {
    cards: new Set(enclosed.cards.keys()),
    policies: new Set(enclosed.policies.keys()),
  });
  const files: readonly PackFile[] = [
    fileOf('entries.ndjson', linesOf(leavesOf(gathered))),
    fileOf('openings.ndjson', linesOf(gathered.runs.flatMap(({ openings }) => openings))),
    fileOf('runs.json', [JSON.stringify(gathered.lengths)]),
    fileOf('proofs.json', proofsOf(gathered)),
    fileOf('checkpoints.ndjson', checkpointsOf(gathered)),
    fileOf('keys.json', [JSON.stringify({ keys: await keysOf(parts) })]),
    ...documents('policies', enclosed.policies),
    ...documents('cards', enclosed.cards),
    fileOf('story.html', storyPage(story)),
    fileOf('story.md', storyText(story)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = {
    ...{ format: 'audit-steward-evidence', version: 1, tenant: parts.tenant, scope },
    createdAt: parts.clock.now().toISOString(),
    checkpoint: gathered.newest.digest,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const all = [fileOf('manifest.json', [JSON.stringify(manifest)]), ...files];
  return {
    name: nameOf(scope),
    bytes: await zipped(all, NO_TIME),
    runs: gathered.runs.length,
    entries: leavesOf(gathered).length,
    checkpoint: gathered.newest.digest,
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const nameOf = (scope: Scope): string =>
  scope.kind === 'run' ? `evidence-${scope.run}.zip` : `evidence-${scope.from}-${scope.to}.zip`;

const fileOf = (name: string, texts: Iterable<string>): PackFile => ({
  name,
  bytes: Buffer.concat([...texts].map((text) => Buffer.from(text, 'utf8'))),
});

function* linesOf(values: readonly object[]): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

const leavesOf = ({ runs }: Gathered) =>
  runs.flatMap(({ leaves }) => leaves).toSorted((a, b) => a.leaf - b.leaf);

function* proofsOf(gathered: Gathered): Generator<string> {
  const { tree, root } = gathered;
  const { size } = gathered.newest;
  yield `{"size":${size},"root":"${root}","inclusion":[`;
  const leaves = leavesOf(gathered).map(({ leaf }) => leaf);
  let between = '';
  for (const proof of inclusionsOf(tree, leaves, size)) {
    yield `${between}${JSON.stringify(proof)}`;
    between = ',';
  }
  yield ']}';
}

function* checkpointsOf({ checkpoints, tree }: Gathered): Generator<string> {
  let before = 0;
  for (const { jws, size, witnesses } of checkpoints) {
    yield `${JSON.stringify({ jws, consistency: tree.consistency(before, size), witnesses })}\n`;
    before = size;
  }
}

const keysOf = async ({ keys }: PackParts) =>
  (await keys.all())
    .map(({ use, name, from, jwk: { kty, crv, x, y, kid } }) => ({
      ...{ use, name, from },
      jwk: { kty, crv, x, y, kid },
    }))
    .sort((a, b) => (`${a.use}${a.jwk.kid}` < `${b.use}${b.jwk.kid}` ? -1 : 1));

const cardsIn = ({ runs }: Gathered): readonly string[] =>
  runs.flatMap(({ leaves }) =>
    leaves.flatMap(({ entry }) => (entry.kind === 'decided' ? (entry.card ?? []) : [])),
  );

const policiesIn = ({ runs }: Gathered): readonly string[] =>
  runs.flatMap(({ leaves }) =>
    leaves.flatMap(({ entry }) => (entry.kind === 'requested' ? (entry.policy ?? []) : [])),
  );

/** Documents that entries name, as far as they are still kept: an erasure takes cards with it. */
async function enclosedBy(
  digests: readonly string[],
  find: (digest: string) => Promise<Data | undefined>,
): Promise<ReadonlyMap<string, Data>> {
  const found = new Map<string, Data>();
  for (const digest of new Set(digests)) {
    const document = await find(digest);
    if (document !== undefined) found.set(digest, document);
  }
  return found;
}

const documents = (folder: string, all: ReadonlyMap<string, Data>): readonly PackFile[] =>
  [...all].map(([digest, document]) => fileOf(`${folder}/${digest}.json`, [canonical(document)]));
