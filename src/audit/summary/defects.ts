import type { Defects } from '../figures.ts';
import { NONE } from '../lower.ts';
import { bindings, sqlOf } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { numberIn } from './cells.ts';
import type { Counted } from './counted.ts';

const recordsOf = (rows: readonly Counted[], ...keys: readonly string[]): number =>
  rows.filter(({ key }) => keys.includes(key)).reduce((sum, { records }) => sum + records, 0);

/** Of the matching records those with a defect that one record shows by itself. */
async function flaggedIn(asking: Asking) {
  const { query, definitions, reader } = asking;
  const binds = bindings(query.period);
  const noise = sqlOf(definitions.noise.condition, binds);
  const sql = `select count(*) filter ("split")::double as "split",
      count(*) filter ("secured")::double as "secured",
      count(*) filter ("touched" > 0)::double as "bounded", count(*) filter (${noise})::double as "noise"
    from records where ${whereSql(asking, query.period, binds)}`;
  const [row = {}] = await reader.rows(sql, binds.values);
  return {
    split: numberIn(row, 'split'),
    secured: numberIn(row, 'secured'),
    lowerBounds: numberIn(row, 'bounded'),
    noise: numberIn(row, 'noise'),
  };
}

/** Known defects of the data among the matching records. */
export async function defectsOf(
  asking: Asking,
  part: (name: string) => readonly Counted[],
): Promise<Defects> {
  return {
    ...(await flaggedIn(asking)),
    unknownActor: recordsOf(part('user'), NONE, 'unknown'),
    withoutAddress: recordsOf(part('address'), NONE),
  };
}
