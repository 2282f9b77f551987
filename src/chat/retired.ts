import type { RunHeading } from '../core/ledger.ts';
import type { Runs } from '../core/runs.ts';

type Reading = Pick<Runs, 'find' | 'list' | 'read'>;

const isFinished = async (runs: Reading, run: string): Promise<boolean> =>
  (await runs.read(run)).some(({ kind }) => kind === 'finished');

/** The finished run that took away on purpose what this one set up, if that is how it stands. */
export async function findRetiring(runs: Reading, run: string): Promise<RunHeading | undefined> {
  const all = await runs.list();
  const place = all.findIndex((heading) => heading.run === run);
  const later = all.slice(0, Math.max(0, place));
  for (const heading of later.filter(({ subject }) => subject === all[place]?.subject)) {
    const { retires, drift } = runs.find(heading.walkthrough) ?? {};
    if (retires !== true && drift === undefined) continue;
    // The newest that came to its end decides: what was set up again is wanted again.
    if (await isFinished(runs, heading.run)) return retires === true ? heading : undefined;
  }
  return undefined;
}
