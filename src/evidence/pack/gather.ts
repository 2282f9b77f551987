import { z } from 'zod';
import { canonical, digestOf } from '../../core/data.ts';
import type { KeptCheckpoint, Opening, Openings, Tree } from '../../core/evidence.ts';
import { ERASE } from '../../core/erasure.ts';
import type { Entry } from '../../core/ledger.ts';
import { LedgerBroken } from '../../store/chain.ts';
import { leafOf } from '../checkpoint.ts';
import { leafHash, treeOver, type MerkleTree } from '../merkle.ts';
import type { Scope } from '../story/story.ts';

/** Why there is no pack, in a sentence. */
export class NoEvidence extends Error {
  override readonly name = 'NoEvidence';
}

/** An entry as it is stored, and where it stands in the tree. */
export interface Leaf {
  readonly leaf: number;
  readonly run: string;
  readonly entry: Entry;
}

export interface RunGathered {
  readonly run: string;
  readonly leaves: readonly Leaf[];
  readonly openings: readonly Opening[];
}

/** All that a pack is made of, compared with the tree. */
export interface Gathered {
  readonly checkpoints: readonly KeptCheckpoint[];
  readonly newest: KeptCheckpoint;
  readonly root: string;
  readonly lengths: Readonly<Record<string, number>>;
  readonly tree: MerkleTree;
  readonly runs: readonly RunGathered[];
}

export interface Sources {
  readonly tenant: string;
  readonly tree: Pick<Tree, 'checkpoints' | 'hashes' | 'lengths' | 'leavesOf'>;
  readonly openings: Pick<Openings, 'sealedEntries' | 'of'>;
  /** Runs that were to erase a person. */
  erasures(): Promise<readonly string[]>;
}

const CHANGED =
  'so no evidence is given. Restore the store from a backup, and find out who can write to it.';

/** What the newest checkpoint states. Only what this bot has signed itself is in the store. */
const Stated = z.object({ root: z.string(), runs: z.string() });

function statedIn(jws: string): z.infer<typeof Stated> {
  const [, payload = ''] = jws.split('.');
  return Stated.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}

/** Reads what belongs to a scope; throws `NoEvidence` where it is not as it was sealed. */
export async function gather(sources: Sources, scope: Scope): Promise<Gathered> {
  const { tenant, tree } = sources;
  const checkpoints = await tree.checkpoints(tenant);
  const newest = checkpoints.at(-1);
  if (newest === undefined)
    throw new NoEvidence('Nothing has happened yet, so there is nothing to give evidence of.');
  const merkle = treeOver(await tree.hashes(tenant, newest.size));
  const lengths = await tree.lengths(tenant, newest.size);
  const stated = statedIn(newest.jws);
  const root = merkle.root(newest.size);
  if (stated.root !== root || stated.runs !== digestOf(lengths))
    throw new NoEvidence(
      `The tree over the ledger is not the one that was signed when it had ${newest.size} entries, ${CHANGED}`,
    );
  const within = await withinScope(sources, scope, { lengths, size: newest.size });
  const erasing = await erasingOf(sources, within, { lengths, size: newest.size });
  const runs = [...within, ...erasing].toSorted((a, b) => firstOf(a) - firstOf(b));
  return { checkpoints, newest, root, lengths, tree: merkle, runs };
}

const firstOf = ({ leaves }: RunGathered): number => leaves[0]?.leaf ?? 0;

interface Extent {
  readonly lengths: Readonly<Record<string, number>>;
  readonly size: number;
}

async function withinScope(
  sources: Sources,
  scope: Scope,
  extent: Extent,
): Promise<readonly RunGathered[]> {
  if (scope.kind === 'run') {
    if (!Object.hasOwn(extent.lengths, scope.run))
      throw new NoEvidence(
        `There is no run ${scope.run}. Type status in the chat to see the runs.`,
      );
    return [await runOf(sources, scope.run, extent)];
  }
  const found: RunGathered[] = [];
  for (const run of Object.keys(extent.lengths)) {
    const gathered = await runOf(sources, run, extent);
    const inPeriod = ({ entry: { at } }: Leaf) =>
      at.slice(0, 10) >= scope.from && at.slice(0, 10) < scope.to;
    if (gathered.leaves.some(inPeriod)) found.push(gathered);
  }
  return found;
}

/**
 * Runs that have erased something of these, or of one another on the way. Without them nobody can
 * tell what was erased by approval from what was taken away.
 */
async function erasingOf(
  sources: Sources,
  within: readonly RunGathered[],
  extent: Extent,
): Promise<readonly RunGathered[]> {
  const reached = new Set(within.map(({ run }) => run));
  let left: readonly RunGathered[] = await Promise.all(
    (await sources.erasures())
      .filter((run) => !reached.has(run) && Object.hasOwn(extent.lengths, run))
      .map((run) => runOf(sources, run, extent)),
  );
  left = left.filter((one) => erasedBy(one).length > 0);
  const found: RunGathered[] = [];
  for (let news = left; news.length > 0;) {
    news = left.filter((one) => erasedBy(one).some((run) => reached.has(run)));
    left = left.filter((one) => !news.includes(one));
    for (const { run } of news) reached.add(run);
    found.push(...news);
  }
  return found;
}

const Reach = z.object({ runs: z.array(z.string()) });

/** Runs that an erasure reaches, by the changes that it has begun. */
const erasedBy = ({ leaves }: RunGathered): readonly string[] =>
  leaves.flatMap(({ entry }) => {
    if (entry.kind !== 'applying' || entry.change.details.operation !== ERASE) return [];
    const reach = Reach.safeParse(entry.change.details.before);
    return reach.success ? reach.data.runs : [];
  });

/** The entries of a run that are leaves, each held against its leaf. */
async function runOf(sources: Sources, run: string, { lengths, size }: Extent) {
  const { tenant, tree, openings } = sources;
  const places = (await tree.leavesOf(tenant, run)).filter(({ leaf }) => leaf < size);
  const entries = await sealedEntries(sources, run);
  if (places.length !== lengths[run])
    throw new NoEvidence(`Run ${run} has lost leaves of the tree over the ledger, ${CHANGED}`);
  const leaves = places.map(({ leaf, seq, hash }, index): Leaf => {
    const entry = entries[index];
    const place = `Run ${run} entry ${seq} (leaf ${leaf})`;
    if (entry?.seq !== seq)
      throw new NoEvidence(`${place} is not in the ledger any more, ${CHANGED}`);
    const text = canonical(JSON.parse(JSON.stringify(entry)));
    if (leafHash(leafOf(tenant, { run, seq, text })) !== hash)
      throw new NoEvidence(`${place} is not as it was when it was sealed, ${CHANGED}`);
    return { leaf, run, entry };
  });
  const named = new Set(JSON.stringify(leaves).match(/sealed:[0-9a-f]{64}/g));
  const all = await openings.of(tenant, run);
  return { run, leaves, openings: all.filter(({ sealed }) => named.has(sealed)) };
}

async function sealedEntries({ openings, tenant }: Sources, run: string) {
  try {
    return await openings.sealedEntries(tenant, run);
  } catch (error) {
    if (error instanceof LedgerBroken) throw new NoEvidence(error.message, { cause: error });
    throw error;
  }
}
