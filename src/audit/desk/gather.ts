import { exportOf, type ExportedFile, type Explained } from '../export/export.ts';
import { packOf } from '../export/pack.ts';
import type { AuditQuery } from '../query.ts';
import type { RecordPage } from '../sources/source.ts';
import type { Desk } from './desk.ts';

/** What is asked for in a file. */
export interface Wanted {
  readonly query: AuditQuery;
  readonly masked: boolean;
  readonly at: Date;
  readonly definitions: readonly Explained[];
}

/** What one file may hold. Teams' upload takes 60 MiB in one piece. */
export interface ExportLimits {
  readonly records: number;
  /** Of the packed file. */
  readonly bytes: number;
  /** Of the tables before they are packed: they are in memory. */
  readonly unpacked: number;
}

export const EXPORT_LIMITS: ExportLimits = {
  records: 100_000,
  bytes: 60_000_000,
  unpacked: 256 * 1024 * 1024,
};

export type Gathered =
  | { readonly kind: 'file'; readonly file: ExportedFile; readonly rows: number }
  | { readonly kind: 'refused'; readonly says: string };

const PAGE = 1000;

interface Tally {
  records: number;
  whole: boolean;
}

/** An answer and all records behind it as one file; never a part of them. */
export async function gather(
  desk: Pick<Desk, 'answer' | 'records'>,
  { query, masked, at, definitions }: Wanted,
  limits: ExportLimits,
): Promise<Gathered> {
  const answer = await desk.answer(query);
  const { records } = answer.figures;
  if (records > limits.records) return tooMuch(`${records.toLocaleString('en-GB')} records`);
  const tally: Tally = { records: 0, whole: false };
  const most = { records: limits.records, bytes: limits.unpacked };
  const pages = pagesOf(desk, query, tally);
  const files = await exportOf({ answer, pages, at, masked, definitions, most });
  if (!tally.whole) return tooMuch('more than one file can hold');
  const file = await packOf(files, at);
  return file.bytes.length > limits.bytes
    ? tooMuch(`${Math.ceil(file.bytes.length / 1_000_000)} MB`)
    : { kind: 'file', file, rows: tally.records };
}

/** Whoever stops reading before the end leaves the tally unfinished. */
async function* pagesOf(
  { records }: Pick<Desk, 'records'>,
  query: AuditQuery,
  tally: Tally,
): AsyncGenerator<RecordPage> {
  let after: string | undefined;
  do {
    const page = await records({ query }, after, PAGE);
    tally.records += page.records.length;
    after = page.next;
    yield page;
  } while (after !== undefined);
  tally.whole = true;
}

const tooMuch = (found: string): Gathered => ({
  kind: 'refused',
  says: `That is too much for one file: ${found}. A file holds up to 100,000 records and 60 MB. Ask about a shorter period, one user, one table or one kind of action, and export each answer.`,
});
