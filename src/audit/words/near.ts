import { VOCABULARY, keyOf } from './lexicon.ts';
import { TABLE_NAMES } from './tables.ts';

/** Names that occur in the tenant's records, for suggestions. */
export interface Names {
  readonly users?: readonly string[];
  readonly tables?: readonly string[];
  readonly messages?: readonly string[];
  readonly environments?: readonly string[];
}

export interface UnknownWord {
  readonly word: string;
  readonly suggestions: readonly string[];
}

const MOST = 5;

/** Letters to change, add, leave out or swap with a neighbour to get from one word to the other. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const [last = [], beforeLast = []] = [rows[row - 1], rows[row - 2]];
    const cells = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const cost = [
        (last[column] ?? 0) + 1,
        (cells[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        ...(row > 1 && column > 1 && swapped ? [(beforeLast[column - 2] ?? 0) + 1] : []),
      ];
      cells.push(Math.min(...cost));
    }
    rows.push(cells);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}

/** Short words must be very alike to be meant. */
const allowed = (word: string): number => (word.length < 4 ? 0 : word.length < 7 ? 1 : 2);

function near(word: string, choices: readonly string[]): readonly string[] {
  const most = allowed(word);
  return choices
    .filter((choice) => Math.abs(choice.length - word.length) <= most)
    .map((choice) => ({ choice, far: distance(word, choice.toLowerCase()) }))
    .filter(({ far }) => far > 0 && far <= most)
    .sort((a, b) => a.far - b.far || (a.choice < b.choice ? -1 : 1))
    .map(({ choice }) => choice);
}

/** Addresses of people whose name may be this one: `Bob` may be `bob.ruiz@contoso.com`. */
const peopleLike = (word: string, users: readonly string[]): readonly string[] =>
  users.filter((user) =>
    user
      .toLowerCase()
      .split('@')[0]
      ?.split(/[._+-]/u)
      .includes(word),
  );

const holds = (word: string, names: readonly string[]): readonly string[] =>
  word.length < 4 ? [] : names.filter((name) => name.toLowerCase().includes(word));

// Names come from records: what is long or not one plain word is not worth offering.
const decent = (names: readonly string[] | undefined): readonly string[] =>
  (names ?? []).filter((name) => /^[\w.@+-]{2,80}$/u.test(name)).slice(0, 5000);

const TIME_WORDS =
  'today yesterday monday tuesday wednesday thursday friday saturday sunday january february march ' +
  'april june july august september october november december last week month quarter year since until';

/** What may have been meant by a word. */
export function unknownWord(word: string, names: Names = {}): UnknownWord {
  const key = keyOf(word);
  const tables = [...decent(names.tables), ...TABLE_NAMES];
  const suggestions = [
    ...peopleLike(key, decent(names.users)),
    ...near(key, [...VOCABULARY, ...TIME_WORDS.split(' ')]),
    ...near(key, [...tables, ...decent(names.messages)]),
    ...holds(key, [
      ...decent(names.messages),
      ...decent(names.environments),
      ...decent(names.tables),
    ]),
  ];
  return { word, suggestions: [...new Set(suggestions)].slice(0, MOST) };
}

/** A table by its form that nobody has seen, while one that is nearly the same is known. */
export function misspeltTable(table: string, names: Names): boolean {
  const known = decent(names.tables).map((name) => name.toLowerCase());
  return !known.includes(table) && near(table, known).length > 0;
}
