import type { Step } from './step.ts';

/** What became of a step in one pass; `blocked` when a step before it does not hold yet. */
export type Ordered<T> = T | { readonly state: 'blocked' };

/** The steps that must hold before this one: those it names, or all of earlier stages. */
function before(step: Step, steps: readonly Step[]): readonly string[] {
  if (step.after !== undefined) return step.after;
  const stage = steps.findIndex((each) => each.stage === step.stage);
  return steps.slice(0, stage).map(({ id }) => id);
}

/**
 * Settles every step as soon as the steps before it hold and its lane is free, so that the time of
 * a walkthrough is that of its longest chain. All are waited for, whatever became of one: only
 * then is the first fault thrown.
 */
export async function inOrder<T extends { readonly state: string }>(
  steps: readonly Step[],
  settle: (step: Step) => Promise<T>,
): Promise<readonly Ordered<T>[]> {
  const settled = new Map<string, Promise<Ordered<T>>>();
  const lanes = new Map<string, Promise<unknown>>();
  for (const step of steps) {
    const lane = step.lane ?? step.id;
    const earlier = before(step, steps).flatMap((id) => settled.get(id) ?? []);
    const free = lanes.get(lane) ?? Promise.resolve();
    const work = settleAfter(earlier, free, () => settle(step));
    settled.set(step.id, work);
    lanes.set(lane, work);
  }
  const results = await Promise.allSettled(settled.values());
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function settleAfter<T extends { readonly state: string }>(
  earlier: readonly Promise<Ordered<T>>[],
  free: Promise<unknown>,
  settle: () => Promise<T>,
): Promise<Ordered<T>> {
  const [outcomes] = await Promise.all([Promise.allSettled(earlier), free.catch(() => undefined)]);
  const allHold = outcomes.every(
    (outcome) => outcome.status === 'fulfilled' && outcome.value.state === 'holds',
  );
  return allHold ? settle() : { state: 'blocked' };
}
