import { offsetsIn } from '../times/offsets.ts';
import type { Bindings } from './bindings.ts';

// Offsets are worked out here and compared as instants: DuckDB's own zones take fifteen times as
// long, and come with an extension that not every build has.
const INSTANT = 'epoch_ms("at")';

const bigint = (value: number, binds: Bindings): string => `${binds.bind(value)}::bigint`;

/** Minutes between UTC and local time at the record's instant. */
function offsetSql(zone: string, binds: Bindings): string {
  const [first, ...later] = offsetsIn(zone, binds.span);
  const start = bigint(first?.minutes ?? 0, binds);
  if (later.length === 0) return start;
  const whens = later
    .toReversed()
    .map(
      ({ from, minutes }) =>
        `when ${INSTANT} >= ${bigint(from, binds)} then ${bigint(minutes, binds)}`,
    );
  return `case ${whens.join(' ')} else ${start} end`;
}

/**
 * Local minutes since Monday, 1 January of the year 1: positive for all that a record may claim, for
 * whole division and remainders are only the calendar's as long as nothing is below zero.
 */
const localSql = (zone: string, binds: Bindings): string =>
  `((${INSTANT} + 62135596800000) // 60000 + ${offsetSql(zone, binds)})`;

/** Minutes since local midnight, 0 to 1439. */
export const minuteOfDaySql = (zone: string, binds: Bindings): string =>
  `(${localSql(zone, binds)} % 1440)`;

/** 1 is Monday, 7 is Sunday. */
export const weekdaySql = (zone: string, binds: Bindings): string =>
  `((${localSql(zone, binds)} // 1440) % 7 + 1)`;
