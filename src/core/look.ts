import type { Change, Guide, Looking, Step } from './step.ts';

/**
 * What a step finds missing. A plan that nobody could ever settle is a bug of the step: it is
 * thrown before anybody is asked for anything.
 */
export async function planOf(step: Step, looking: Looking): Promise<readonly Change[]> {
  const plan = await step.check(looking);
  for (const change of plan) if (change.kind === 'guided') demandReader(step, change.guide);
  return plan;
}

function demandReader({ id, read }: Step, { asks, proof }: Guide): void {
  if (asks === undefined) return;
  if (read === undefined) throw new Error(`Step ${id} asks for a text that it cannot read.`);
  if (proof === 'observed')
    throw new Error(`Step ${id} asks for a text, and is observed: it has to be one or the other.`);
}
