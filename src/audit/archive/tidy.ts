import type { Segment } from './catalogue.ts';
import { withWhole } from './damage.ts';
import { inSession, type Engine, type Session } from './engine.ts';
import { MOST_ROWS, rowsOf, writeSegment, type Place } from './segment.ts';
import type { Standing } from './standing.ts';

interface Tidying {
  readonly engine: Engine;
  readonly tenant: string;
  readonly standing: Standing;
  readonly log: { warn(fields: object, says: string): void };
}

/** So many small segments of a day are brought together as soon as records are added. */
export const MANY = 8;

const isSmall = ({ records }: Segment): boolean => records < MOST_ROWS / 4;

/** Brings the small segments of these days together where a day has at least so many. */
export async function tidied(
  tidying: Tidying,
  days: readonly string[],
  atLeast: number,
): Promise<number> {
  const { engine, standing } = tidying;
  let gone = 0;
  for (const day of days) {
    const small = standing.of([day]).filter(isSmall);
    if (small.length < atLeast) continue;
    gone += await inSession(engine, (session) => merge({ ...tidying, day }, session, small));
  }
  return gone;
}

async function merge(
  tidying: Tidying & Place,
  session: Session,
  small: readonly Segment[],
): Promise<number> {
  const { engine, standing, log } = tidying;
  const written: Segment[] = [];
  let merged: readonly Segment[] = [];
  const damaged = await withWhole(engine, session, small, async (segments) => {
    merged = segments;
    for (const piece of await piecesOf(engine, session, segments))
      written.push(await writeSegment(tidying, session, piece, MOST_ROWS));
  });
  for (const { segment } of damaged) log.warn({ segment }, 'A damaged segment was left as it is.');
  for (const one of written) standing.add(one);
  for (const one of merged) await standing.drop(one);
  return merged.length - written.length;
}

/** All rows of some segments of a day, by time, in pieces that fit in one segment each. */
async function piecesOf(
  engine: Engine,
  session: Session,
  segments: readonly Segment[],
): Promise<readonly string[]> {
  const rows = rowsOf(engine, segments);
  const count = Math.ceil(segments.reduce((sum, { records }) => sum + records, 0) / MOST_ROWS);
  const bounds = await boundsOf(session, rows, count);
  return [undefined, ...bounds].map((from, index) => {
    const inside = [
      ...(from === undefined ? [] : [`"at" >= ${from}`]),
      ...(bounds[index] === undefined ? [] : [`"at" < ${bounds[index]}`]),
    ];
    return `(select * from ${rows} where ${['true', ...inside].join(' and ')})`;
  });
}

/** Times between pieces; different ones, and none at the very start, so that no piece is empty. */
async function boundsOf(session: Session, rows: string, count: number): Promise<readonly string[]> {
  if (count < 2) return [];
  const shares = Array.from({ length: count - 1 }, (_, index) => (index + 1) / count);
  const found = await session.rows(
    `select distinct epoch_us("at") as us from (
      select unnest(quantile_disc("at", [${shares.join(', ')}])) as "at", min("at") as first
      from ${rows}) where "at" > first order by us`,
  );
  return found.map(({ us }) => `make_timestamp(${BigInt(String(us))})`);
}
