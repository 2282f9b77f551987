import { after, SECOND } from '../../core/clock.ts';
import { beginSlices } from './begin.ts';
import { finish, type Finishing } from './finish.ts';
import type { Held } from './held.ts';
import { lookAtSlices } from './look.ts';
import { readSlices } from './read.ts';
import { isOver, type Search } from './search.ts';

/**
 * Goes on with a search as far as it can at this moment. Whenever it is killed, the next turn picks up
 * from what is on disk: names are written before anybody is asked, pages before the next one is.
 */
export async function advance(held: Held, world: Finishing): Promise<void> {
  await world.alone(() => beginSlices(held, world));
  await lookAtSlices(held, world);
  await readSlices(held, world);
  await finish(held, world);
}

/** When to go on; undefined when it is over. */
export function findNextTurn(search: Search, now: Date): string | undefined {
  if (search.state !== 'searching') return undefined;
  const open = search.slices.filter((slice) => !isOver(slice));
  // Those without a time wait for a free place, which is soon looked for.
  const [soonest] = open.map(({ lookAt }) => lookAt ?? after(now, SECOND)).sort();
  const at = soonest ?? now.toISOString();
  return at < now.toISOString() ? now.toISOString() : at;
}
