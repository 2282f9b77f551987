import { join } from 'node:path';
import type { Segment } from './catalogue.ts';
import { withWhole } from './damage.ts';
import type { Session } from './engine.ts';
import { NEARBY } from './fresh.ts';
import { newTable } from './lots.ts';
import { quotedList } from './quoted.ts';
import type { Storing } from './storing.ts';

/**
 * Actions that were logged in several parts. Both of a record's columns `split` and `action` serve
 * to count actions exactly while looking at the hashes of few records only.
 */
export interface Shared {
  /** A table `action`: those of a lot that more than one record has. */
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
    `create table ${table} as select action, count(*) as many
      from ${lot} semi join ${fresh} using (ordinal) where action <> 0 group by all`,
  );
  const met = newTable('met');
  await session.run(`create table ${met} (action bigint, file varchar, lone boolean)`);
  const rewrite = await partners(storing, session, { table, met, days });
  await session.run(
    `delete from ${table} where many = 1 and action not in (select action from ${met})`,
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
  const near = standing.around(days, NEARBY);
  const damaged = await withWhole(engine, session, near, async (segments) => {
    await session.run(`delete from ${met}`);
    if (segments.length > 0)
      await session.run(
        `insert into ${met} select action, filename, bool_or(not split)
          from (select action, filename, split
            from read_parquet(${quotedList(segments.map(path))}, filename = true,
              hive_partitioning = false))
          semi join ${table} using (action) group by all`,
      );
  });
  const lone = await session.rows(`select distinct file from ${met} where lone`);
  const files = new Set(lone.map(({ file }) => file));
  for (const { segment } of damaged) log.warn({ segment }, 'A damaged segment was passed over.');
  return near.filter((one) => files.has(path(one)) && !damaged.includes(one));
}

/** An action may go on after midnight, where its other part is not found among too many records. */
const NEAR_MIDNIGHT = `("at" < date_trunc('day', "at") + interval 5 minute
  or "at" >= date_trunc('day', "at") + interval 1435 minute)`;

export const splitSql = ({ table }: Pick<Shared, 'table'>): string =>
  `(action <> 0 and (${NEAR_MIDNIGHT} or action in (select action from ${table})))`;
