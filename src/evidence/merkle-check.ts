import { EMPTY_ROOT, nodeHash } from './merkle.ts';

/** A tree as somebody else knows it. */
export interface TreeHead {
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

const isOdd = (count: number): boolean => count % 2 === 1;
const half = (count: number): number => Math.floor(count / 2);

/** Whether the newer tree only adds leaves to the older one (RFC 9162 §2.1.4.2). */
export function isConsistent(old: TreeHead, now: TreeHead, proof: readonly string[]): boolean {
  if (old.size > now.size) return false;
  if (old.size === now.size) return proof.length === 0 && old.root === now.root;
  if (old.size === 0) return proof.length === 0 && old.root === EMPTY_ROOT;
  return climbs(old, now, isPower(old.size) ? [old.root, ...proof] : proof);
}

function climbs(old: TreeHead, now: TreeHead, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return false;
  let [before, last] = [old.size - 1, now.size - 1];
  while (isOdd(before)) [before, last] = [half(before), half(last)];
  let [oldRoot, newRoot] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(before) || before === last) {
      [oldRoot, newRoot] = [nodeHash(sibling, oldRoot), nodeHash(sibling, newRoot)];
      while (!isOdd(before) && before !== 0) [before, last] = [half(before), half(last)];
    } else newRoot = nodeHash(newRoot, sibling);
    [before, last] = [half(before), half(last)];
  }
  return last === 0 && oldRoot === old.root && newRoot === now.root;
}

/** By halving: logarithms of large numbers are rounded. */
const isPower = (count: number): boolean => (isOdd(count) ? count === 1 : isPower(half(count)));

/** The root that a leaf and its path lead to (RFC 9162 §2.1.3.2); undefined if the path is wrong. */
export function rootOfPath(
  { leaf, size, hash }: { readonly leaf: number; readonly size: number; readonly hash: string },
  path: readonly string[],
): string | undefined {
  if (leaf < 0 || leaf >= size) return undefined;
  let [at, last, root] = [leaf, size - 1, hash];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      root = nodeHash(sibling, root);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else root = nodeHash(root, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? root : undefined;
}
