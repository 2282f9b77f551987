import type { Segment } from './catalogue.ts';
import type { Engine, Session } from './engine.ts';
import { rowsOf } from './segment.ts';

/** Whether every value of a segment can be read, and all its rows are there. */
async function isWhole(engine: Engine, session: Session, segment: Segment): Promise<boolean> {
  try {
    const [row] = await session.rows(
      `select count(*)::int as records, max(hash(one)) as all_of_it
        from ${rowsOf(engine, [segment])} as one`,
    );
    return Number(row?.['records']) === segment.records;
  } catch {
    return false;
  }
}

/** Reads each of them whole: only worth it where something has failed. */
export async function damagedAmong(
  engine: Engine,
  session: Session,
  segments: readonly Segment[],
): Promise<readonly Segment[]> {
  const damaged: Segment[] = [];
  for (const segment of segments)
    if (!(await isWhole(engine, session, segment))) damaged.push(segment);
  return damaged;
}

/**
 * Does something with segments; where that fails because some are damaged, with the others, so that
 * one lost file does not keep new records out.
 */
export async function withWhole(
  engine: Engine,
  session: Session,
  segments: readonly Segment[],
  work: (segments: readonly Segment[]) => Promise<void>,
): Promise<readonly Segment[]> {
  try {
    await work(segments);
    return [];
  } catch (error) {
    const damaged = await damagedAmong(engine, session, segments);
    if (damaged.length === 0) throw error;
    await work(segments.filter((one) => !damaged.includes(one)));
    return damaged;
  }
}
