import { hash } from 'node:crypto';

const pair = Buffer.alloc(65, 1);

/** Hash of a leaf of the tree, RFC 6962 §2.1: of a zero byte and the text. */
export const leafHash = (text: string): string => hash('sha256', `\0${text}`, 'hex');

export function nodeHash(left: string, right: string): string {
  pair.write(left, 1, 'hex');
  pair.write(right, 33, 'hex');
  return hash('sha256', pair, 'hex');
}

/** Two neighbours whose hashes are proved; they stand at `place * 2` and `place * 2 + 1`. */
interface Pair {
  readonly place: number;
  readonly left: string;
  readonly right: string;
}

/**
 * Proves leaves to be in the tree, from left to right. Each proof shows more of the tree, so a
 * path may end where it meets what was shown before. Of every level only the newest pair can still
 * be met, and no more is kept.
 */
export function ascent(size: number, root: string) {
  const shown: (Pair | undefined)[] = [];

  const at = (level: number, place: number): string | undefined => {
    const known = shown[level];
    if (known?.place !== Math.floor(place / 2)) return undefined;
    return place % 2 === 0 ? known.left : known.right;
  };

  /** Why this leaf is not shown to be in the tree; undefined when it is. */
  return (leaf: number, hashed: string, path: readonly string[]): string | undefined => {
    if (leaf >= size) return `is beyond the ${size} leaves of the tree`;
    const met: { readonly level: number; readonly pair: Pair }[] = [];
    let [current, place, used] = [hashed, leaf, 0];
    let proved = false;
    for (let [level, width] = [0, size]; width > 1; level += 1, width = Math.ceil(width / 2)) {
      const known = at(level, place);
      if (known !== undefined && !proved) {
        if (known !== current) return NOT_IN;
        proved = true;
      }
      const alone = place % 2 === 0 && place === width - 1;
      if (!alone) {
        const sibling = at(level, place + (place % 2 === 0 ? 1 : -1));
        // What is left of a path that went on is compared, so that nothing in it is idle.
        if (proved && used === path.length) break;
        const given = path[used];
        if (given === undefined) return 'has a proof that ends too early';
        if (proved && given !== sibling) return NOT_IN;
        used += 1;
        if (!proved) {
          const [left, right] = place % 2 === 0 ? [current, given] : [given, current];
          met.push({ level, pair: { place: Math.floor(place / 2), left, right } });
          current = nodeHash(left, right);
        }
      }
      place = Math.floor(place / 2);
    }
    if (!proved && current !== root) return NOT_IN;
    if (used !== path.length) return 'has a proof with more in it than belongs there';
    for (const { level, pair } of met) shown[level] = pair;
    return undefined;
  };
}

const NOT_IN = 'is not what was signed: it does not lead to the root of the tree';

/** Whether a tree of `to` leaves only adds to one of `from`: RFC 9162 §2.1.4.2. */
export function isConsistent(
  from: { readonly size: number; readonly root: string },
  to: { readonly size: number; readonly root: string },
  proof: readonly string[],
): boolean {
  if (from.size > to.size) return false;
  if (from.size === to.size) return from.root === to.root && proof.length === 0;
  if (from.size === 0) return proof.length === 0;
  const whole = Number.isInteger(Math.log2(from.size));
  const [first, ...rest] = whole ? [from.root, ...proof] : proof;
  if (first === undefined) return false;
  let [fn, sn] = [from.size - 1, to.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [older, newer] = [first, first];
  for (const hashed of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [older, newer] = [nodeHash(hashed, older), nodeHash(hashed, newer)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else newer = nodeHash(newer, hashed);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && older === from.root && newer === to.root;
}
