import type { Session } from './engine.ts';
import { newTable, type Lot } from './lots.ts';
import type { Segment } from './catalogue.ts';
import type { Storing } from './storing.ts';
import { withWhole } from './damage.ts';
import { rowsOf } from './segment.ts';
import type { Standing } from './standing.ts';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Ids of everything that was stored before in the same work, in half the room of their texts. */
export async function newSeen(session: Session): Promise<string> {
  const table = newTable('seen');
  await session.run(`create table ${table} (key uuid, id varchar)`);
  return table;
}

/** Of a lot: a table `ordinal, key, id` of what is new, and one of the ordinals of all the rest. */
export interface Fresh {
  readonly fresh: string;
  readonly gone: string;
}

/**
 * Looks for what is new in a lot: the first copy of each record that is neither in the archive nor
 * came before. Copies of a record share its time, so that segments of that time are asked; others near
 * to it as well, for a copy that was given another time on its way. Within one input any copy is found.
 */
export async function freshOf(
  { engine, standing, seen, log }: Storing,
  session: Session,
  { table: lot, days }: Lot & { readonly days: readonly LotDay[] },
): Promise<Fresh> {
  const [fresh, gone] = [newTable('fresh'), newTable('gone')];
  await session.run(
    `create table ${fresh} as select *, case when regexp_full_match(id, '${GUID}') then id::uuid end
        as key
      from (select id, min(ordinal) as ordinal from ${lot} group by id)`,
  );
  if (seen !== undefined) {
    await session.run(`delete from ${fresh} where key in (select key from ${seen})`);
    await session.run(
      `delete from ${fresh} where key is null
        and id in (select id from ${seen} where key is null)`,
    );
  }
  const before = askedFor(standing, days).filter((one) => standing.isCatalogued(one));
  const damaged = await withWhole(engine, session, before, async (segments) => {
    if (segments.length > 0)
      await session.run(
        `delete from ${fresh} where id in (select id from ${rowsOf(engine, segments)})`,
      );
  });
  for (const { segment } of damaged)
    log.warn({ segment }, 'A damaged segment was passed over in looking for copies.');
  await session.run(
    `create table ${gone} as select ordinal from ${lot} anti join ${fresh} using (ordinal)`,
  );
  return { fresh, gone };
}

export interface LotDay {
  readonly day: string;
  readonly first: number;
  readonly last: number;
}

/** So many records beyond those of the same time are looked through for what belongs to a lot. */
export const NEARBY = 200_000;

function askedFor(standing: Standing, days: readonly LotDay[]): readonly Segment[] {
  const same = days.flatMap((one) => standing.of([one.day]).filter(overlaps(one)));
  const near = standing.around(
    days.map(({ day }) => day),
    NEARBY,
  );
  let left = NEARBY;
  const others = near.filter((one) => !same.includes(one) && (left -= one.records) >= 0);
  return [...same, ...others];
}

const overlaps =
  ({ first, last }: LotDay) =>
  ({ from, to }: Segment): boolean =>
    Date.parse(from) <= last && Date.parse(to) > first;

export async function daysOf(session: Session, lot: string): Promise<readonly LotDay[]> {
  const rows = await session.rows(
    `select "at"::date::varchar as day, epoch_ms(min("at"))::double as first,
      epoch_ms(max("at"))::double as last from ${lot} group by "at"::date order by "at"::date`,
  );
  return rows.map(({ day, first, last }) => ({
    day: String(day),
    first: Number(first),
    last: Number(last),
  }));
}
