import { MINUTE, SECOND } from '../core/clock.ts';

/** Trying again cannot help: the work goes to the dead letters at once, where people see it. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

export const MOST_ATTEMPTS = 8;
const FIRST = 5 * SECOND;
/** Seven waits lead from the first to the longest: half an hour until it is given up. */
const GROWTH = 2.4;
const LONGEST = 15 * MINUTE;

/** From 5 s to 15 min, give or take a quarter, so that failures do not march in step. */
export const backOff = (attempts: number, random: () => number): number =>
  Math.round(Math.min(LONGEST, FIRST * GROWTH ** (attempts - 1)) * (0.75 + random() / 2));
