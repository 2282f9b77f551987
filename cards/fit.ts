import type { Card } from './elements.ts';

/**
 * How much of a view is drawn. `rows` and `changes` are for the whole card; a list that is one of
 * several gets its `share`. `facts` are for each change, `text` counts the letters of a sentence,
 * and what is `dense` is drawn with fewer elements, for those take more room than words.
 */
export interface Room {
  readonly rows: number;
  readonly changes: number;
  readonly facts: number;
  readonly text: number;
  readonly dense: boolean;
}

const ROOMY: Room = { rows: 200, changes: 200, facts: 12, text: 600, dense: false };

/** Teams takes about 100 KB, other ways of posting 28 KB, both counted as UTF-16. */
const MOST_BYTES = 27 * 1024;

/** Bytes that the serialised card takes as UTF-16. */
export const sizeOf = (card: Card): number => JSON.stringify(card).length * 2;

/** Draws the view as fully as fits; lists say themselves how many more there are. */
export function fit(draw: (room: Room) => Card): Card {
  const whole = draw(ROOMY);
  if (sizeOf(whole) <= MOST_BYTES) return whole;
  let [fits, tooLarge] = [ROOMS.length - 1, 0];
  let best = draw(ROOMS[fits] ?? ROOMY);
  while (fits - tooLarge > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    const card = draw(ROOMS[middle] ?? ROOMY);
    if (sizeOf(card) > MOST_BYTES) tooLarge = middle;
    else [fits, best] = [middle, card];
  }
  return best;
}

/** Sentences outlast details, and rows outlast sentences: one can ask about a row that is named. */
function findSmaller(room: Room): Room | undefined {
  const { rows, changes, facts, text, dense } = room;
  // The first fact is what was before and what will be after.
  if (facts > 1) return { ...room, facts: facts - 1 };
  if (!dense) return { ...room, dense: true };
  if (text > 400) return { ...room, text: less(text) };
  if (facts > 0) return { ...room, facts: facts - 1 };
  if (text > 250) return { ...room, text: less(text) };
  if (changes > 10) return { ...room, changes: less(changes) };
  if (text > 120) return { ...room, text: less(text) };
  if (rows > 70) return { ...room, rows: less(rows) };
  if (text > 60) return { ...room, text: less(text) };
  if (rows > 1) return { ...room, rows: less(rows), changes: Math.min(changes, less(rows)) };
  return text > 20 ? { ...room, text: less(text) } : undefined;
}

const less = (many: number): number => Math.floor(many * 0.9);

const ROOMS: readonly Room[] = [
  ...(function* shrinking() {
    for (let room: Room | undefined = ROOMY; room; room = findSmaller(room)) yield room;
  })(),
];

/** The longest that each of these lists may be for all of them together to keep to `most`. */
export function share(lists: readonly (readonly unknown[])[], most: number): number {
  const lengths = lists.map((list) => list.length).sort((a, b) => a - b);
  let left = most;
  for (const [at, length] of lengths.entries()) {
    const each = Math.floor(left / (lengths.length - at));
    if (length > each) return Math.max(1, each);
    left -= length;
  }
  return Math.max(1, most);
}

/** The rows to show, in their own order, and how many are left out; `first` ones are kept longest. */
export function choose<Row>(
  rows: readonly Row[],
  most: number,
  first: (row: Row) => boolean = () => false,
): { readonly shown: readonly Row[]; readonly left: number } {
  if (rows.length <= most) return { shown: rows, left: 0 };
  // By place, for the same row may stand in the list twice.
  const order = [...rows.entries()].map(([place, row]) => ({ place, late: first(row) ? 0 : 1 }));
  const kept = new Set(
    order
      .sort((a, b) => a.late - b.late)
      .slice(0, most)
      .map(({ place }) => place),
  );
  return { shown: rows.filter((_, place) => kept.has(place)), left: rows.length - kept.size };
}
