import { DateTime, IANAZone } from 'luxon';

import type { Unit } from '../query.ts';

/**
 * Local time in a zone without the zone: milliseconds as if it were UTC. Calendar arithmetic is done
 * on these, and turned into instants last, so that no hour is lost or doubled on the way.
 */
export type Wall = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Throws where there is no such zone: those that people name are checked before (`findZone`). */
export function getZone(name: string): IANAZone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new Error(`There is no time zone named ${name}`);
  return zone;
}

/** What the clock on the wall shows at an instant. */
export const wallOf = (instant: number, zone: IANAZone): Wall =>
  instant + zone.offset(instant) * MINUTE;

// Further from an instant than any zone is from UTC, nearer than two changes of a zone's offset.
const REACH = 26 * HOUR;

/** The instants at which the clock on the wall shows this: none or two when clocks are changed. */
export function instantsOf(wall: Wall, zone: IANAZone): readonly number[] {
  const offsets = new Set([zone.offset(wall - REACH), zone.offset(wall + REACH)]);
  return [...offsets]
    .filter((offset) => zone.offset(wall - offset * MINUTE) === offset)
    .map((offset) => wall - offset * MINUTE)
    .sort((a, b) => a - b);
}

/** The first instant of a local day (or month …), also where clocks jump over its midnight. */
export const startInstant = (wall: Wall, zone: IANAZone): number =>
  instantsOf(wall, zone)[0] ?? wall - zone.offset(wall - REACH) * MINUTE;

const dateTime = (wall: Wall): DateTime => DateTime.fromMillis(wall, { zone: 'utc' });

/** Start of the unit that holds this time; weeks begin on Monday. */
export const floorTo = (wall: Wall, unit: Unit): Wall => dateTime(wall).startOf(unit).toMillis();

/** So many units later; at the end of a shorter month its last day. */
export const plus = (wall: Wall, count: number, unit: Unit): Wall =>
  dateTime(wall)
    .plus({ [`${unit}s`]: count })
    .toMillis();

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (wall: Wall): number => dateTime(wall).weekday;
export const yearOf = (wall: Wall): number => dateTime(wall).year;

/** A day of the calendar; undefined where there is none, such as 31 February. */
export function findDay(year: number, month: number, day: number): Wall | undefined {
  const found = DateTime.utc(year, month, day);
  return found.isValid ? found.toMillis() : undefined;
}

/** `3 August 2026`, or with a time of day `3 August 2026 18:00`. */
export const showWall = (wall: Wall): string =>
  dateTime(wall)
    .setLocale('en-GB')
    .toFormat(wall % DAY === 0 ? 'd LLLL yyyy' : 'd LLLL yyyy HH:mm');
