import { all, any, not } from '../condition.ts';
import { kindsOf } from '../lower.ts';
import type { Cells } from '../reader.ts';
import { bindings } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { findInstantIn, numberIn, textIn } from './cells.ts';
import { NAMED, numbered, ofPeople } from './finding.ts';
import type { About, Finding } from './finding.ts';
import { narrowed } from './narrowed.ts';
import { THRESHOLDS } from './thresholds.ts';

/** The report on bulk actions has only bulk messages: bursts are what it must show besides. */
const BULK_REPORT = 'performed bulk actions';

/** Bursts are looked for beyond the report on bulk actions, which cannot have them in its filter. */
export function widened<T extends About>(about: T): T {
  const { query } = about;
  const filters = query.filters.filter(
    ({ field, is, values }) => !(field === 'report' && is && values.includes(BULK_REPORT)),
  );
  return { ...about, query: { ...query, filters } };
}

/** Deeds on one record each. */
export function single({ definitions }: About) {
  const kinds = kindsOf('verb', definitions);
  const of = (...keys: readonly string[]) =>
    any(...kinds.filter(({ key }) => keys.includes(key)).map(({ condition }) => condition));
  return all(of(...definitions.bursts.verbs), not(of('bulk')));
}

function statement(asking: Asking) {
  const { query, definitions } = asking;
  const { count, minutes } = definitions.bursts;
  const binds = bindings(query.period);
  const where = whereSql(asking, query.period, binds, all(single(asking), ofPeople(asking)));
  const stretch = binds.bind(minutes * 60_000);
  // A burst lies in at most two stretches of its length, and one of them has half of it: only these
  // and their neighbours are looked at record by record.
  const sql = `with single as not materialized (select "actor", "environment", "at",
      epoch_ms("at") // ${stretch}::bigint as "slot" from records where ${where}),
    busy as (select "actor", "environment", "slot" from single group by all
      having count(*) >= ${binds.bind(Math.ceil(count / 2))}),
    near as (select distinct "actor", "environment", unnest(["slot" - 1, "slot", "slot" + 1]) as "slot"
      from busy where ${NAMED}),
    windows as (select "actor", "environment", "at", count(*) over (
      partition by "actor", "environment" order by "at"
      range between to_minutes(${binds.bind(minutes)}::bigint) preceding and current row) as "within"
      from single semi join near using ("actor", "environment", "slot"))
    select "actor", "environment", max("within")::double as "most",
      epoch_ms(arg_max("at", "within")) as "at"
    from windows group by all having max("within") >= ${binds.bind(count)}
    order by "most" desc, "actor", "environment" limit ${binds.bind(THRESHOLDS.most)}`;
  return { sql, values: binds.values };
}

/** From `actor`, `environment`, the `most` deeds in one stretch and `at` when it ended. */
export function burstFinding({ query, definitions }: About, row: Cells): Finding {
  const { count, minutes, verbs } = definitions.bursts;
  const [user, environment] = [textIn(row, 'actor'), textIn(row, 'environment')];
  const value = numberIn(row, 'most');
  const at = findInstantIn(row, 'at') ?? '';
  return {
    strength: value / count,
    outlier: {
      rule: 'bursts',
      says: `At least ${numbered(count)} single deeds (${verbs.join(', ')}) of one user in one environment within ${minutes} minutes. Background records are left out unless they are asked for.`,
      about: user,
      found: `${user} did ${numbered(value)} single deeds within ${minutes} minutes up to ${at}${environment === '' ? '' : ` in ${environment}`}.`,
      value,
      filters: narrowed(query, {
        user: [user],
        verb: verbs,
        ...(environment === '' ? {} : { environment: [environment] }),
      }),
    },
  };
}

/** Many single deeds in a short time, as from a script: no one record shows that. */
export async function bursts(asking: Asking): Promise<readonly Finding[]> {
  const wide = widened(asking);
  const { sql, values } = statement(wide);
  const rows = await asking.reader.rows(sql, values);
  return rows.map((row) => burstFinding(wide, row));
}
