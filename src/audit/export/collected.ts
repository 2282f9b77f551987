import type { AuditRecord } from '../record.ts';
import type { RecordPage } from '../sources/source.ts';
import { csvHead, csvRemark, csvRow } from './csv.ts';
import type { Most } from './export.ts';
import { jsonLine, jsonRemark } from './json-lines.ts';
import { maskRecord } from './masked.ts';

/** Shown on the report itself. */
const NEWEST = 200;

export interface Collected {
  readonly csv: Buffer;
  readonly jsonLines: Buffer;
  readonly newest: readonly AuditRecord[];
  readonly records: number;
  /** What had to be left out, in sentences. */
  readonly remarks: readonly string[];
}

interface Bounds {
  readonly masked: boolean;
  readonly most: Most;
  /** Records behind the answer. */
  readonly all: number;
}

/** Writes the records into all files at once, for they come only once, and stops where it is enough. */
export async function collected(
  pages: AsyncIterable<RecordPage>,
  { masked, most, all }: Bounds,
): Promise<Collected> {
  const csv = text(csvHead());
  const lines = text('');
  const newest: AuditRecord[] = [];
  let records = 0;
  let cut = false;
  for await (const page of pages) {
    for (const { raw, ...given } of page.records) {
      cut = records === most.records || csv.length() + lines.length() >= most.bytes;
      if (cut) break;
      const record = masked ? maskRecord(given) : given;
      csv.add(csvRow(record));
      lines.add(jsonLine(record, masked ? undefined : raw));
      if (newest.length < NEWEST) newest.push(record);
      records += 1;
    }
    if (cut) break;
  }
  const remarks = cut ? [cutOff(records, all)] : [];
  for (const remark of remarks) csv.add(csvRemark(remark));
  for (const remark of remarks) lines.add(jsonRemark(remark));
  return { csv: csv.bytes(), jsonLines: lines.bytes(), newest, records, remarks };
}

const cutOff = (records: number, all: number): string =>
  `Cut off: only the newest ${records.toLocaleString('en-GB')} of ` +
  `${Math.max(all, records + 1).toLocaleString('en-GB')} records are in the export.`;

/** Text that grows, kept as bytes. */
function text(begins: string) {
  const parts: Buffer[] = [Buffer.from(begins)];
  let length = 0;
  return {
    add(more: string): void {
      const part = Buffer.from(more);
      parts.push(part);
      length += part.length;
    },
    length: () => length,
    bytes: () => Buffer.concat(parts),
  };
}
