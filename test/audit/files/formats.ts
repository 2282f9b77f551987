import { gzipSync } from 'node:zlib';
import type { Incoming, Rejected } from '../../../src/audit/archive/archive.ts';
import { incomingFrom } from '../../../src/audit/files/incoming.ts';

export type Plain = Readonly<Record<string, unknown>>;

const doubled = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const row = (cells: readonly string[]): string => `${cells.map(doubled).join(',')}\r\n`;
const cell = (value: unknown): string => (typeof value === 'string' ? value : '');

export function portalCsv(records: readonly Plain[]): string {
  const names =
    'RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits\r\n';
  const rows = records.map((record) =>
    row([cell(record.Id), '', '21', 'CrmDefaultActivity', cell(record.UserId), text(record), '']),
  );
  return `\uFEFF${names}${rows.join('')}`;
}

export function powerShellCsv(records: readonly Plain[]): string {
  const names = ['PSComputerName', 'RecordType', 'CreationDate', 'UserIds', 'Operations'];
  const type = '#TYPE Deserialized.Microsoft.Exchange.Data.ApplicationLogic.UnifiedAuditLogEvent';
  const rows = records.map((record, index) =>
    row([
      'outlook',
      'CRM',
      '',
      cell(record.UserId),
      'CrmDefaultActivity',
      text(record),
      `${index}`,
    ]),
  );
  return `${type}\r\n${row([...names, 'AuditData', 'ResultIndex'])}${rows.join('')}`;
}

const text = (record: Plain): string => JSON.stringify(record);
const graph = (record: Plain): Plain => ({ id: record.Id, service: 'CRM', auditData: record });
const powerShell = (record: Plain): Plain => ({ Identity: record.Id, AuditData: text(record) });

const utf16 = (of: string): Buffer => Buffer.from(`\uFEFF${of}`, 'utf16le');
const context = { '@odata.context': 'https://graph.microsoft.com/beta/$metadata#x', '@x': 1 };

/** One set of records in every form in which it may be brought. */
export const FORMATS: Readonly<Record<string, (records: readonly Plain[]) => Buffer>> = {
  'the portal’s CSV': (records) => Buffer.from(portalCsv(records)),
  'PowerShell’s CSV': (records) => utf16(powerShellCsv(records)),
  'CSV with semicolons': (records) => Buffer.from(semicolons(records)),
  'JSON lines': (records) => Buffer.from(records.map((each) => `${text(each)}\n`).join('')),
  'JSON lines of Windows': (records) => Buffer.from(`\uFEFF${records.map(text).join('\r\n\r\n')}`),
  'JSON lines of Graph records': (records) =>
    Buffer.from(records.map((each) => `${text(graph(each))}\n`).join('')),
  'a list': (records) => Buffer.from(JSON.stringify(records)),
  'a list with lines': (records) => Buffer.from(JSON.stringify(records, null, 2)),
  'a list with a record a line': (records) =>
    Buffer.from(`[\n${records.map(text).join(',\n')}\n]\n`),
  'a list of PowerShell’s objects': (records) =>
    utf16(JSON.stringify(records.map(powerShell), null, 4)),
  'lists after each other': (records) =>
    Buffer.from(records.map((each) => `${JSON.stringify([each])}\n`).join('')),
  'objects with lines': (records) =>
    Buffer.from(records.map((each) => JSON.stringify(each, null, 1)).join('\n')),
  'pages of Graph': (records) =>
    Buffer.from(
      JSON.stringify({ ...context, value: records.map(graph), more: [1, { value: [2] }] }),
    ),
  'pages of Graph with lines': (records) =>
    Buffer.from(
      [records.slice(0, 1), records.slice(1)]
        .map((part) => JSON.stringify({ ...context, value: part.map(graph) }, null, 2))
        .join('\n'),
    ),
};

function semicolons(records: readonly Plain[]): string {
  const rows = records.map((record) => `${doubled('x;"y')};${doubled(text(record))}\r\n`);
  return `sep=;\r\n"Identity";"AuditData"\r\n${rows.join('')}`;
}

/** Packed in several members, as `cat a.gz b.gz` makes them. */
export function packed(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  return Buffer.concat(
    [bytes.subarray(0, middle), bytes.subarray(middle)].map((each) => gzipSync(each)),
  );
}

export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface Read {
  readonly records: readonly Incoming[];
  readonly rejected: readonly Rejected[];
}

export async function read(bytes: Buffer | string, size = 7): Promise<Read> {
  const rejected: Rejected[] = [];
  const records: Incoming[] = [];
  const reject = (each: Rejected) => void rejected.push(each);
  for await (const batch of incomingFrom(inPieces(Buffer.from(bytes), size), reject))
    records.push(...batch);
  return { records, rejected };
}
