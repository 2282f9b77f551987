import type { Reader, Span } from '../reader.ts';
import type { Unreadable } from './archive.ts';
import type { Catalogue, Segment } from './catalogue.ts';
import { damagedAmong } from './damage.ts';
import { inSession, type Engine } from './engine.ts';
import { quoted } from './quoted.ts';
import { NO_RECORDS, recordsSql } from './records.ts';
import { rowsOf } from './segment.ts';

interface Readable {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly log: { warn(fields: object, says: string): void };
}

interface Wanted<T> {
  readonly tenant: string;
  readonly span: Span;
  readonly work: (records: Reader) => Promise<T>;
}

const MOST_TRIES = 5;

/** Opens the segments of a span as `records`; what cannot be read is left out and named. */
export async function readSpan<T>(
  { engine, catalogue, log }: Readable,
  wanted: Wanted<T>,
): Promise<{ readonly value: T; readonly unreadable: readonly Unreadable[] }> {
  const { tenant, span } = wanted;
  const unreadable = new Map<string, Unreadable>();
  let segments = await catalogue.segments(tenant, span);
  for (let tries = 1; ; tries += 1) {
    const good = segments.filter(({ segment }) => !unreadable.has(segment));
    try {
      return { value: await workOn(engine, good, wanted), unreadable: [...unreadable.values()] };
    } catch (error) {
      const now = await catalogue.segments(tenant, span);
      const moved = namesOf(now) !== namesOf(segments);
      segments = now;
      // Replaced while it was read: the newer segments hold the same records.
      if (moved && tries < MOST_TRIES) continue;
      const damaged = await inSession(engine, (session) => damagedAmong(engine, session, good));
      if (damaged.length === 0) throw error;
      for (const { segment, day } of damaged) {
        log.warn({ segment }, 'A segment of the audit archive cannot be read.');
        unreadable.set(segment, { segment, day, why: whyOf(day) });
      }
    }
  }
}

const namesOf = (segments: readonly Segment[]): string =>
  segments.map(({ segment }) => segment).join(' ');

const whyOf = (day: string): string =>
  `A part of the records of ${day} cannot be read: its file is missing or damaged. The rest was counted.`;

const moment = (time: string): string =>
  `${quoted(new Date(time).toISOString().replace('T', ' ').replace('Z', ''))}::timestamp`;

/** Segments that lie in the span as a whole are spared the look at each time. */
function rowsIn(engine: Engine, segments: readonly Segment[], span: Span): string {
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
  const isInside = (one: Segment) => Date.parse(one.from) >= from && Date.parse(one.to) <= to;
  const inside = segments.filter(isInside);
  const edge = segments.filter((one) => !isInside(one));
  const all = [
    ...(inside.length === 0 ? [] : [`select * from ${rowsOf(engine, inside)}`]),
    ...(edge.length === 0
      ? []
      : [
          `select * from ${rowsOf(engine, edge)}
            where "at" >= ${moment(span.from)} and "at" < ${moment(span.to)}`,
        ]),
  ];
  return `(${all.join(' union all ')})`;
}

function workOn<T>(
  engine: Engine,
  segments: readonly Segment[],
  { span, work }: Wanted<T>,
): Promise<T> {
  const rows = segments.length === 0 ? NO_RECORDS : recordsSql(rowsIn(engine, segments, span));
  return inSession(engine, async (session) => {
    await session.run(`create temp view records as ${rows}`);
    return work({ rows: session.rows });
  });
}
