import type { Entry } from './ledger.ts';

/** The latest time that stands in a run. Not always the last one: a clock can be set back. */
export const latestIn = (entries: readonly Entry[]): Date =>
  new Date(Math.max(0, ...entries.map(({ at }) => Date.parse(at))));

/**
 * Now, but never before what the ledger has seen already: a clock that is set back must neither
 * bring an expired request back to life nor make a cool-down begin in the past.
 */
export const noEarlier = (entries: readonly Entry[], now: Date): Date => {
  const latest = latestIn(entries);
  return latest > now ? latest : now;
};
