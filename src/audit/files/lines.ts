import type { Incoming, Rejected } from '../archive/archive.ts';
import type { Bytes } from './pieces.ts';

export type Reject = (rejected: Rejected) => void;

/** Longer than this is no record: the service's own limit for one is a few kilobytes. */
export const MOST_BYTES = 32 * 1024 * 1024;

const NEWLINE = 10;

/**
 * The lines of a file, numbered from 1, a batch for each piece that was read. The carriage return
 * before a line break stays. A line that is too long is rejected by its number and not kept.
 */
export async function* linesOf(
  { pieces, cut }: Bytes,
  reject: Reject,
  most: number = MOST_BYTES,
): AsyncGenerator<readonly Incoming[]> {
  const begun = beginning(reject, most);
  for await (const piece of pieces) {
    const lines: Incoming[] = [];
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
      const text = begun.end(piece, from, to);
      if (text !== undefined) lines.push({ line: begun.line, text });
      begun.line += 1;
      from = to + 1;
    }
    begun.keep(piece.subarray(from));
    if (lines.length > 0) yield lines;
  }
  const last = begun.end(Buffer.alloc(0), 0, 0);
  if (last !== undefined && last !== '') yield [{ line: begun.line, text: last }];
  const why = cut();
  if (why !== undefined) reject({ line: begun.line, reason: why });
}

/** The line that is being read, which may have begun pieces ago. */
function beginning(reject: Reject, most: number) {
  let parts: Buffer[] = [];
  let length = 0;
  const text = (piece: Buffer, from: number, to: number): string => {
    if (parts.length === 0) return piece.toString('utf8', from, to);
    return Buffer.concat([...parts, piece.subarray(from, to)]).toString('utf8');
  };
  return {
    line: 1,
    keep(part: Buffer): void {
      length += part.length;
      if (length > most) parts = [];
      else if (part.length > 0) parts.push(part);
    },
    end(piece: Buffer, from: number, to: number): string | undefined {
      const whole = length + to - from;
      const found = whole > most ? undefined : text(piece, from, to);
      if (found === undefined) reject({ line: this.line, reason: tooLong(most) });
      parts = [];
      length = 0;
      return found;
    },
  };
}

export const tooLong = (most: number): string => `longer than ${Math.floor(most / 1024 / 1024)} MB`;
