import { not } from '../condition.ts';
import { conditionOf } from '../lower.ts';
import type { Cells } from '../reader.ts';
import type { WorkingHours } from '../definitions.ts';
import { bindings, sqlOf } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { numberIn, textIn } from './cells.ts';
import { NAMED, numbered, ofPeople } from './finding.ts';
import type { About, Finding } from './finding.ts';
import { narrowed } from './narrowed.ts';
import { THRESHOLDS } from './thresholds.ts';

const { outside, most } = THRESHOLDS;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** `Mon, Tue, Wed, Thu, Fri 08:00–18:00`. */
export const hoursInWords = ({ days, from, to }: WorkingHours): string =>
  `${days.map((day) => DAYS[day - 1]).join(', ')} ${clock(from)}–${clock(to)}`;

const percent = (part: number, whole: number): number => Math.round((100 * part) / whole);

function statement(asking: Asking) {
  const { query, definitions } = asking;
  const binds = bindings(query.period);
  const working = { field: 'hours', is: true, values: ['working hours'] } as const;
  const atWork = conditionOf({ ...query, filters: [working] }, definitions);
  const sql = `select "actor", count(*)::double as "all",
      (count(*) filter (${sqlOf(not(atWork), binds)}))::double as "outside"
    from records where ${whereSql(asking, query.period, binds, ofPeople(asking))} and ${NAMED}
    group by "actor" having "outside" >= ${binds.bind(outside.least)}
      and "outside" >= "all" * ${binds.bind(outside.share)}::double
    order by "outside" desc, "actor" limit ${binds.bind(most)}`;
  return { sql, values: binds.values };
}

/** From `actor`, `all` records and those `outside` of working hours. */
export function hoursFinding({ query, definitions }: About, row: Cells): Finding {
  const user = textIn(row, 'actor');
  const [late, all] = [numberIn(row, 'outside'), numberIn(row, 'all')];
  const hours = `${hoursInWords(definitions.workingHours)} (${query.period.zone})`;
  return {
    strength: Math.min(late / outside.least, late / all / outside.share),
    outlier: {
      rule: 'outside working hours',
      says: `At least ${outside.least} records, and at least ${outside.share * 100} % of the user's records, outside of ${hours}. Background records are left out unless they are asked for.`,
      about: user,
      found: `${numbered(late)} of ${numbered(all)} records of ${user} (${percent(late, all)} %) are outside of ${hours}.`,
      value: late,
      filters: narrowed(query, { user: [user], hours: ['outside working hours'] }),
    },
  };
}

/** Users who are often active when nobody has to be; nothing where the question is about hours anyway. */
export async function outsideHours(asking: Asking): Promise<readonly Finding[]> {
  if (asking.query.filters.some(({ field, is }) => field === 'hours' && is)) return [];
  const { sql, values } = statement(asking);
  const rows = await asking.reader.rows(sql, values);
  return rows.map((row) => hoursFinding(asking, row));
}
