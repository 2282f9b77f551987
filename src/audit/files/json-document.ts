import type { Incoming } from '../archive/archive.ts';
import type { Reject } from './lines.ts';
import type { Bytes } from './pieces.ts';
import { splitter } from './json-split.ts';
import { unwrapped } from './wrapped.ts';

/** The objects in lists, or beside each other, however they are laid out; never the whole file. */
export async function* documentRecords(
  { pieces, cut }: Bytes,
  pages: boolean,
  reject: Reject,
): AsyncGenerator<readonly Incoming[]> {
  const split = splitter(pages, reject);
  for await (const piece of pieces) {
    const records = split.next(piece).flatMap((found) => bare(found, reject));
    if (records.length > 0) yield records;
  }
  split.end(cut());
}

function bare({ line, text }: Incoming, reject: Reject): readonly Incoming[] {
  const found = unwrapped(text);
  if ('text' in found) return [{ line, text: found.text }];
  reject({ line, reason: found.reason });
  return [];
}
