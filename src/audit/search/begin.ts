import { GatewayError } from '../../core/errors.ts';
import { failed, running, troubled } from './changes.ts';
import type { Held } from './held.ts';
import type { Slice } from './search.ts';
import { bodyOf, due, nameOf, type SearchWorld } from './world.ts';

/**
 * Begins what is planned, as far as Microsoft takes it, and finds out about what may have been begun:
 * the name is on disk before anybody is asked.
 */
export async function beginSlices(held: Held, world: SearchWorld): Promise<void> {
  for (const slice of due(held, world, 'creating')) await lookUp(held, world, slice);
  let free = await world.free();
  for (const slice of due(held, world, 'planned')) {
    if (free <= 0 || !(await ask(held, world, slice))) return;
    free -= 1;
  }
}

/** Asked for already, perhaps: only if nothing of this name is there is it asked for again. */
async function lookUp(held: Held, world: SearchWorld, slice: Slice): Promise<void> {
  try {
    const ref = await world.gateway.find(nameOf(held.id, slice));
    if (ref === undefined) await held.put({ ...slice, state: 'planned' });
    else await held.put(running(slice, ref, world.clock.now(), world.random));
  } catch (error) {
    await refused(held, world, slice, error);
  }
}

/** True: go on with the next one. */
async function ask(held: Held, world: SearchWorld, planned: Slice): Promise<boolean> {
  const { clock, gateway, random } = world;
  const slice: Slice = { ...planned, state: 'creating' };
  await held.put(slice);
  try {
    const how = { fresh: slice.doubted };
    const ref = await gateway.create(bodyOf(held.id, held.search(), slice), how);
    await held.put(running(slice, ref, clock.now(), random));
    return true;
  } catch (error) {
    const begun = error instanceof GatewayError && error.unknownOutcome;
    await refused(held, world, { ...slice, state: begun ? 'creating' : 'planned' }, error);
    return false;
  }
}

async function refused(held: Held, world: SearchWorld, slice: Slice, error: unknown) {
  if (!(error instanceof GatewayError)) throw error;
  if (error.transient)
    await held.put(troubled(slice, error.message, world.clock.now(), world.random));
  else await giveUp(held, error.message);
}

/** A permission is missing, or the log is off: the same would be said about every other part. */
async function giveUp(held: Held, why: string): Promise<void> {
  const search = held.search();
  const isWaiting = ({ state }: Slice) => state === 'planned' || state === 'creating';
  const slices = search.slices.map((slice) => (isWaiting(slice) ? failed(slice, why) : slice));
  await held.save({ ...search, slices });
}
