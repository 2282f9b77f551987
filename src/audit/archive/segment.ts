import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Cells } from '../reader.ts';
import type { Segment } from './catalogue.ts';
import type { Engine, Session } from './engine.ts';
import { quoted, quotedList } from './quoted.ts';

/** Rows of one segment: enough to compress well, few enough to be sorted in little memory. */
export const MOST_ROWS = 65_536;
/** Small groups let a question about an hour pass over the rest of the day. */
const ROW_GROUP = 16_384;
/**
 * Records of one person are alike: side by side they take a tenth less room, and less time to compress.
 * Where there are several groups, each stays within few hours.
 */
const orderFor = (rows: number): string =>
  rows > ROW_GROUP ? `date_trunc('hour', "at"), actor, "at"` : 'actor, "at"';
/** Of zstd: the next ones save three bytes in a hundred and take half as long again. */
const LEVEL = 1;
/** A dictionary of more values than this, or of most values being different, saves nothing. */
const DICTIONARY = 2000;
const dictionaryFor = (rows: number): number =>
  Math.min(DICTIONARY, Math.max(100, Math.floor(rows / 4)));

/**
 * Columns of a file in the order in which they are written; the JSON last, for it is read least. What
 * few ask for and the JSON says is not written twice: `records.ts` makes it.
 */
const COLUMN_LIST = [
  'id',
  '"at"',
  'type',
  'workload',
  'operation',
  'message',
  'message_key',
  'actor',
  'user_type',
  'entity',
  'record',
  'touched',
  'environment',
  'address',
  'address_key',
  'agent',
  'agent_key',
  'result',
  'action',
  'split',
  'secured',
  'raw',
].join(', ');

export interface Place {
  readonly engine: Engine;
  readonly tenant: string;
  readonly day: string;
}

/** The relation of some segments' rows. Their folders say nothing that is not in them. */
export const rowsOf = (engine: Engine, segments: readonly Pick<Segment, 'file'>[]): string =>
  parquet(segments.map(({ file }) => join(engine.folder, file)));

export const parquet = (files: readonly string[]): string =>
  `read_parquet(${quotedList(files)}, hive_partitioning = false)`;

/**
 * Writes a relation of one day, of about so many rows, as a segment: on the disk when it returns, in no
 * catalogue yet.
 */
export async function writeSegment(
  { engine, tenant, day }: Place,
  session: Session,
  relation: string,
  rows: number,
): Promise<Segment> {
  const segment = `${day}-${randomUUID()}`;
  const file = `tenant=${tenant}/day=${day}/${segment}.parquet`;
  const [unfinished, finished] = [
    join(engine.scratch, `${segment}.parquet`),
    join(engine.folder, file),
  ];
  try {
    const [written = {}] = await session.rows(
      `copy (select ${COLUMN_LIST} from ${relation} order by ${orderFor(rows)})
        to ${quoted(unfinished)} (format parquet, compression zstd, compression_level ${LEVEL},
        row_group_size ${ROW_GROUP}, dictionary_size_limit ${dictionaryFor(rows)},
        write_bloom_filter false, return_stats true)`,
    );
    const ends = endsIn(written);
    await synced(unfinished);
    await makeFolder(dirname(finished), engine.folder);
    await rename(unfinished, finished);
    await synced(dirname(finished));
    const { size } = await stat(finished);
    return { ...{ tenant, segment, day, file }, ...ends, bytes: size };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What DuckDB tells of a file it has written: nothing has to be read again. */
const Written = z.object({
  count: z.coerce.number(),
  column_statistics: z.array(
    z.object({ key: z.string(), value: z.array(z.object({ key: z.string(), value: z.string() })) }),
  ),
});

function endsIn(written: Cells): Pick<Segment, 'records' | 'from' | 'to'> {
  const { count: records, column_statistics: columns } = Written.parse(written);
  const times = columns.find(({ key }) => key === '"at"')?.value ?? [];
  const moment = (which: string) =>
    Date.parse(`${times.find(({ key }) => key === which)?.value.replace(' ', 'T')}Z`);
  return {
    records,
    from: new Date(moment('min')).toISOString(),
    to: new Date(moment('max') + 1).toISOString(),
  };
}

/** A new folder is only there for good when the one above it says so on the disk. */
async function makeFolder(path: string, above: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = dirname(path); at.startsWith(above); at = dirname(at)) {
    await synced(at);
    if (at === above) return;
  }
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
