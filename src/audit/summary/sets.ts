import { NONE } from '../lower.ts';
import type { Dimension } from '../query.ts';
import { dimensionsOf, JOINT } from './parts.ts';
import type { Part } from './parts.ts';

/** One of the grouping sets that are counted in a single scan. */
export interface GroupingSet {
  readonly name: string;
  readonly keys: readonly string[];
  /** Columns that only tell how the keys were spelled. */
  readonly spelled: readonly string[];
  /** Expressions over its columns: the key, and how it is shown. */
  readonly key: string;
  readonly shown: string;
}

/** Names are compared without regard to case and shown as they were delivered. */
export const SPELLED: Partial<Record<Dimension, string>> = {
  message: '"message"',
  agent: '"agent"',
  workload: '"workload"',
};

const FLAGS = ['"split"', '"secured"', '"bounded"'];

// Here and not while records are scanned: there are few keys, and many records.
const orNone = (column: string): string =>
  `case when ${column} = '' then '${NONE}' else ${column} end`;
const joined = (columns: readonly string[]): string =>
  columns.map(orNone).join(` || '${JOINT}' || `);

function setOf({ by, dimensions }: Part, all: readonly Dimension[]): GroupingSet {
  const places = dimensions.map((each) => ({ at: all.indexOf(each), spelled: SPELLED[each] }));
  const keys = places.map(({ at }) => `"k${at}"`);
  const shown = places.map(({ at, spelled }) => (spelled === undefined ? `"k${at}"` : `"s${at}"`));
  const spelled = shown.filter((column) => !keys.includes(column));
  return { name: by, keys, spelled, key: joined(keys), shown: joined(shown) };
}

const plain = (name: string, keys: readonly string[], key: string): GroupingSet => {
  return { name, keys, spelled: [], key, shown: key };
};

/** A set for each group, and those for the points of the series, the defects and the whole. */
export const setsOf = (parts: readonly Part[]): readonly GroupingSet[] => [
  ...parts.map((part) => setOf(part, dimensionsOf(parts))),
  plain('points', ['"bucket"'], '"bucket"::varchar'),
  plain('flags', FLAGS, `concat_ws(' ', ${FLAGS.map((flag) => `${flag}::int`).join(', ')})`),
  plain('all', [], "''"),
];

/**
 * Columns that tell the sets apart, the one for the flags last; these are always grouped together, so
 * one of them will do.
 */
export const toldBy = (sets: readonly GroupingSet[]): readonly string[] => [
  ...new Set(sets.flatMap(({ name, keys }) => (name === 'flags' ? [] : keys))),
  '"secured"',
];

/** What `grouping_id` says for a set: a bit for each column that it does not group by. */
export const idOf = ({ keys }: GroupingSet, told: readonly string[]): number =>
  told.reduce((id, column) => id * 2 + (keys.includes(column) ? 0 : 1), 0);

/** An expression by the set that a row belongs to. */
export function bySetSql(sets: readonly GroupingSet[], of: 'key' | 'shown'): string {
  const told = toldBy(sets);
  const whens = sets.map((set) => `when ${idOf(set, told)} then ${set[of]}`);
  return `case "part" ${whens.join(' ')} end`;
}
