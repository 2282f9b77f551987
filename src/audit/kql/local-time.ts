import { kqlNumber, kqlTime } from '../../gateways/kql.ts';
import type { Span } from '../reader.ts';
import { offsetsIn } from '../times/offsets.ts';

/**
 * Local time of a record as a KQL datetime. Offsets are worked out here, so that days and hours begin
 * where those of the archive do, whatever edition of the zones the workspace goes by.
 */
export function localKql(zone: string, span: Span): string {
  const [first, ...later] = offsetsIn(zone, span);
  const start = kqlNumber(first?.minutes ?? 0);
  if (later.length === 0) return `(At + ${start} * 1m)`;
  const cases = later
    .toReversed()
    .map(({ from, minutes }) => `At >= ${kqlTime(new Date(from))}, ${kqlNumber(minutes)}, `);
  return `(At + case(${cases.join('')}${start}) * 1m)`;
}

/** Minutes since local midnight, 0 to 1439. */
export function minuteOfDayKql(zone: string, span: Span): string {
  const local = localKql(zone, span);
  return `(datetime_part('hour', ${local}) * 60 + datetime_part('minute', ${local}))`;
}

/** 1 is Monday, 7 is Sunday; KQL counts from Sunday, as a span of days. */
export const weekdayKql = (zone: string, span: Span): string =>
  `((tolong(dayofweek(${localKql(zone, span)}) / 1d) + 6) % 7 + 1)`;
