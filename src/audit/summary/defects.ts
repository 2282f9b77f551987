import type { Defects } from '../figures.ts';
import { NONE } from '../lower.ts';
import { bindings } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { numberIn } from './cells.ts';
import type { Counted } from './counted.ts';

const FLAGS = ['split', 'secured', 'bounded'] as const;
type Flag = (typeof FLAGS)[number];

/** Records of a combination of flags come as `0 1 0`, in the order of the statement. */
function recordsWith(flags: readonly Counted[], flag: Flag): number {
  const having = flags.filter(({ key }) => key.split(' ')[FLAGS.indexOf(flag)] === '1');
  return having.reduce((sum, { records }) => sum + records, 0);
}

const recordsOf = (rows: readonly Counted[], ...keys: readonly string[]): number =>
  rows.filter(({ key }) => keys.includes(key)).reduce((sum, { records }) => sum + records, 0);

/** Background records among the matching ones. */
async function noiseIn(asking: Asking, records: number): Promise<number> {
  const { query, definitions, reader } = asking;
  const filter = query.filters.find(({ field }) => field === 'noise');
  if (filter !== undefined) return filter.is ? records : 0;
  const binds = bindings(query.period);
  const where = whereSql(asking, query.period, binds, definitions.noise.condition);
  const sql = `select count(*)::double as "noise" from records where ${where}`;
  const [row = {}] = await reader.rows(sql, binds.values);
  return numberIn(row, 'noise');
}

/** Known defects of the data among the matching records, most of them from what was counted anyway. */
export async function defectsOf(
  asking: Asking,
  part: (name: string) => readonly Counted[],
): Promise<Defects> {
  const flags = part('flags');
  const records = flags.reduce((sum, each) => sum + each.records, 0);
  return {
    noise: records === 0 ? 0 : await noiseIn(asking, records),
    unknownActor: recordsOf(part('user'), NONE, 'unknown'),
    withoutAddress: recordsOf(part('address'), NONE),
    split: recordsWith(flags, 'split'),
    lowerBounds: recordsWith(flags, 'bounded'),
    secured: recordsWith(flags, 'secured'),
  };
}
