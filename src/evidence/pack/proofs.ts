import type { MerkleTree } from '../merkle.ts';

/** A node of the tree: its first leaf and how many it covers. */
const nameOf = (from: number, count: number): string => `${from}+${count}`;

interface Step {
  readonly node: string;
  readonly sibling: string;
}

/** The way from a leaf up to the root, as RFC 6962 splits the tree, and what stands beside it. */
function wayOf(leaf: number, size: number): readonly Step[] {
  const way: Step[] = [];
  for (let [from, count] = [0, size]; count > 1;) {
    let left = 1;
    while (left * 2 < count) left *= 2;
    const [low, high] = [nameOf(from, left), nameOf(from + left, count - left)];
    const isLeft = leaf < from + left;
    way.push(isLeft ? { node: low, sibling: high } : { node: high, sibling: low });
    [from, count] = isLeft ? [from, left] : [from + left, count - left];
  }
  return way.reverse();
}

/**
 * Inclusion proofs of these leaves, ascending. A path ends as soon as its way comes to a node that
 * a proof before it has shown: neighbours share almost all of theirs.
 */
export function* inclusionsOf(
  tree: Pick<MerkleTree, 'inclusion'>,
  leaves: readonly number[],
  size: number,
): Generator<{ readonly leaf: number; readonly path: readonly string[] }> {
  const shown = new Set<string>();
  for (const leaf of leaves) {
    const way = wayOf(leaf, size);
    const met = way.findIndex(({ node }) => shown.has(node));
    const steps = met < 0 ? way : way.slice(0, met);
    for (const { node, sibling } of steps) shown.add(node).add(sibling);
    yield { leaf, path: tree.inclusion(leaf, size).slice(0, steps.length) };
  }
}
