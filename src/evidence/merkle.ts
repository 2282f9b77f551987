import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: readonly Buffer[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** RFC 6962 §2.1. Hashes are hex texts here, as they are kept and written into packs. */
export const leafHash = (leaf: string): string => sha256(LEAF, Buffer.from(leaf, 'utf8'));
export const nodeHash = (left: string, right: string): string =>
  sha256(NODE, bytes(left), bytes(right));

/** The root of a tree without leaves. */
export const EMPTY_ROOT = sha256();

/**
 * Adds a leaf to the complete subtrees that make up a tree of this size, the largest first. Like
 * counting in binary: each one bit is a subtree, and a carry joins two of them.
 */
export function grown(frontier: readonly string[], size: number, leaf: string): readonly string[] {
  const subtrees = [...frontier];
  let last = leaf;
  // Not by shifting: a tree may have more leaves than 32 bits can count.
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2)
    last = nodeHash(subtrees.pop() ?? '', last);
  return [...subtrees, last];
}

/** The root over the complete subtrees of a tree. */
export const rootOf = (frontier: readonly string[]): string =>
  frontier.length === 0 ? EMPTY_ROOT : frontier.reduceRight((right, left) => nodeHash(left, right));

/** A tree over its leaves' hashes; the inner hashes are made once, so that each proof is short work. */
export interface MerkleTree {
  /** Of the first `size` leaves. */
  root(size: number): string;
  /** PATH(leaf, D[size]), RFC 6962 §2.1.1. */
  inclusion(leaf: number, size: number): readonly string[];
  /** PROOF(before, D[size]), RFC 6962 §2.1.2; empty from nothing and from the tree itself. */
  consistency(before: number, size: number): readonly string[];
}

/** The largest power of two below `count`, where RFC 6962 splits a tree of so many leaves. */
function splitOf(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

/** Hashes of all complete subtrees: by height, then from left to right. */
function levelsOver(leaves: readonly string[]): readonly (readonly string[])[] {
  const levels = [leaves];
  for (let below = leaves; below.length > 1; levels.push(below)) {
    const pairs = Math.floor(below.length / 2);
    const lower = below;
    below = Array.from({ length: pairs }, (_, at) =>
      nodeHash(lower[2 * at] ?? '', lower[2 * at + 1] ?? ''),
    );
  }
  return levels;
}

export function treeOver(leaves: readonly string[]): MerkleTree {
  const levels = levelsOver(leaves);

  /** MTH of the leaves from `from`, `count` of them; a left part is always a complete subtree. */
  function hashOf(from: number, count: number): string {
    if (count === 0) return EMPTY_ROOT;
    const height = Math.log2(count);
    if (Number.isInteger(height)) return levels[height]?.[from / count] ?? '';
    const left = splitOf(count);
    return nodeHash(hashOf(from, left), hashOf(from + left, count - left));
  }

  function pathOf(leaf: number, from: number, count: number): readonly string[] {
    if (count <= 1) return [];
    const left = splitOf(count);
    const [middle, right] = [from + left, count - left];
    return leaf < middle
      ? [...pathOf(leaf, from, left), hashOf(middle, right)]
      : [...pathOf(leaf, middle, right), hashOf(from, left)];
  }

  /** SUBPROOF: `whole` as long as the old root is itself a node that the other side knows. */
  function partsOf(before: number, from: number, count: number, whole: boolean): string[] {
    if (before === count) return whole ? [] : [hashOf(from, count)];
    const left = splitOf(count);
    const [middle, right] = [from + left, count - left];
    return before <= left
      ? [...partsOf(before, from, left, whole), hashOf(middle, right)]
      : [...partsOf(before - left, middle, right, false), hashOf(from, left)];
  }

  const within = (least: number, size: number): void => {
    if (least < 0 || least > size || size > leaves.length)
      throw new RangeError(`The tree has ${leaves.length} leaves; asked for ${least} of ${size}.`);
  };
  return {
    root(size) {
      within(0, size);
      return hashOf(0, size);
    },
    inclusion(leaf, size) {
      within(leaf + 1, size);
      return pathOf(leaf, 0, size);
    },
    consistency(before, size) {
      within(before, size);
      return before === 0 ? [] : partsOf(before, 0, size, true);
    },
  };
}
