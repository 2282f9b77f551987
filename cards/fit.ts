import type { Card } from './elements.ts';

/** How much of a view is drawn: rows of a list, changes of a step, facts of a change, letters. */
export interface Room {
  readonly rows: number;
  readonly changes: number;
  readonly facts: number;
  readonly text: number;
}

const ROOMY: Room = { rows: 200, changes: 60, facts: 12, text: 600 };

/** Teams takes about 100 KB, other ways of posting 28 KB, both counted as UTF-16. */
const MOST_BYTES = 27 * 1024;

/** Bytes that the serialised card takes as UTF-16. */
export const sizeOf = (card: Card): number => JSON.stringify(card).length * 2;

/** Draws the view as fully as fits; lists say themselves how many more there are. */
export function fit(draw: (room: Room) => Card): Card {
  let room: Room | undefined = ROOMY;
  let card = draw(room);
  while (sizeOf(card) > MOST_BYTES && (room = findSmaller(room))) card = draw(room);
  return card;
}

/** Details go first, whole rows late, for a person can ask about a row that is still named. */
function findSmaller(room: Room): Room | undefined {
  const { rows, changes, facts, text } = room;
  if (changes > 12) return { ...room, changes: less(changes) };
  if (facts > 0) return { ...room, facts: less(facts) };
  if (text > 160) return { ...room, text: less(text) };
  if (changes > 1) return { ...room, changes: less(changes) };
  if (rows > 40) return { ...room, rows: less(rows) };
  if (text > 60) return { ...room, text: less(text) };
  if (rows > 1) return { ...room, rows: less(rows) };
  return text > 20 ? { ...room, text: less(text) } : undefined;
}

const less = (many: number): number => Math.floor(many * 0.8);

/** The rows to show, in their own order, and how many are left out; `first` ones are kept longest. */
export function choose<Row>(
  rows: readonly Row[],
  most: number,
  first: (row: Row) => boolean = () => false,
): { readonly shown: readonly Row[]; readonly left: number } {
  if (rows.length <= most) return { shown: rows, left: 0 };
  const preferred = rows.filter(first).slice(0, most);
  const others = rows.filter((row) => !first(row)).slice(0, most - preferred.length);
  const kept = new Set([...preferred, ...others]);
  const shown = rows.filter((row) => kept.has(row)).slice(0, most);
  return { shown, left: rows.length - shown.length };
}
