import { GatewayError } from './errors.ts';
import { planOf } from './look.ts';
import type { Change, Looking, Step } from './step.ts';

/** What a step would do now. */
export interface Foreseen {
  readonly step: Step;
  readonly plan: readonly Change[];
  /** It could not be looked at, and why; never taken for "holds". */
  readonly unseen?: string;
}

async function look(step: Step, looking: Looking): Promise<Foreseen> {
  try {
    return { step, plan: await planOf(step, looking) };
  } catch (error) {
    if (error instanceof GatewayError) return { step, plan: [], unseen: error.message };
    throw error;
  }
}

/** The whole walkthrough as a plan: every step is checked at once and nothing is touched. */
export const foresee = (steps: readonly Step[], looking: Looking): Promise<readonly Foreseen[]> =>
  Promise.all(steps.map((step) => look(step, looking)));
