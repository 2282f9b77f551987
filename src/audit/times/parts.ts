import type { Period, Unit } from '../query.ts';
import { offsetsIn } from './offsets.ts';
import { DAY, floorTo, getZone, HOUR, MINUTE, plus, startInstant, wallOf } from './wall.ts';

/** How far local time is into its hour at an instant. */
const intoHour = (instant: number, minutes: number): number =>
  (((instant + minutes * MINUTE) % HOUR) + HOUR) % HOUR;

/**
 * Starts of local hours. Where clocks go back an hour, two of them bear the same name; where they
 * are moved by half an hour (Lord Howe), an hour is half as long or half as long again.
 */
function* hoursOf({ from, to, zone }: Period): Generator<number> {
  const offsets = offsetsIn(zone, { from, to });
  for (const [place, { from: start, minutes }] of offsets.entries()) {
    const [earlier, later] = [offsets[place - 1], offsets[place + 1]];
    const until = Math.min(Date.parse(to), later?.from ?? Infinity);
    const into = intoHour(start, minutes);
    if (earlier !== undefined && into > 0 && minutes > earlier.minutes) yield start;
    const first = into === 0 || earlier === undefined ? start - into : start - into + HOUR;
    for (let hour = first; hour < until; hour += HOUR) yield hour;
  }
}

function* calendarUnitsOf({ from, to, zone: name }: Period, unit: Unit): Generator<number> {
  const zone = getZone(name);
  let wall = floorTo(wallOf(Date.parse(from), zone), unit);
  for (let start = startInstant(wall, zone); start < Date.parse(to);) {
    yield start;
    wall = plus(wall, 1, unit);
    start = startInstant(wall, zone);
  }
}

/**
 * Starts of the hours, days, … of a period in its zone, as ISO instants, in order. The first part is
 * the one that holds the period's beginning, so it may start before it; each ends where the next begins.
 */
export function partsOf(period: Period, unit: Unit): readonly string[] {
  const starts = unit === 'hour' ? hoursOf(period) : calendarUnitsOf(period, unit);
  return Array.from(starts, (start) => new Date(start).toISOString());
}

// About a hundred points at most, for more cannot be told apart in a chart. A little more than two
// days, for clocks may go back in them.
const LONGEST: readonly (readonly [days: number, unit: Unit])[] = [
  [2.1, 'hour'],
  [92.1, 'day'],
  [366.1, 'week'],
  [3700, 'month'],
];

/** The unit in which a series over this period is shown unless another one is asked for. */
export function unitFor({ from, to }: Pick<Period, 'from' | 'to'>): Unit {
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  return LONGEST.find(([most]) => days <= most)?.[1] ?? 'year';
}
