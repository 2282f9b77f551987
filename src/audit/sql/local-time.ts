import { offsetsIn } from '../times/offsets.ts';
import type { Bindings } from './bindings.ts';

// Offsets are worked out here and compared as instants: DuckDB's own zones take fifteen times as
// long, and come with an extension that not every build has.
const secondsSql = 'epoch("at")';

/** Minutes between UTC and local time at the record's instant. */
function offsetSql(zone: string, binds: Bindings): string {
  const [first, ...later] = offsetsIn(zone, binds.span);
  const start = `${binds.bind(first?.minutes ?? 0)}::bigint`;
  if (later.length === 0) return start;
  const whens = later
    .toReversed()
    .map(
      ({ from, minutes }) =>
        `when ${secondsSql} >= ${binds.bind(from / 1000)}::double then ${binds.bind(minutes)}::bigint`,
    );
  return `case ${whens.join(' ')} else ${start} end`;
}

/** Local minutes since 1970-01-01 00:00. */
const localSql = (zone: string, binds: Bindings): string =>
  `(floor(${secondsSql} / 60)::bigint + ${offsetSql(zone, binds)})`;

/** Minutes since local midnight, 0 to 1439; right also for times before 1970. */
export const minuteOfDaySql = (zone: string, binds: Bindings): string =>
  `((${localSql(zone, binds)} % 1440 + 1440) % 1440)`;

/** 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday. */
export const weekdaySql = (zone: string, binds: Bindings): string =>
  `(((floor(${localSql(zone, binds)} / 1440.0)::bigint + 3) % 7 + 7) % 7 + 1)`;
