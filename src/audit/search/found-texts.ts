import type { Incoming } from '../archive/archive.ts';
import type { Search } from './search.ts';
import type { Spool } from './spool.ts';

/** All that a search has found, slice by slice; some records several times. */
export async function* foundTexts(
  id: string,
  { slices }: Search,
  spool: Spool,
): AsyncGenerator<readonly Incoming[]> {
  for (const { number, bytes } of slices) yield* spool.read(id, number, bytes);
}
