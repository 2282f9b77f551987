import { join } from 'node:path';
import type { Segment } from './catalogue.ts';
import { withWhole } from './damage.ts';
import type { Session } from './engine.ts';
import { newTable } from './lots.ts';
import { quoted, quotedList } from './quoted.ts';
import type { Storing } from './storing.ts';

/**
 * Actions that were logged in several parts. Both of a record's columns `split` and `action` serve
 * to count actions exactly while looking at the hashes of few records only.
 */
export interface Shared {
  /** A table `action, day`: those that more than one record has, of the days of a lot. */
  readonly table: string;
  /** Segments that hold a part which was thought to be alone. */
  readonly rewrite: readonly Segment[];
}

export async function sharedOf(
  storing: Storing,
  session: Session,
  {
    lot,
    fresh,
    days,
  }: { readonly lot: string; readonly fresh: string; readonly days: readonly string[] },
): Promise<Shared> {
  const table = newTable('shared');
  await session.run(
    `create table ${table} as select action, "at"::date as day, count(*) as many
      from ${lot} semi join ${fresh} using (ordinal) where action <> 0 group by all`,
  );
  const met = newTable('met');
  await session.run(`create table ${met} (action bigint, day date, file varchar, lone boolean)`);
  const rewrite = await partners(storing, session, { table, met, days });
  await session.run(
    `delete from ${table} as one where many = 1 and not exists (select 1 from ${met} as other
      where other.action = one.action and other.day = one.day)`,
  );
  await session.run(`drop table ${met}`);
  return { table, rewrite };
}

async function partners(
  { engine, standing, log }: Storing,
  session: Session,
  {
    table,
    met,
    days,
  }: { readonly table: string; readonly met: string; readonly days: readonly string[] },
): Promise<readonly Segment[]> {
  const [{ some = 0 } = {}] = await session.rows(`select count(*)::int as some from ${table}`);
  if (Number(some) === 0) return [];
  const path = ({ file }: Segment) => join(engine.folder, file);
  const damaged = await withWhole(engine, session, standing.of(days), async (segments) => {
    await session.run(`delete from ${met}`);
    if (segments.length > 0)
      await session.run(
        `insert into ${met} select action, day, filename, bool_or(not split)
          from (select action, "at"::date as day, filename, split
            from read_parquet(${quotedList(segments.map(path))}, filename = true,
              hive_partitioning = false))
          semi join ${table} using (action, day) group by all`,
      );
  });
  const lone = await session.rows(`select distinct file from ${met} where lone`);
  const files = new Set(lone.map(({ file }) => file));
  for (const { segment } of damaged) log.warn({ segment }, 'A damaged segment was passed over.');
  return standing.of(days).filter((one) => files.has(path(one)) && !damaged.includes(one));
}

/** An action may go on after midnight, where its other part is not looked for. */
export const NEAR_MIDNIGHT = `("at" < date_trunc('day', "at") + interval 5 minute
  or "at" >= date_trunc('day', "at") + interval 1435 minute)`;

export const splitSql = ({ table }: Shared, day: string): string =>
  `(action <> 0 and (${NEAR_MIDNIGHT}
    or action in (select action from ${table} where day = ${quoted(day)}::date)))`;
