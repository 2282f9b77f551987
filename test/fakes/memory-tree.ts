import { canonical } from '../../src/core/data.ts';
import type { KeptCheckpoint, Tree, Unsealed } from '../../src/core/evidence.ts';
import type { Texts } from './memory-ledger.ts';

interface Planted {
  readonly leaves: { readonly run: string; readonly seq: number; readonly hash: string }[];
  readonly checkpoints: KeptCheckpoint[];
}

/** A tree in lists, over the texts of the ledger in memory. */
export function memoryTree(runs: Texts): Tree {
  const trees = new Map<string, Planted>();
  const treeOf = (tenant: string): Planted => {
    const tree = trees.get(tenant) ?? { leaves: [], checkpoints: [] };
    trees.set(tenant, tree);
    return tree;
  };
  const isLeaf = (tenant: string, run: string, seq: number) =>
    treeOf(tenant).leaves.some((leaf) => leaf.run === run && leaf.seq === seq);

  const unsealed = (tenant: string) =>
    [...runs.values()]
      .filter(({ key }) => key.tenant === tenant)
      .flatMap(({ key, texts }) => {
        let latest = '';
        return texts.map((text, index) => {
          const entry = JSON.parse(text) as { at: string };
          latest = entry.at > latest ? entry.at : latest;
          const made: Unsealed = {
            run: key.run,
            seq: index + 1,
            text: canonical(JSON.parse(text)),
          };
          return { made, at: latest };
        });
      })
      .filter(({ made }) => !isLeaf(tenant, made.run, made.seq))
      .sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));

  return {
    unsealed: async (tenant, limit) => ({
      entries: unsealed(tenant)
        .slice(0, limit)
        .map(({ made }) => made),
      broken: [],
    }),
    async backlog(tenant) {
      const [first, ...others] = unsealed(tenant);
      return first === undefined ? { entries: 0 } : { entries: others.length + 1, since: first.at };
    },
    latest: async (tenant) => treeOf(tenant).checkpoints.at(-1),
    checkpoints: async (tenant) => [...treeOf(tenant).checkpoints],
    async seal(tenant, before, leaves, checkpoint) {
      const tree = treeOf(tenant);
      if (leaves.length === 0 || checkpoint.size !== before + leaves.length)
        throw new Error('A checkpoint has the size of the tree with the leaves that it adds.');
      if (tree.leaves.length !== before) return false;
      if (leaves.some(({ run, seq }) => isLeaf(tenant, run, seq))) return false;
      tree.leaves.push(...leaves.map(({ run, seq, hash }) => ({ run, seq, hash })));
      tree.checkpoints.push(checkpoint);
      return true;
    },
    async addWitness(tenant, size, jws) {
      const { checkpoints } = treeOf(tenant);
      const at = checkpoints.findIndex((checkpoint) => checkpoint.size === size);
      const found = checkpoints[at];
      if (found === undefined) throw new Error(`There is no checkpoint over ${size} entries.`);
      if (!found.witnesses.includes(jws))
        checkpoints[at] = { ...found, witnesses: [...found.witnesses, jws] };
    },
    async lengths(tenant, size) {
      const leaves = treeOf(tenant).leaves.slice(0, size);
      const lengths = [...Map.groupBy(leaves, ({ run }) => run)];
      return Object.fromEntries(
        lengths.sort(([a], [b]) => (a < b ? -1 : 1)).map(([run, of]) => [run, of.length]),
      );
    },
    hashes: async (tenant, size, from = 0) =>
      treeOf(tenant)
        .leaves.slice(from, size)
        .map(({ hash }) => hash),
    leavesOf: async (tenant, run) =>
      treeOf(tenant)
        .leaves.map(({ hash, seq, run: of }, leaf) => ({ leaf, seq, hash, of }))
        .filter(({ of }) => of === run)
        .map(({ leaf, seq, hash }) => ({ leaf, seq, hash })),
  };
}
