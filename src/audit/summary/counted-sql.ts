import { NONE } from '../lower.ts';
import type { AuditQuery, Dimension } from '../query.ts';
import { dimensionSql } from '../sql.ts';
import type { Bindings } from '../sql.ts';
import { TEXT_SQL } from '../sql/columns.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { bucketSql } from './buckets.ts';
import { measureSql } from './measure.ts';
import { dimensionsOf } from './parts.ts';
import type { Part } from './parts.ts';
import { columnsIn, groupedSql, idOf, setsOf, SPELLED, spelledIn } from './sets.ts';
import type { GroupingSet } from './sets.ts';

/** What one statement counts: groups, and buckets that begin at these instants (milliseconds). */
export interface Counting {
  readonly parts: readonly Part[];
  readonly starts: readonly number[];
}

/** Dimensions that are columns: strings with few values are then compared once for each of these. */
const COLUMNS: Partial<Record<Dimension, string>> = {
  user: TEXT_SQL.actor,
  message: TEXT_SQL.message,
  table: TEXT_SQL.table,
  environment: TEXT_SQL.environment,
  address: TEXT_SQL.address,
  result: TEXT_SQL.result,
  workload: TEXT_SQL.workload,
  record: TEXT_SQL.record,
  agent: TEXT_SQL.agent,
};

function keysSql({ query, definitions }: Asking, { parts }: Counting, binds: Bindings): string {
  const grouping = { zone: query.period.zone, definitions };
  const columns = dimensionsOf(parts).flatMap((dimension, place) => {
    const key = COLUMNS[dimension] ?? dimensionSql(dimension, grouping, binds);
    const spelled = SPELLED[dimension];
    return [
      `${key} as "k${place}"`,
      ...(spelled === undefined ? [] : [`${spelled} as "s${place}"`]),
    ];
  });
  return columns.join(', ');
}

/** The matching records, with what they are grouped by. */
function foundSql(asking: Asking, counting: Counting, binds: Bindings): string {
  const { period } = asking.query;
  return `select ${keysSql(asking, counting, binds)}, "split", "action", "actor", "entity", "address",
    ${bucketSql(counting.starts, Date.parse(period.to), binds)} as "bucket"
    from records where ${whereSql(asking, period, binds)}`;
}

/**
 * One row for each action that was logged in parts. These are alike as a rule; `mixed` are those that
 * are not, which one row cannot stand for.
 */
function partedSql(sets: readonly GroupingSet[]): string {
  const keys = columnsIn(sets, 'keys');
  const one = [
    ...keys.map((key) => `any_value(${key}) as ${key}`),
    ...spelledIn(sets).map((name) => `min(${name}) as ${name}`),
  ];
  return `select "action", ${one.join(', ')}, count(*) as "parts", min("alike") <> max("alike") as "mixed"
    from (select *, hash(${keys.join(', ')}) as "alike" from found where "split") group by "action"`;
}

const ONE = { records: 'count(*)', count: 'count(*)' };
const MIXED = 'found where "split" and "action" in (select "action" from parted where "mixed")';

/** Telling actions apart is dear, so it is done only for those whose parts are not alike: next to none. */
function countsSql({ count }: AuditQuery, sets: readonly GroupingSet[]): string {
  if (count === 'records') return groupedSql(sets, 'written', { ...ONE, from: 'found' });
  // One user who is spelled in two ways is one user: these cannot be added up.
  if (count !== 'actions')
    return groupedSql(sets, 'keys', { ...ONE, count: measureSql(count), from: 'found' });
  return [
    groupedSql(sets, 'written', { ...ONE, from: 'found where not "split"' }),
    groupedSql(sets, 'keys', { ...ONE, records: 'sum("parts")', from: 'parted where not "mixed"' }),
    groupedSql(sets, 'keys', { ...ONE, count: 'count(distinct "action")', from: MIXED }),
  ].join(' union all ');
}

/** The first group is in the order asked for, all others have the most first. */
function orderSql({ by, order }: AuditQuery, sets: readonly GroupingSet[]): string {
  const [asked] = sets;
  if (by.length === 0 || order === 'most' || asked === undefined) return '"count" desc';
  return `case "part" when ${idOf(asked, sets)} then "count" else -"count" end`;
}

/**
 * The statement behind a summary. Of groups only the rows that are shown come back, each with the
 * number of keys in all, and those for what was not said, which the notes need.
 */
export function countedSql(asking: Asking, counting: Counting, binds: Bindings): string {
  const { query } = asking;
  const sets = setsOf(counting.parts);
  const whole = sets.slice(-2).map((set) => idOf(set, sets));
  return `with found as not materialized (${foundSql(asking, counting, binds)}),
    parted as (${partedSql(sets)}),
    counts as (${countsSql(query, sets)}),
    named as (select "part", "key", min("shown") as "shown", sum("records") as "records",
      sum("count") as "count" from counts group by all),
    ranked as (select *, count(*) over (partition by "part") as "keys", row_number() over (
      partition by "part" order by ${orderSql(query, sets)}, "shown") as "place" from named)
    select "part"::int as "part", "shown", "records"::double as "records",
      "count"::double as "count", "keys"::double as "keys", "place"::double as "place"
    from ranked where "place" <= ${binds.bind(query.limit)} or "part" in (${whole.join(', ')})
      or "key" in ('${NONE}', 'unknown') order by "part", "place"`;
}
