import type { Session, Engine } from './engine.ts';
import type { DayCount, Segment } from './catalogue.ts';
import { CONTENT_TYPES, contentTypeOf, type ContentType } from '../record.ts';
import { addressKeys } from './address-keys.ts';
import { daysOf, freshOf } from './fresh.ts';
import { inSession } from './engine.ts';
import { damagedAmong } from './damage.ts';
import { newTable, type Lot } from './lots.ts';
import { quoted } from './quoted.ts';
import { rowsOf, writeSegment, type Place } from './segment.ts';
import { sharedOf, splitSql, type Shared } from './shared.ts';
import type { Standing } from './standing.ts';

/** Work that brings lots into a tenant's segments; nothing of it is seen before it is committed. */
export interface Storing {
  readonly engine: Engine;
  readonly tenant: string;
  readonly standing: Standing;
  /** Ids of lots before, where there is more than one. */
  readonly seen: string | undefined;
  readonly log: { warn(fields: object, says: string): void };
}

/** Records of one content type and day in a lot. */
export interface Counted extends DayCount {
  readonly first: number;
  readonly last: number;
}

/** Writes what is new of a lot as segments, a day each. */
export async function storeLot(storing: Storing, lot: Lot): Promise<readonly Counted[]> {
  const { engine, seen } = storing;
  return inSession(engine, async (session) => {
    const days = await daysOf(session, lot.table);
    const { fresh, gone } = await freshOf(storing, session, { ...lot, days });
    const counted = await countedIn(session, lot.table, fresh);
    const stored = storedByDay(counted);
    const written = { lot: lot.table, fresh, gone, days: [...stored.keys()] };
    const shared = await sharedOf(storing, session, written);
    const keys = newTable('keys');
    await addressKeys(session, lot.table, keys);
    for (const segment of shared.rewrite) await rewrite(storing, session, segment, shared);
    await inTurns(engine, written.days, async (own, day) => {
      const relation = newRows({ ...written, keys, shared, day });
      storing.standing.add(
        await writeSegment({ ...storing, day }, own, relation, stored.get(day) ?? 0),
      );
    });
    if (seen !== undefined)
      await session.run(`insert into ${seen} select key,
        case when key is null then id end from ${fresh}`);
    for (const table of [fresh, gone, keys, shared.table]) await session.run(`drop table ${table}`);
    return counted;
  });
}

function storedByDay(counted: readonly Counted[]): ReadonlyMap<string, number> {
  const stored = new Map<string, number>();
  for (const one of counted)
    if (one.stored > 0) stored.set(one.day, (stored.get(one.day) ?? 0) + one.stored);
  return stored;
}

export async function countedIn(
  session: Session,
  lot: string,
  fresh: string,
): Promise<readonly Counted[]> {
  const rows = await session.rows(
    `select "at"::date::varchar as day, type, count(*)::int as read,
      count(fresh.ordinal)::int as stored, epoch_ms(min("at"))::double as first,
      epoch_ms(max("at"))::double as last
      from ${lot} left join ${fresh} as fresh using (ordinal)
      group by "at"::date, type order by "at"::date, type`,
  );
  const found = rows.map(({ day, type, read, stored, first, last }) => ({
    ...{ day: String(day), contentType: contentTypeOf(Number(type)) },
    ...{ stored: Number(stored), duplicates: Number(read) - Number(stored) },
    ...{ first: Number(first), last: Number(last) },
  }));
  return summed(found);
}

/** One for each day and content type. */
export function summed(counted: readonly Counted[]): readonly Counted[] {
  const together = Map.groupBy(counted, ({ day, contentType }) => `${day} ${contentType}`);
  return [...together.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const sum = (of: (one: Counted) => number) => some.reduce((total, one) => total + of(one), 0);
    return [
      {
        ...first,
        stored: sum(({ stored }) => stored),
        duplicates: sum(({ duplicates }) => duplicates),
        first: Math.min(...some.map((one) => one.first)),
        last: Math.max(...some.map((one) => one.last)),
      },
    ];
  });
}

interface NewRows {
  readonly lot: string;
  readonly gone: string;
  readonly keys: string;
  readonly shared: Shared;
  readonly day: string;
}

const newRows = ({ lot, gone, keys, shared, day }: NewRows): string => `(
  select lot.*, coalesce(address_key, '') as address_key, lower(agent) as agent_key,
    ${splitSql(shared)} as split
  from ${lot} as lot anti join ${gone} as gone using (ordinal)
  left join ${keys} as keys using (address)
  where "at" >= ${quoted(day)}::timestamp and "at" < ${quoted(day)}::timestamp + interval 1 day)`;

/** The same records again, with the parts of actions marked that came to be known only now. */
async function rewrite(storing: Storing, session: Session, segment: Segment, shared: Shared) {
  const { engine, standing, log } = storing;
  const rows = `(select * replace (split or ${splitSql(shared)} as split)
    from ${rowsOf(engine, [segment])})`;
  try {
    const place: Place = { ...storing, day: segment.day };
    standing.add(await writeSegment(place, session, rows, segment.records));
    await standing.drop(segment);
  } catch (error) {
    if ((await damagedAmong(engine, session, [segment])).length === 0) throw error;
    log.warn({ segment: segment.segment }, 'A damaged segment was left as it is.');
  }
}

/** Two at a time: sorting and compressing one day leaves a core idle. */
const AT_ONCE = 2;

async function inTurns<T>(
  engine: Engine,
  all: readonly T[],
  work: (session: Session, one: T) => Promise<void>,
): Promise<void> {
  const left = all.values();
  const one = () =>
    inSession(engine, async (session) => {
      for (const next of left) await work(session, next);
    });
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, one));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

/** Of all that came, stored or repeated: first and last event by content type. */
export function spansOf(counted: readonly Counted[]) {
  const of = (contentType: ContentType) => counted.filter((one) => one.contentType === contentType);
  return CONTENT_TYPES.map((contentType) => ({ contentType, some: of(contentType) }))
    .filter(({ some }) => some.length > 0)
    .map(({ contentType, some }) => ({
      contentType,
      count: some.reduce((sum, { stored, duplicates }) => sum + stored + duplicates, 0),
      from: new Date(Math.min(...some.map(({ first }) => first))).toISOString(),
      to: new Date(Math.max(...some.map(({ last }) => last)) + 1).toISOString(),
    }));
}
