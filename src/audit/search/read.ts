import { GatewayError } from '../../core/errors.ts';
import type { FoundPage, FoundRecord } from '../../gateways/audit-search.ts';
import { again, doubted, failed, isCutOff, rewound, troubled } from './changes.ts';
import type { Held } from './held.ts';
import { secondReading } from './read-again.ts';
import type { Slice } from './search.ts';
import { findHalves } from './slices.ts';
import { SpoolLost } from './spool.ts';
import { isWithin } from './within.ts';
import { due, type SearchWorld } from './world.ts';

/** Results that are so small are read twice: two readings of one search have been seen to differ. */
const SMALL = 1000;
const CIRCLE = 'Microsoft’s list of records leads back to a page that was read already.';

/** Brings what was found, page by page, each on disk before the next one is asked for. */
export async function readSlices(held: Held, world: SearchWorld): Promise<void> {
  let left = world.pagesAtOnce;
  for (const slice of due(held, world, 'reading')) {
    if (left <= 0) return;
    try {
      left = await read(held, world, slice, left);
    } catch (error) {
      await held.put(slice, [unreadable(error, current(held, slice), world)]);
    }
  }
}

const current = (held: Held, { number }: Slice): Slice | undefined =>
  held.search().slices.find((slice) => slice.number === number);

function unreadable(error: unknown, slice: Slice | undefined, { clock, random }: SearchWorld) {
  if (slice === undefined) throw error;
  if (error instanceof SpoolLost) return rewound(slice);
  if (!(error instanceof GatewayError)) throw error;
  if (error.status === 404) return again(slice, error.message);
  if (error.transient) return troubled(slice, error.message, clock.now(), random);
  return kept(slice, error.message);
}

/** What was read before the list broke counts, as at least. */
const kept = (slice: Slice, why: string): Slice =>
  slice.records === 0 ? failed(slice, why) : { ...slice, state: 'done', cutOff: true, why };

/** How many pages may still be read in this turn. */
async function read(held: Held, world: SearchWorld, from: Slice, most: number): Promise<number> {
  let [slice, left] = [from, most];
  if (from.ref === undefined) await held.put(again(from, 'The search has no id.'));
  else
    for await (const page of world.gateway.pages(from.ref, from.next)) {
      slice = await taken(held, world, slice, page);
      left -= 1;
      if (slice.next === undefined) await end(held, world, slice);
      else await held.put(slice.next === slice.mark ? kept(slice, CIRCLE) : slice);
      if (left <= 0 || slice.next === undefined || slice.next === slice.mark) break;
    }
  return left;
}

/** Marks a page at each doubling, so that a circle of any length is met again (Brent). */
const isMarked = (pages: number): boolean => (pages & (pages - 1)) === 0;

async function taken(held: Held, { spool }: SearchWorld, slice: Slice, page: FoundPage) {
  const inside = page.records.filter((record) => isWithin(slice, record));
  const texts = inside.map(({ text }) => text);
  const bytes = await spool.append(held.id, slice.number, slice.bytes, texts);
  await noteTypes(held, inside);
  const { next: _next, ...rest } = slice;
  return {
    ...rest,
    ...{ bytes, troubles: 0, pages: slice.pages + 1 },
    ...(page.next === undefined ? {} : { next: page.next }),
    ...(isMarked(slice.pages) && slice.next !== undefined ? { mark: slice.next } : {}),
    brought: slice.brought + page.records.length,
    records: slice.records + inside.length,
    outside: slice.outside + page.records.length - inside.length,
  };
}

/** Which services have shown themselves: an application may be allowed to search some of them only. */
async function noteTypes(held: Held, records: readonly FoundRecord[]): Promise<void> {
  const search = held.search();
  const types = records.flatMap(({ type }) => (type === undefined ? [] : [type]));
  const found = [...new Set([...search.found, ...types])].sort((a, b) => a - b);
  if (found.length > search.found.length) await held.save({ ...search, found });
}

async function end(held: Held, world: SearchWorld, slice: Slice): Promise<void> {
  if (isCutOff(slice)) {
    const halves = findHalves(slice, held.search().slices);
    return held.put(slice, halves ?? [{ ...slice, state: 'done', cutOff: true }]);
  }
  if (slice.brought === 0 && !slice.doubted) return held.put(doubted(slice));
  const once: Slice = { ...slice, state: 'done' };
  return held.put(slice.records <= SMALL ? await secondReading(held, world, once) : once);
}
