import { z } from 'zod';

import type { Definitions } from '../definitions.ts';
import { conditionOf } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import type { Cells, Reader } from '../reader.ts';
import { RESULTS } from '../record.ts';
import type { RecordPage } from '../sources/source.ts';
import { bindings, sqlOf } from '../sql.ts';
import { inSpanSql } from './asking.ts';
import { numberIn, textIn } from './cells.ts';

/** Where a page ended: microseconds of the last event, and its id. */
const Cursor = z.strictObject({
  at: z.string().regex(/^-?\d{1,18}$/),
  id: z.string().max(4000),
});
type Cursor = Readonly<z.infer<typeof Cursor>>;

const written = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

function getCursor(text: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Error('The page asked for is none that was handed out.', { cause });
  }
}

export interface Paging {
  readonly definitions: Definitions;
  /** What an earlier page handed out. */
  readonly after: string | undefined;
  readonly most: number;
}

const NEWEST_FIRST = 'order by "at" desc, "id" desc';

/** Places of the next records; the JSON of the others is not read for them. */
async function placesOf(reader: Reader, query: AuditQuery, { definitions, after, most }: Paging) {
  const binds = bindings(query.period);
  const condition = sqlOf(conditionOf(query, definitions), binds);
  const cursor = after === undefined ? undefined : getCursor(after);
  const beyond =
    cursor === undefined
      ? 'true'
      : `("at" < make_timestamp(${binds.bind(cursor.at)}::bigint) or
        ("at" = make_timestamp(${binds.bind(cursor.at)}::bigint) and "id" < ${binds.bind(cursor.id)}))`;
  const sql = `select epoch_us("at")::varchar as "micros", "id" from records
    where ${inSpanSql(query.period, binds)} and ${condition} and ${beyond}
    ${NEWEST_FIRST} limit ${binds.bind(most + 1)}`;
  const rows = await reader.rows(sql, binds.values);
  return rows.map((row): Cursor => ({ at: textIn(row, 'micros'), id: textIn(row, 'id') }));
}

async function rowsAt(reader: Reader, places: readonly Cursor[]): Promise<readonly Cells[]> {
  const [newest, oldest] = [places.at(0), places.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const binds = bindings();
  const ids = places.map(({ id }) => binds.bind(id)).join(', ');
  const sql = `select "id", epoch_ms("at") as "ms", "type", "workload", "operation", "message",
      "actor", "user_type", "entity", "record", "touched", "environment", "address", "agent", "result",
      "correlation", "raw"
    from records where "at" between make_timestamp(${binds.bind(oldest.at)}::bigint)
      and make_timestamp(${binds.bind(newest.at)}::bigint) and "id" in (${ids}) ${NEWEST_FIRST}`;
  return reader.rows(sql, binds.values);
}

const recordOf = (row: Cells): RecordPage['records'][number] => ({
  id: textIn(row, 'id'),
  at: new Date(numberIn(row, 'ms')).toISOString(),
  type: numberIn(row, 'type'),
  workload: textIn(row, 'workload'),
  operation: textIn(row, 'operation'),
  message: textIn(row, 'message'),
  actor: textIn(row, 'actor'),
  userType: numberIn(row, 'user_type'),
  table: textIn(row, 'entity'),
  record: textIn(row, 'record'),
  touched: numberIn(row, 'touched'),
  environment: textIn(row, 'environment'),
  address: textIn(row, 'address'),
  agent: textIn(row, 'agent'),
  result: RESULTS.find((one) => one === row.result) ?? 'unknown',
  correlation: textIn(row, 'correlation'),
  raw: textIn(row, 'raw'),
});

/**
 * A page of the records behind a number, newest first. Pages neither overlap nor leave anything out,
 * even when records arrive between them. Throws on a cursor that no page has handed out.
 */
export async function pageOf(
  reader: Reader,
  query: AuditQuery,
  paging: Paging,
): Promise<RecordPage> {
  const found = await placesOf(reader, query, paging);
  const places = found.slice(0, paging.most);
  const last = places.at(-1);
  const records = (await rowsAt(reader, places)).map(recordOf);
  return last === undefined || found.length <= paging.most
    ? { records }
    : { records, next: written(last) };
}
