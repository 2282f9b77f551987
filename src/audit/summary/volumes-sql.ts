import { all, any } from '../condition.ts';
import type { Condition } from '../condition.ts';
import { kindsOf } from '../lower.ts';
import type { Span } from '../reader.ts';
import { sqlOf } from '../sql.ts';
import type { Bindings } from '../sql.ts';
import { daysBefore, whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { bucketSql } from './buckets.ts';
import { columnsOf } from './columns.ts';
import { NAMED } from './finding.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { Volume } from './thresholds.ts';

const { usualDays, historyDays, most } = THRESHOLDS;

/** The period, and the days before it as far as their records are known. */
export function volumeSpan({ query, span }: Pick<Asking, 'query' | 'span'>): Span {
  const { from, to } = query.period;
  const known = Math.max(Date.parse(daysBefore(from, usualDays)), Date.parse(span.from));
  return { from: new Date(Math.min(known, Date.parse(from))).toISOString(), to };
}

/** Which records a volume is made of. */
export function conditionFor(
  { verbs, messages }: Volume,
  { definitions }: Pick<Asking, 'definitions'>,
): Condition {
  const kinds = kindsOf('verb', definitions).filter(({ key }) => verbs.includes(key));
  const each = any(...kinds.map(({ condition }) => condition));
  return messages === undefined
    ? each
    : all(each, { kind: 'is', column: 'message', values: messages });
}

/** The days of one volume, each with the numbers that decide about it. */
function volumeSql({ least, times, withoutHistory }: Volume, place: number, binds: Bindings) {
  const [low, factor, fixed] = [least, times, withoutHistory].map((each) => binds.bind(each));
  return `select "actor", "day", ${place} as "volume", "v${place}" as "amount", ${low}::double as "least",
    ${factor}::double as "times", ${fixed}::double as "fixed" from days where "v${place}" > 0`;
}

/**
 * Amounts of each user and day (a record stands for as many as it names, or for itself). Kinds of
 * records are added up before it is asked which of them count: there are few kinds, and many records.
 * Each amount is held against the median of the user's own days before it. Of a user's days only the
 * one that is furthest beyond its threshold comes back, with the number of the others.
 */
export function volumesSql(
  asking: Asking,
  volumes: readonly Volume[],
  { starts, first }: { readonly starts: readonly number[]; readonly first: number },
  binds: Bindings,
): string {
  const span = volumeSpan(asking);
  const sums = volumes.map((volume, place) => {
    const condition = sqlOf(conditionFor(volume, asking), binds);
    return `sum(case when ${condition} then "amount" else 0 end) as "v${place}"`;
  });
  const columns = columnsOf(any(...volumes.map((volume) => conditionFor(volume, asking))));
  const keys = [...new Set(['"actor"', ...columns])].join(', ');
  return `with kinds as (
      select ${keys}, ${bucketSql(starts, Date.parse(span.to), binds)} as "day",
        sum(greatest("touched", 1)) as "amount"
      from records where ${whereSql(asking, span, binds)} group by all),
    days as materialized (select "actor", "day", ${sums.join(', ')} from kinds where ${NAMED} group by all),
    amounts as (${volumes.map((volume, place) => volumeSql(volume, place, binds)).join(' union all ')}),
    large as (select distinct "actor", "volume" from amounts
      where "day" >= ${binds.bind(first)} and "amount" >= "least"),
    usual as (select *, median("amount") over earlier as "usual", count(*) over earlier as "days"
      from amounts semi join large using ("actor", "volume")
      window earlier as (partition by "actor", "volume" order by "day"
        range between ${usualDays} preceding and 1 preceding)),
    judged as (select *, case when "days" >= ${historyDays} then greatest("least", "times" * "usual")
      else "fixed" end as "threshold" from usual where "day" >= ${binds.bind(first)}),
    beyond as (select *, "amount" / "threshold" as "strength", count(*) over each as "often",
        row_number() over (partition by "actor", "volume" order by "amount" / "threshold" desc, "day") as "place"
      from judged where "amount" >= "threshold"
      window each as (partition by "actor", "volume"))
    select "actor", "day"::int as "day", "volume"::int as "volume", "amount"::double as "amount",
      "usual"::double as "usual", "days"::int as "days", "strength"::double as "strength",
      "often"::int as "often"
    from beyond where "place" = 1 order by "strength" desc, "actor", "volume" limit ${binds.bind(most)}`;
}
