import { NONE } from '../lower.ts';
import type { Dimension } from '../query.ts';
import { dimensionsOf, JOINT } from './parts.ts';
import type { Part } from './parts.ts';

/** One of the grouping sets that are counted in a single scan. */
export interface GroupingSet {
  readonly name: string;
  readonly keys: readonly string[];
  /** The same keys as they were delivered. */
  readonly written: readonly string[];
}
export type Spelling = 'keys' | 'written';

/** Names that are compared without regard to case and shown as they were delivered. */
export const SPELLED: Partial<Record<Dimension, string>> = {
  message: '"message"',
  agent: '"agent"',
  workload: '"workload"',
};

function setOf({ by, dimensions }: Part, all: readonly Dimension[]): GroupingSet {
  const place = (dimension: Dimension) => all.indexOf(dimension);
  return {
    name: by,
    keys: dimensions.map((each) => `"k${place(each)}"`),
    written: dimensions.map((each) => `"${SPELLED[each] === undefined ? 'k' : 's'}${place(each)}"`),
  };
}

const plain = (name: string, keys: readonly string[]): GroupingSet => ({
  ...{ name, keys, written: keys },
});

/** A set for each group, and those for the points of the series and for the whole. */
export const setsOf = (parts: readonly Part[]): readonly GroupingSet[] => [
  ...parts.map((part) => setOf(part, dimensionsOf(parts))),
  plain('points', ['"bucket"']),
  plain('all', []),
];

/** All keys of the sets, each once; in the same order in both spellings. */
export const columnsIn = (sets: readonly GroupingSet[], spelling: Spelling): readonly string[] => [
  ...new Set(sets.flatMap((set) => set[spelling])),
];

/** What `grouping_id` says for a set: a bit for each key that it does not group by. */
export const idOf = ({ keys }: GroupingSet, sets: readonly GroupingSet[]): number =>
  columnsIn(sets, 'keys').reduce((id, key) => id * 2 + (keys.includes(key) ? 0 : 1), 0);

const orNone = (text: string): string => `case when ${text} = '' then '${NONE}' else ${text} end`;

/** By the set that a row belongs to: its keys as one text. */
function textSql(
  sets: readonly GroupingSet[],
  spelling: Spelling,
  form: (column: string) => string,
): string {
  const whens = sets.map((set) => {
    const texts = set[spelling].map((column) => orNone(form(`${column}::varchar`)));
    const text = texts.length === 0 ? "''" : texts.join(` || '${JOINT}' || `);
    return `when ${idOf(set, sets)} then ${text}`;
  });
  return `case "part" ${whens.join(' ')} end`;
}

const isSpelled = (column: string): boolean => column.startsWith('"s');
const asWritten = (column: string): string => column;
const folded = (column: string): string => (isSpelled(column) ? `lower(${column})` : column);

/** Columns that only tell how keys were spelled. */
export const spelledIn = (sets: readonly GroupingSet[]): readonly string[] =>
  columnsIn(sets, 'written').filter(isSpelled);

export interface Counts {
  readonly records: string;
  readonly count: string;
  readonly from: string;
}

/**
 * Counts all sets over a relation in one scan, by their keys or by these as they were delivered. What is
 * not said is named only now, and names are folded only now: there are few keys and many records, whose
 * strings stay coded while they are counted.
 */
export function groupedSql(
  sets: readonly GroupingSet[],
  spelling: Spelling,
  { records, count, from }: Counts,
): string {
  const columns = columnsIn(sets, spelling).join(', ');
  const each = sets.map((set) => `(${set[spelling].join(', ')})`).join(', ');
  const spelled = spelling === 'keys' ? spelledIn(sets) : [];
  const names = spelled.map((column) => `min(${column}) as ${column},`).join(' ');
  return `select "part", ${textSql(sets, spelling, folded)} as "key",
      ${textSql(sets, 'written', asWritten)} as "shown", "records", "count"
    from (select grouping_id(${columns}) as "part", ${columns}, ${names} ${records} as "records",
      ${count} as "count" from ${from} group by grouping sets (${each}))`;
}
