import { z } from 'zod';
import { kqlNumber, kqlText, kqlTime } from '../../gateways/kql.ts';
import type { TableRow } from '../../gateways/audit-tables.ts';
import { conditionOf } from '../lower.ts';
import { RESULTS } from '../record.ts';
import type { RecordPage } from '../sources/source.ts';
import type { Asking } from './figures-kql.ts';
import { findTimeIn, numberIn, textIn } from './cells.ts';
import { fieldsIn, kqlOf } from './condition.ts';
import { viewKql } from './view.ts';

/** Where a page ended. The time is the workspace's own text: it is finer than milliseconds. */
const Cursor = z.strictObject({
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/),
  id: z.string().max(400),
});
export type Cursor = Readonly<z.infer<typeof Cursor>>;

const written = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Reads what an earlier page handed out; undefined for anything else. */
export function findCursor(text: string): Cursor | undefined {
  try {
    const read = Cursor.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return read.success && !Number.isNaN(Date.parse(read.data.at)) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

const beyond = ({ at, id }: Cursor): string =>
  `(At < datetime(${at}) or (At == datetime(${at}) and strcmp(Id, ${kqlText(id)}) < 0))`;

const COLUMNS = [
  ...['At', 'Id', 'RecordType', 'Workload', 'Operation', 'Message', 'Actor', 'UserType', 'Entity'],
  ...['RecordId', 'Touched', 'Environment', 'Address', 'Agent', 'Result', 'Correlation', 'Raw'],
];

export interface Paging extends Pick<Asking, 'tenant' | 'query' | 'definitions' | 'tables'> {
  readonly after: Cursor | undefined;
  readonly most: number;
}

/** The matching rows, newest first, copies included: those of one record come one after the other. */
export function pageKql({ tenant, query, definitions, tables, after, most }: Paging): string {
  const condition = conditionOf(query, definitions);
  const fields = fieldsIn(condition);
  const { from, to } = query.period;
  const view = viewKql({ tenant, tables, span: { from, to }, fields, raw: true });
  return [
    view,
    `| where At >= ${kqlTime(from)} and At < ${kqlTime(to)} and ${kqlOf(condition, { span: query.period, fields })}`,
    ...(after === undefined ? [] : [`| where ${beyond(after)}`]),
    `| order by At desc, Id desc, Rank asc | take ${kqlNumber(most)}`,
    `| project ${COLUMNS.join(', ')}`,
  ].join('\n');
}

function recordOf(row: TableRow): RecordPage['records'][number] {
  const text = (name: string) => textIn(row, name);
  return {
    id: text('Id'),
    at: findTimeIn(row, 'At') ?? '',
    type: numberIn(row, 'RecordType'),
    ...{ workload: text('Workload'), operation: text('Operation'), message: text('Message') },
    ...{ actor: text('Actor'), userType: numberIn(row, 'UserType'), table: text('Entity') },
    ...{ record: text('RecordId'), touched: numberIn(row, 'Touched') },
    ...{ environment: text('Environment'), address: text('Address'), agent: text('Agent') },
    result: RESULTS.find((result) => result === text('Result')) ?? 'unknown',
    correlation: text('Correlation'),
    raw: text('Raw'),
  };
}

/** Rows as records, each once. A full answer means that there may be more. */
export function pageFrom(rows: readonly TableRow[], asked: number, most: number): RecordPage {
  const once = rows.filter((row, at) => textIn(row, 'Id') !== textIn(rows[at - 1], 'Id'));
  const shown = once.slice(0, most);
  const last = shown.at(-1);
  const more = once.length > most || rows.length >= asked;
  return {
    records: shown.map(recordOf),
    ...(more && last !== undefined
      ? { next: written({ at: textIn(last, 'At'), id: textIn(last, 'Id') }) }
      : {}),
  };
}
