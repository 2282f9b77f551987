import type { NamedPeriod, Period } from '../query.ts';
import type { Span } from '../reader.ts';
import { DAY, floorTo, getZone, HOUR, plus, startInstant, wallOf } from './wall.ts';
import type { Wall } from './wall.ts';

const iso = (instant: number): string => new Date(instant).toISOString();

interface Walls {
  readonly from: Wall;
  readonly to: Wall;
}

function wholeAround(now: Wall, { unit, back }: Extract<NamedPeriod, { kind: 'whole' }>): Walls {
  const from = plus(floorTo(now, unit), -back, unit);
  return { from, to: plus(from, 1, unit) };
}

/**
 * When a named period is, asked now. `whole`: the calendar unit, up to its end. `last`: hours are
 * counted back from this instant; other units end with today, so `last 7 days` are today up to now
 * and the six days before, `last 2 weeks` are fourteen days, `last 3 months` on 21 November began
 * on 22 August.
 */
export function spanOf(named: NamedPeriod, now: Date, zoneName: string): Span {
  const zone = getZone(zoneName);
  const wall = wallOf(now.getTime(), zone);
  if (named.kind === 'last' && named.unit === 'hour')
    return { from: iso(now.getTime() - named.count * HOUR), to: now.toISOString() };
  if (named.kind === 'last') {
    const from = plus(floorTo(wall, 'day') + DAY, -named.count, named.unit);
    return { from: iso(startInstant(from, zone)), to: now.toISOString() };
  }
  if (named.unit === 'hour') return wholeHour(now, wall, named.back);
  const { from, to } = wholeAround(wall, named);
  return { from: iso(startInstant(from, zone)), to: iso(startInstant(to, zone)) };
}

// Hours are counted as time passes: where clocks go back, two of them bear the same name.
function wholeHour(now: Date, wall: Wall, back: number): Span {
  const from = now.getTime() - (wall - floorTo(wall, 'hour')) - back * HOUR;
  return { from: iso(from), to: iso(from + HOUR) };
}

/** The same period, asked at another time: a named one moves along, a dated one stays. */
export function resolve(period: Period, now: Date): Period {
  if (period.named === undefined) return period;
  return { ...period, ...spanOf(period.named, now, period.zone) };
}

/** Local days between two midnights; undefined if one of the ends is not a midnight. */
function findDays({ from, to, zone: name }: Period): number | undefined {
  const zone = getZone(name);
  const [start, end] = [from, to].map((each) => {
    const day = floorTo(wallOf(Date.parse(each), zone), 'day');
    return startInstant(day, zone) === Date.parse(each) ? day : undefined;
  });
  return start === undefined || end === undefined ? undefined : Math.round((end - start) / DAY);
}

/**
 * The period before, up to where this one begins: the calendar unit before a whole one, as many local
 * days where days are whole, else the same length.
 */
export function before(period: Period): Span {
  const { from, to, named, zone: name } = period;
  const [zone, start] = [getZone(name), Date.parse(from)];
  const wall = wallOf(start, zone);
  const back = (to: Wall): Span => ({ from: iso(startInstant(to, zone)), to: from });
  if (named?.kind === 'whole' && named.unit !== 'hour')
    return back(plus(floorTo(wall, 'day'), -1, named.unit));
  const days = findDays(period);
  if (days !== undefined) return back(plus(floorTo(wall, 'day'), -days, 'day'));
  return { from: iso(start - (Date.parse(to) - start)), to: from };
}
