import { RFC9162 } from '@transmute/rfc9162';
import { expect } from 'expect';
import { isConsistent, rootOfPath } from '../../src/evidence/merkle-check.ts';
import { EMPTY_ROOT, grown, leafHash, rootOf, treeOver } from '../../src/evidence/merkle.ts';

// The eight leaves that Certificate Transparency's implementations are tested with, and their roots:
// github.com/google/certificate-transparency, merkletree/merkle_tree_test.
const PUBLISHED = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex').toString());
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const MOST = 130;
const WORDS = Array.from({ length: MOST }, (_, index) => `entry ${index}`);
const LEAVES = WORDS.map(leafHash);
const TREE = treeOver(LEAVES);
const SIZES = Array.from({ length: MOST }, (_, index) => index + 1);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const raw = (text: string): Uint8Array => Buffer.from(text, 'hex');
const other = leafHash('something else');

const headAt = (size: number) => ({ size, root: TREE.root(size) });

suite('The Merkle tree:', () => {
  test('has the roots that Certificate Transparency publishes', () => {
    const tree = treeOver(PUBLISHED.map(leafHash));

    expect(ROOTS.map((_, size) => tree.root(size))).toEqual(ROOTS);
  });

  test('has the paths that Certificate Transparency publishes', () => {
    const tree = treeOver(PUBLISHED.map(leafHash));

    expect(tree.inclusion(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(tree.inclusion(1, 5)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
    expect(tree.consistency(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
    expect(tree.consistency(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('grown leaf by leaf it has the root of the whole, at every size', () => {
    let frontier: readonly string[] = [];
    expect(rootOf(frontier)).toBe(EMPTY_ROOT);

    for (const [index, leaf] of LEAVES.entries()) {
      frontier = grown(frontier, index, leaf);
      expect(rootOf(frontier)).toBe(TREE.root(index + 1));
    }
  });

  test('has the roots and paths of an implementation that is not ours', async () => {
    for (const size of [1, 2, 3, 7, 8, 31, 64, 65, 130]) {
      const entries = WORDS.slice(0, size).map(bytes);
      expect(TREE.root(size)).toBe(hex(await RFC9162.MTH(entries)));
      for (const leaf of [0, size >> 1, size - 1])
        expect(TREE.inclusion(leaf, size)).toEqual((await RFC9162.PATH(leaf, entries)).map(hex));
    }
  });

  test('an implementation that is not ours takes its proofs', async () => {
    for (const [before, size] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 8],
      [64, 65],
      [65, 130],
      [129, 130],
    ] as const) {
      // It puts the old root first where RFC 6962 leaves out what the verifier has already.
      const isPower = (before & (before - 1)) === 0;
      const path = [...(isPower ? [TREE.root(before)] : []), ...TREE.consistency(before, size)];
      const proof = {
        log_id: '',
        tree_size_1: before,
        tree_size_2: size,
        consistency_path: path.map(raw),
      };

      expect(path).toEqual((await RFC9162.PROOF(before, WORDS.slice(0, size).map(bytes))).map(hex));
      const [old, now] = [raw(TREE.root(before)), raw(TREE.root(size))];
      expect(await RFC9162.verifyConsistencyProof(old, now, proof)).toBe(true);
    }
  });

  test('every leaf of every size is proven by its path, and by no other', () => {
    for (const size of SIZES)
      for (let leaf = 0; leaf < size; leaf++) {
        const path = TREE.inclusion(leaf, size);
        const at = { leaf, size, hash: LEAVES[leaf] ?? '' };

        expect(rootOfPath(at, path)).toBe(TREE.root(size));
        expect(rootOfPath({ ...at, hash: other }, path)).not.toBe(TREE.root(size));
        expect(rootOfPath(at, [...path, other])).toBeUndefined();
        if (path.length > 0) expect(rootOfPath(at, path.slice(1))).not.toBe(TREE.root(size));
      }
  });

  test('every size is proven to grow from every smaller one, and from no other tree', () => {
    for (const size of SIZES)
      for (let before = 1; before <= size; before++) {
        const [old, now] = [headAt(before), headAt(size)];
        const proof = TREE.consistency(before, size);

        expect(isConsistent(old, now, proof)).toBe(true);
        expect(isConsistent({ ...old, root: other }, now, proof)).toBe(false);
        expect(isConsistent(old, { ...now, root: other }, proof)).toBe(false);
        expect(isConsistent(old, now, [...proof, other])).toBe(false);
        if (before < size) expect(isConsistent(old, now, proof.slice(1))).toBe(false);
        if (before < size) expect(isConsistent(now, old, proof)).toBe(false);
      }
  });

  test('any tree grows from the empty one', () => {
    const now = { size: 7, root: TREE.root(7) };

    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, now, TREE.consistency(0, 7))).toBe(true);
    expect(isConsistent({ size: 0, root: other }, now, [])).toBe(false);
  });

  test('what the tree does not have cannot be proven', () => {
    expect(() => TREE.inclusion(5, 5)).toThrow(RangeError);
    expect(() => TREE.inclusion(0, MOST + 1)).toThrow(RangeError);
    expect(() => TREE.consistency(9, 8)).toThrow(RangeError);
    expect(() => TREE.root(MOST + 1)).toThrow(RangeError);
  });
});
