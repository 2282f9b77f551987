import type { RunHeading } from '../core/ledger.ts';
import type { Runs } from '../core/runs.ts';

export type Found =
  | { readonly kind: 'found'; readonly heading: RunHeading }
  | { readonly kind: 'unclear'; readonly says: string };

/** The run that is named, or the only one it can be: guessing between two would be wrong. */
export async function findRun(runs: Runs, run: string | undefined, verb: string): Promise<Found> {
  const all = await runs.list();
  if (run !== undefined) {
    const heading = all.find((each) => each.run === run);
    return heading === undefined
      ? { kind: 'unclear', says: `There is no run ${run}. Type status to see the runs.` }
      : { kind: 'found', heading };
  }
  // Not every kind of run can say how it is: then the newest one that can is meant.
  const able = verb === 'health' ? all.filter((each) => runs.find(each.walkthrough)?.health) : [];
  const likely = able.length > 0 ? able : all;
  const open = likely.filter((each) => each.open);
  const [only, ...others] = open.length > 0 ? open : likely.slice(0, 1);
  if (only === undefined)
    return { kind: 'unclear', says: 'There is no run yet. Type help to see what can be set up.' };
  return others.length === 0
    ? { kind: 'found', heading: only }
    : {
        kind: 'unclear',
        says: `Several runs are open. Say which one: ${open.map((each) => `${verb} ${each.run}`).join(', ')}.`,
      };
}
