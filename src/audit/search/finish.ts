import type { Keep } from '../../core/keep.ts';
import { ArchiveTrouble, type Archive } from '../archive/archive.ts';
import { foundTexts } from './found-texts.ts';
import type { Held } from './held.ts';
import { isOver, type Search } from './search.ts';
import { knownFrom, rememberSearched } from './searched.ts';
import type { SearchWorld } from './world.ts';

export interface Finishing extends SearchWorld {
  readonly tenant: string;
  readonly keep: Keep;
  readonly archive: Pick<Archive, 'add'>;
}

/** What nobody needs to ask Microsoft for again; the claim is made after the records are there. */
async function keepFound(held: Held, world: Finishing): Promise<Partial<Search>> {
  const search = held.search();
  try {
    const found = foundTexts(held.id, search, world.spool);
    await world.archive.add(world.tenant, found, () => ({ known: knownFrom(search) }));
    await rememberSearched(world.keep, world.tenant, held.id, search);
    return {};
  } catch (error) {
    if (!(error instanceof ArchiveTrouble)) throw error;
    return { notKept: error.message };
  }
}

const failureOf = ({ slices }: Search): string =>
  slices.find(({ state }) => state === 'failed')?.why ?? 'The search failed.';

/** Ends a search of which every part is over. Doing it again after a kill changes nothing. */
export async function finish(held: Held, world: Finishing): Promise<void> {
  const search = held.search();
  if (search.state !== 'searching' || !search.slices.every(isOver)) return;
  const endedAt = world.clock.now().toISOString();
  const isLost = search.slices.length > 0 && search.slices.every(({ state }) => state === 'failed');
  if (isLost) return held.save({ ...search, state: 'failed', endedAt, why: failureOf(search) });
  const more = await keepFound(held, world);
  await held.save({ ...held.search(), ...more, state: 'done', endedAt });
}
