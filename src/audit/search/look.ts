import { GatewayError } from '../../core/errors.ts';
import type { SearchSeen } from '../../gateways/audit-search.ts';
import { again, failed, found, stillRunning, troubled } from './changes.ts';
import type { Held } from './held.ts';
import type { Slice } from './search.ts';
import { findHalves } from './slices.ts';
import { due, type SearchWorld } from './world.ts';

const GONE = 'Microsoft does not know this part of the search any more.';
const FAILED = 'Microsoft could not finish this part of the search.';

/** Looks at what is running there, all at once, and notes what was seen one after the other. */
export async function lookAtSlices(held: Held, world: SearchWorld): Promise<void> {
  const slices = due(held, world, 'running');
  const seen = await Promise.all(slices.map((slice) => look(slice, world)));
  for (const [index, slice] of slices.entries()) {
    const next = seen[index];
    if (next !== undefined) await held.put(slice, halvedIf(next, held));
  }
}

/** What is cut off for certain is not worth reading while it can be halved. */
const halvedIf = (next: Slice, held: Held): readonly Slice[] =>
  (next.state === 'reading' && next.cutOff
    ? findHalves(next, held.search().slices)
    : undefined) ?? [next];

async function look(slice: Slice, world: SearchWorld): Promise<Slice> {
  const { gateway, clock, random } = world;
  if (slice.ref === undefined) return again(slice, GONE);
  try {
    return after(slice, await gateway.get(slice.ref), world);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.transient
      ? troubled(slice, error.message, clock.now(), random)
      : failed(slice, error.message);
  }
}

function after(slice: Slice, seen: SearchSeen | undefined, { clock, random }: SearchWorld): Slice {
  if (seen === undefined) return again(slice, GONE);
  switch (seen.state) {
    case 'running':
      return stillRunning(slice, clock.now(), random);
    case 'succeeded':
      return found(slice, seen, clock.now());
    case 'failed':
    case 'cancelled':
      return again(slice, FAILED);
  }
}
