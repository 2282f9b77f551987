import type { Incoming, Rejected } from '../archive/archive.ts';
import { bytesOf, type FileSource } from './bytes.ts';
import { csvRecords } from './csv.ts';
import { documentRecords } from './json-document.ts';
import { jsonLines } from './json-lines.ts';
import { linesOf, type Reject } from './lines.ts';
import { peek, type Bytes } from './pieces.ts';
import { recognise } from './recognise.ts';

const HEAD = 64 * 1024;

/**
 * The audit records in a file: CSV of the portal or of PowerShell, JSON lines, lists, pages of Graph,
 * each packed or not, recognised by content. Memory does not grow with the file. What cannot be used
 * is told with its line and reason, and costs nothing else; `FileTrouble` if nothing can.
 */
export async function* incomingFrom(
  source: FileSource,
  reject: Reject,
): AsyncGenerator<readonly Incoming[]> {
  const { pieces: all, cut } = await bytesOf(source);
  const { head, pieces } = await peek(all, HEAD);
  const bytes: Bytes = { pieces, cut };
  // Letters that a cut would halve are spoilt here only: the pieces are whole.
  yield* recordsIn(bytes, recognise(head.subarray(0, HEAD).toString('utf8')), reject);
}

function recordsIn(
  bytes: Bytes,
  format: ReturnType<typeof recognise>,
  reject: Reject,
): AsyncGenerator<readonly Incoming[]> {
  switch (format) {
    case 'document':
      return documentRecords(bytes, false, reject);
    case 'pages':
      return documentRecords(bytes, true, reject);
    case 'table':
      return inLines(bytes, reject, csvRecords);
    case 'lines':
      return inLines(bytes, reject, jsonLines);
  }
}

type Reader = (
  lines: AsyncIterable<readonly Incoming[]>,
  reject: Reject,
) => AsyncGenerator<readonly Incoming[]>;

async function* inLines(
  bytes: Bytes,
  reject: Reject,
  read: Reader,
): AsyncGenerator<readonly Incoming[]> {
  let held: Rejected | undefined;
  // A line that was cut is no JSON either: it is told once, and why.
  const once: Reject = (next) => {
    if (held !== undefined && held.line !== next.line) reject(held);
    if (held?.line !== next.line || held.reason !== bytes.cut()) held = next;
  };
  yield* read(linesOf(bytes, once), once);
  if (held !== undefined) reject(held);
}
