import { NONE } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import { dimensionSql, sqlOf } from '../sql.ts';
import type { Bindings } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { bucketSql } from './buckets.ts';
import { measureSql } from './measure.ts';
import { dimensionsOf } from './parts.ts';
import type { Part } from './parts.ts';
import { bySetSql, idOf, setsOf, SPELLED, toldBy } from './sets.ts';
import type { GroupingSet } from './sets.ts';

/** What one statement counts: groups, and buckets that begin at these instants (milliseconds). */
export interface Counting {
  readonly parts: readonly Part[];
  readonly starts: readonly number[];
}

function keysSql({ query, definitions }: Asking, { parts }: Counting, binds: Bindings): string {
  const grouping = { zone: query.period.zone, definitions };
  const columns = dimensionsOf(parts).flatMap((dimension, place) => {
    const key = `${dimensionSql(dimension, grouping, binds)} as "k${place}"`;
    const spelled = SPELLED[dimension];
    if (spelled === undefined) return [key];
    return [key, `case when ${spelled} = '' then '${NONE}' else ${spelled} end as "s${place}"`];
  });
  return columns.join(', ');
}

/** The matching records, with what they are grouped by. */
function foundSql(asking: Asking, counting: Counting, binds: Bindings): string {
  const { query, definitions } = asking;
  return `select ${keysSql(asking, counting, binds)},
    "split", "action", "actor", "entity", "address", "secured", "touched" > 0 as "bounded",
    ${sqlOf(definitions.noise.condition, binds)} as "noise",
    ${bucketSql(counting.starts, Date.parse(query.period.to), binds)} as "bucket"
    from records where ${whereSql(asking, query.period, binds)}`;
}

/** Counts all sets in one scan. */
function groupedSql(sets: readonly GroupingSet[], count: string): string {
  const columns = [...new Set(sets.flatMap(({ keys, spelled }) => [...keys, ...spelled]))];
  const each = sets.map(({ keys, spelled }) => `(${[...keys, ...spelled].join(', ')})`);
  return `select grouping_id(${toldBy(sets).join(', ')}) as "part", ${columns.join(', ')},
    count(*) as "records", ${count} as "count"
    from found group by grouping sets (${each.join(', ')})`;
}

/** The same for the parts of split actions alone: they are few, and telling them apart is dear. */
function splitSql(sets: readonly GroupingSet[]): string {
  const spelled = sets.flatMap((set) => set.spelled).map((column) => `null as ${column}`);
  const columns = [...new Set([...sets.flatMap(({ keys }) => keys), ...spelled])];
  const each = sets.map(({ keys }) => `(${keys.join(', ')})`);
  return `select grouping_id(${toldBy(sets).join(', ')}) as "part", ${columns.join(', ')},
    0 as "records", count(distinct "action") as "count"
    from found where "split" group by grouping sets (${each.join(', ')})`;
}

function countsSql({ count }: AuditQuery, sets: readonly GroupingSet[]): string {
  if (count !== 'actions') return groupedSql(sets, measureSql(count));
  return `${groupedSql(sets, 'count(*) filter (not "split")')} union all by name ${splitSql(sets)}`;
}

/** The first group is in the order asked for, all others have the most first. */
function orderSql({ by, order }: AuditQuery, sets: readonly GroupingSet[]): string {
  const [asked] = sets;
  if (by.length === 0 || order === 'most' || asked === undefined) return '"count" desc';
  return `case "part" when ${idOf(asked, toldBy(sets))} then "count" else -"count" end`;
}

/**
 * The statement behind a summary. Of groups only the rows that are shown come back, each with the
 * number of keys in all, and those for what was not said, which the notes need.
 */
export function countedSql(asking: Asking, counting: Counting, binds: Bindings): string {
  const sets = setsOf(counting.parts);
  const whole = sets.slice(-3).map((set) => idOf(set, toldBy(sets)));
  return `with found as not materialized (${foundSql(asking, counting, binds)}),
    counts as (${countsSql(asking.query, sets)}),
    named as (select "part", ${bySetSql(sets, 'key')} as "key",
      min(${bySetSql(sets, 'shown')}) as "shown",
      sum("records") as "records", sum("count") as "count" from counts group by all),
    ranked as (select *, count(*) over (partition by "part") as "keys", row_number() over (
      partition by "part" order by ${orderSql(asking.query, sets)}, "shown") as "place" from named)
    select "part"::int as "part", "shown", "records"::double as "records",
      "count"::double as "count", "keys"::double as "keys", "place"::double as "place"
    from ranked where "place" <= ${binds.bind(asking.query.limit)} or "part" in (${whole.join(', ')})
      or "key" in ('${NONE}', 'unknown') order by "part", "place"`;
}
