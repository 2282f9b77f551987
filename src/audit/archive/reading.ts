import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import type { Reader, Span } from '../reader.ts';
import type { Added, Incoming, Unreadable } from './archive.ts';
import type { Segment } from './catalogue.ts';
import type { SegmentCatalogue } from './dropped.ts';
import type { Engine, Session } from './engine.ts';
import { addressKeys, gather } from './lot.ts';
import { quotedList } from './quoted.ts';
import { COLUMN_LIST } from './segment.ts';

export interface Readable {
  readonly engine: Engine;
  readonly folder: string;
  readonly catalogue: SegmentCatalogue;
  readonly log: { warn(fields: object, says: string): void };
}

interface Wanted<T> {
  readonly tenant: string;
  readonly span: Span;
  readonly work: (records: Reader) => Promise<T>;
}

/** The columns of `records`, empty: a period without records can be asked about as well. */
const NONE = `select ''::varchar as id, timestamp '2000-01-01' as "at", 0::int as type,
  '' as workload, '' as operation, '' as message, '' as message_key, '' as actor,
  0::int as user_type, '' as entity, '' as record, 0::int as touched, '' as environment,
  '' as address, '' as address_key, '' as agent, '' as agent_key, '' as result, '' as correlation,
  0::bigint as action, false as split, false as secured, '' as raw where false`;

/** Opens the segments of a span as `records`; what cannot be read is left out and named. */
export async function readSpan<T>(
  place: Readable,
  wanted: Wanted<T>,
): Promise<{ readonly value: T; readonly unreadable: readonly Unreadable[] }> {
  const { catalogue, log } = place;
  const unreadable: Unreadable[] = [];
  let segments = await catalogue.segments(wanted.tenant, wanted.span);
  for (let tries = 0; ; tries += 1) {
    const bad = new Set(unreadable.map(({ segment }) => segment));
    const good = segments.filter(({ segment }) => !bad.has(segment));
    try {
      return { value: await workOn(place, good, wanted.work), unreadable };
    } catch (error) {
      const now = await catalogue.segments(wanted.tenant, wanted.span);
      const moved = namesOf(now) !== namesOf(segments);
      segments = now;
      // Replaced while it was read: the newer segments hold the same records.
      if (moved && tries < MOST_TRIES) continue;
      const found = await damaged(place, good);
      if (found.length === 0) throw error;
      for (const segment of found) log.warn({ segment: segment.segment }, 'A segment is damaged.');
      unreadable.push(...found);
    }
  }
}

const MOST_TRIES = 5;

const namesOf = (segments: readonly Segment[]): string =>
  segments.map(({ segment }) => segment).join(' ');

async function workOn<T>(
  { engine, folder }: Readable,
  segments: readonly Segment[],
  work: (records: Reader) => Promise<T>,
): Promise<T> {
  const session = await engine.session();
  try {
    const files = segments.map(({ file }) => join(folder, file));
    await session.run(
      `create temp view records as ${files.length === 0 ? NONE : `select * from read_parquet(${quotedList(files)})`}`,
    );
    return await work({ rows: session.rows });
  } finally {
    session.close();
  }
}

/** Reads each file whole: only done when an answer has failed. */
async function damaged(
  { engine, folder }: Readable,
  segments: readonly Segment[],
): Promise<readonly Unreadable[]> {
  const session = await engine.session();
  const found: Unreadable[] = [];
  try {
    for (const { segment, day, file, records } of segments) {
      const seen = await rowsIn(session, join(folder, file));
      if (seen !== records) found.push({ segment, day, why: DAMAGED(day) });
    }
  } finally {
    session.close();
  }
  return found;
}

const DAMAGED = (day: string): string =>
  `A part of the records of ${day} cannot be read: its file is missing or damaged. The rest was counted.`;

async function rowsIn(session: Session, file: string): Promise<number | undefined> {
  try {
    const [row] = await session.rows(
      `select count(*)::int as records, max(length(raw)) as longest, max(hash(id, correlation, address)) as sum
        from read_parquet(${quotedList([file])})`,
    );
    return Number(row?.['records']);
  } catch {
    return undefined;
  }
}

/** Records that are not the archive's, in the same form, for as long as `work` takes. */
export async function borrowed<T>(
  { engine, clock }: { readonly engine: Engine; readonly clock: Pick<Clock, 'now'> },
  incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
  work: (records: Reader, added: Added) => Promise<T>,
): Promise<T> {
  const lot = await gather(engine, incoming, clock.now());
  const table = `borrowed_${randomUUID().replaceAll('-', '')}`;
  const { session } = lot;
  try {
    const keys = await addressKeys(session, lot.all);
    await session.run(
      `create temp table ${table} as select lot.* exclude (ordinal, reason),
          coalesce(address_key, '') as address_key, lower(agent) as agent_key,
          correlation <> '' as split
        from (select * exclude (day) from (select *, '' as day from ${lot.all})
          qualify row_number() over (partition by id order by ordinal) = 1) as lot
        left join ${keys} as keys using (address)`,
    );
    await session.run(`create temp view records as select ${COLUMN_LIST} from ${table}`);
    const [{ stored = 0 } = {}] = await session.rows(
      `select count(*)::int as stored from ${table}`,
    );
    const good = lot.read - lot.rejected.length;
    const added: Added = {
      read: lot.read,
      stored: Number(stored),
      duplicates: good - Number(stored),
      rejected: lot.rejected,
      spans: [],
    };
    return await work({ rows: session.rows }, added);
  } finally {
    await session.run('drop view if exists records');
    await session.run(`drop table if exists ${table}`);
    await lot.close();
  }
}
