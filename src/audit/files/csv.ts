import type { Incoming } from '../archive/archive.ts';
import { findHead, isPreamble, type Head } from './csv-head.ts';
import { rowOf, turns } from './csv-row.ts';
import { MOST_BYTES, tooLong, type Reject } from './lines.ts';
import { cellRecord } from './wrapped.ts';

/** The records in the column `AuditData`, each with the line on which its row begins. */
export async function* csvRecords(
  lines: AsyncIterable<readonly Incoming[]>,
  reject: Reject,
  most: number = MOST_BYTES,
): AsyncGenerator<readonly Incoming[]> {
  const rows = reading(reject, most);
  for await (const batch of lines) {
    const records = batch.flatMap((line) => rows.next(line));
    if (records.length > 0) yield records;
  }
  rows.end();
}

/** A row whose quotes are still open. */
interface Open {
  readonly line: number;
  readonly texts: string[];
  length: number;
}

const stripped = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

function reading(reject: Reject, most: number) {
  let head: Head | undefined;
  let open: Open | undefined;

  const taken = (line: number, row: readonly string[], record: number): readonly Incoming[] => {
    const found = cellRecord(row[record] ?? '');
    if ('text' in found) return [{ line, text: found.text }];
    reject({ line, reason: found.reason });
    return [];
  };

  const closed = (row: Open, from: Head): readonly Incoming[] => {
    open = undefined;
    if (row.length > most) return refused(row.line, tooLong(most));
    const cells = rowOf(stripped(row.texts.join('\n')), from.delimiter);
    return typeof cells === 'string'
      ? refused(row.line, BROKEN)
      : taken(row.line, cells, from.record);
  };

  const refused = (line: number, reason: string): readonly Incoming[] => {
    reject({ line, reason });
    return [];
  };

  const fresh = ({ line, text }: Incoming, from: Head): readonly Incoming[] => {
    if (text.trim() === '') return [];
    const cells = rowOf(stripped(text), from.delimiter);
    if (cells === 'open') open = { line, texts: [text], length: text.length };
    if (cells === 'open') return [];
    if (cells === 'broken') return refused(line, BROKEN);
    if (isHeadAgain(cells, from)) return [];
    return taken(line, cells, from.record);
  };

  /** A whole row cannot stand inside quotes, where all quotes are double: those were never closed. */
  const further = (given: Incoming, row: Open, from: Head): readonly Incoming[] => {
    if (isWhole(stripped(given.text), from)) {
      reject({ line: row.line, reason: UNCLOSED });
      open = undefined;
      return fresh(given, from);
    }
    row.length += given.text.length + 1;
    if (row.length > most) row.texts.length = 0;
    else row.texts.push(given.text);
    return turns(given.text) ? closed(row, from) : [];
  };

  return {
    next(given: Incoming): readonly Incoming[] {
      if (head !== undefined)
        return open === undefined ? fresh(given, head) : further(given, open, head);
      if (isPreamble(given.text)) return [];
      head = findHead(given.text);
      return head === undefined ? refused(given.line, TOO_EARLY) : [];
    },
    end(): void {
      if (open !== undefined) reject({ line: open.line, reason: UNCLOSED });
    },
  };
}

const BROKEN = 'not CSV: a quote where none may stand';
const TOO_EARLY = 'before the names of the columns';
const UNCLOSED = 'not CSV: a quote is never closed';

function isWhole(text: string, { delimiter, columns, record }: Head): boolean {
  // Only then is it worth to look closely.
  if (!text.includes('"{""')) return false;
  const cells = rowOf(text, delimiter);
  if (typeof cells === 'string' || cells.length !== columns.length) return false;
  return 'text' in cellRecord(cells[record] ?? '');
}

/** Files that were put one after the other repeat the names of their columns. */
function isHeadAgain(cells: readonly string[], { columns, record }: Head): boolean {
  const cell = cells[record] ?? '';
  return cell.length < 20 && cell.trim().toLowerCase() === columns[record];
}
