import type { Cells } from '../reader.ts';
import { bindings } from '../sql.ts';
import type { Asking } from './asking.ts';
import { numberIn, textIn } from './cells.ts';
import { countedSql } from './counted-sql.ts';
import type { Counting } from './counted-sql.ts';
import { idOf, setsOf } from './sets.ts';

/** One number of a summary: of a key of a group, of a point of the series, or of the whole. */
export interface Counted {
  readonly key: string;
  readonly count: number;
  readonly records: number;
  /** Different keys of the group, shown or not. */
  readonly keys: number;
  /** Its place in the order of the group, from 1. */
  readonly place: number;
}

/** All numbers that one scan of the matching records gives, by the name of the group. */
export async function countedBy(
  asking: Asking,
  counting: Counting,
): Promise<(name: string) => readonly Counted[]> {
  const binds = bindings(asking.query.period);
  const rows = await asking.reader.rows(countedSql(asking, counting, binds), binds.values);
  const byPart = Map.groupBy(rows, (row) => numberIn(row, 'part'));
  const sets = setsOf(counting.parts);
  return (name) => {
    const set = sets.find((one) => one.name === name);
    return (set === undefined ? [] : (byPart.get(idOf(set, sets)) ?? [])).map(countedOf);
  };
}

const countedOf = (row: Cells): Counted => ({
  key: textIn(row, 'shown'),
  count: numberIn(row, 'count'),
  records: numberIn(row, 'records'),
  keys: numberIn(row, 'keys'),
  place: numberIn(row, 'place'),
});
