import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { FoundRecord, SearchRef } from '../../gateways/audit-search.ts';
import type { Held } from './held.ts';
import type { Slice } from './search.ts';
import { isWithin } from './within.ts';
import type { SearchWorld } from './world.ts';

/** A result that has grown beyond this is not compared any more. */
const MOST_PAGES = 50;

const Named = z.object({ Id: z.string() });

/** The id, or where there is none the record itself. */
function idOf(text: string): string {
  const named = Named.safeParse(JSON.parse(text));
  return named.success ? named.data.Id.toLowerCase() : text;
}

async function firstReading(held: Held, { spool }: SearchWorld, slice: Slice) {
  const ids = new Set<string>();
  for await (const batch of spool.read(held.id, slice.number, slice.bytes))
    for (const { text } of batch) ids.add(idOf(text));
  return ids;
}

interface Second {
  readonly ids: ReadonlySet<string>;
  readonly news: readonly FoundRecord[];
}

async function reading(world: SearchWorld, ref: SearchRef, slice: Slice, first: Set<string>) {
  const ids = new Set<string>();
  const news = new Map<string, FoundRecord>();
  let pages = 0;
  for await (const page of world.gateway.pages(ref)) {
    for (const record of page.records.filter((one) => isWithin(slice, one))) {
      const id = idOf(record.text);
      ids.add(id);
      if (!first.has(id)) news.set(id, record);
    }
    pages += 1;
    if (pages === MOST_PAGES) break;
  }
  return { ids, news: [...news.values()] } satisfies Second;
}

/**
 * Reads a small result a second time and unites the two: the same finished search has been seen to
 * answer with other records minutes later (langwatch, August 2026). A second reading that fails takes
 * nothing from the first.
 */
export async function secondReading(held: Held, world: SearchWorld, slice: Slice): Promise<Slice> {
  if (slice.ref === undefined) return slice;
  try {
    const first = await firstReading(held, world, slice);
    const { ids, news } = await reading(world, slice.ref, slice, first);
    const texts = news.map(({ text }) => text);
    const bytes = await world.spool.append(held.id, slice.number, slice.bytes, texts);
    const differing = news.length + [...first].filter((id) => !ids.has(id)).length;
    return { ...slice, bytes, differing, records: slice.records + news.length };
  } catch (error) {
    if (error instanceof GatewayError) return slice;
    throw error;
  }
}
