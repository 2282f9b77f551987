import { MINUTE, SECOND } from '../core/clock.ts';

/** Trying again cannot help: the work goes to the dead letters at once, where people see it. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

export const MOST_ATTEMPTS = 8;
const FIRST = 5 * SECOND;
const LONGEST = 15 * MINUTE;

/** From 5 s to 15 min, doubling, give or take a quarter, so that failures do not march in step. */
export const backOff = (attempts: number, random: () => number): number =>
  Math.min(LONGEST, FIRST * 2 ** (attempts - 1) * (0.75 + random() / 2));
