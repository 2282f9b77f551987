import { IANAZone } from 'luxon';

import type { Span } from '../reader.ts';

/** From this instant on (milliseconds), local time is so many minutes ahead of UTC. */
export interface Offset {
  readonly from: number;
  readonly minutes: number;
}

// Shorter than any time a zone has kept to one offset: Morocco goes back for Ramadan's four weeks.
const STRIDE = 7 * 24 * 3_600_000;

/** The instant in `(low, high]` at which the offset changes, to the second. */
function changeBetween(zone: IANAZone, low: number, high: number): number {
  const before = zone.offset(low);
  let [known, other] = [low, high];
  while (other - known > 1000) {
    const middle = Math.floor((known + other) / 2000) * 1000;
    if (zone.offset(middle) === before) known = middle;
    else other = middle;
  }
  return other;
}

/** The offsets of a zone throughout a span, the first one from its start (or before). */
export function offsetsIn(zoneName: string, { from, to }: Span): readonly Offset[] {
  const zone = IANAZone.create(zoneName);
  if (!zone.isValid) throw new Error(`There is no time zone named ${zoneName}`);
  const [start, end] = [Math.floor(Date.parse(from) / 1000) * 1000, Date.parse(to)];
  const offsets: Offset[] = [{ from: start, minutes: zone.offset(start) }];
  for (let low = start; low < end; low += STRIDE) {
    const high = low + STRIDE;
    if (zone.offset(low) === zone.offset(high)) continue;
    offsets.push({ from: changeBetween(zone, low, high), minutes: zone.offset(high) });
  }
  return offsets;
}
