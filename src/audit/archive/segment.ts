import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Segment } from './catalogue.ts';
import type { Session } from './engine.ts';
import { quoted } from './quoted.ts';

/** Rows of one segment: enough to compress well, few enough to be sorted in little memory. */
export const MOST_ROWS = 100_000;
const ROW_GROUP = 30_720;

/** Columns in the order in which they are written; the JSON last, for it is read least. */
export const COLUMNS = [
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
  'correlation',
  'action',
  'split',
  'secured',
  'raw',
] as const;
export const COLUMN_LIST = COLUMNS.join(', ');

export interface Writing {
  readonly session: Session;
  readonly folder: string;
  readonly scratch: string;
  readonly tenant: string;
  readonly day: string;
}

/** Writes a relation as segments, on disk when it returns, seen by nobody until they are catalogued. */
export async function writeSegments(
  writing: Writing,
  relation: string,
): Promise<readonly Segment[]> {
  const { session } = writing;
  const [{ rows = 0 } = {}] = await session.rows(`select count(*)::int as rows from ${relation}`);
  const pieces = Math.ceil(Number(rows) / MOST_ROWS);
  if (pieces <= 1) return [await write(writing, relation)];
  // By time, so that a question about an hour opens one of them.
  const at = Array.from({ length: pieces - 1 }, (_, index) => (index + 1) / pieces);
  const bounds = await session.rows(
    `select distinct epoch_us(unnest(quantile_disc("at", [${at.join(', ')}])))::varchar as "at"
      from ${relation} order by length("at"), "at"`,
  );
  const ends = bounds.map((bound) => `make_timestamp(${BigInt(String(bound['at']))})`);
  const segments: Segment[] = [];
  for (const index of [...ends.keys(), ends.length]) {
    const [from, to] = [ends[index - 1], ends[index]];
    const inside = [
      ...(from === undefined ? [] : [`"at" >= ${from}`]),
      ...(to === undefined ? [] : [`"at" < ${to}`]),
    ];
    const piece = `(select * from ${relation} where ${inside.join(' and ')})`;
    const [{ some = 0 } = {}] = await session.rows(`select count(*)::int as some from ${piece}`);
    if (Number(some) > 0) segments.push(await write(writing, piece));
  }
  return segments;
}

async function write(
  { session, folder, scratch, tenant, day }: Writing,
  relation: string,
): Promise<Segment> {
  const segment = `${day}-${randomUUID()}`;
  const file = `${tenant}/${day}/${segment}.parquet`;
  const [unfinished, finished] = [join(scratch, `${segment}.parquet`), join(folder, file)];
  await session.run(
    `copy (select ${COLUMN_LIST} from ${relation} order by "at", id) to ${quoted(unfinished)}
      (format parquet, compression zstd, row_group_size ${ROW_GROUP})`,
  );
  const [ends = {}] = await session.rows(
    `select count(*)::int as records, epoch_ms(min("at"))::double as first,
      epoch_ms(max("at"))::double as last from read_parquet(${quoted(unfinished)})`,
  );
  await mkdir(dirname(finished), { recursive: true, mode: 0o700 });
  await synced(unfinished);
  await rename(unfinished, finished);
  await synced(dirname(finished));
  return {
    ...{ tenant, segment, day, file },
    records: Number(ends['records']),
    bytes: (await stat(finished)).size,
    from: new Date(Number(ends['first'])).toISOString(),
    to: new Date(Number(ends['last']) + 1).toISOString(),
  };
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
