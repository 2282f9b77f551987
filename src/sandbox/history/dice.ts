/** Chance that falls the same way each time for the same parts. */
export interface Dice {
  /** Whole, 0 to n − 1. */
  below(n: number): number;
  /** Whole, both ends included. */
  between(low: number, high: number): number;
  /** True in `percent` of all cases. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** By weight. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T;
  guid(): string;
}

/** FNV-1a: fast, and spread well enough for a made-up history. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

function chosen<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error('Nothing to choose from.');
  return found;
}

function guidFrom(next: () => number): string {
  const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('');
  const at = (from: number, to: number) => hex.slice(from, to);
  return `${at(0, 8)}-${at(8, 12)}-4${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}

export function diceOf(...parts: readonly (string | number)[]): Dice {
  const next = numbersFrom(hashOf(parts.join('/')));
  const below = (n: number) => Math.floor((next() / 2 ** 32) * n);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => below(1000) < percent * 10,
    pick: (list) => chosen(list, below(list.length)),
    weighted(list) {
      let rest = below(list.reduce((sum, [weight]) => sum + weight, 0));
      const index = list.findIndex(([weight]) => (rest -= weight) < 0);
      return chosen(list, index)[1];
    },
    guid: () => guidFrom(next),
  };
}
