import type { Incoming } from '../archive/archive.ts';
import type { Reject } from './lines.ts';
import { unwrapped } from './wrapped.ts';

const isBlank = (text: string): boolean => text.length < 3 && text.trim() === '';

/** A record a line. Blank lines count as lines and nothing else. */
export async function* jsonLines(
  lines: AsyncIterable<readonly Incoming[]>,
  reject: Reject,
): AsyncGenerator<readonly Incoming[]> {
  for await (const batch of lines) {
    const records: Incoming[] = [];
    for (const { line, text } of batch) {
      if (isBlank(text) || text.trim() === '') continue;
      const found = unwrapped(text);
      if ('text' in found) records.push({ line, text: found.text });
      else reject({ line, reason: found.reason });
    }
    if (records.length > 0) yield records;
  }
}
