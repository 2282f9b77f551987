import { DAY } from '../../../../core/clock.ts';
import type { WaitChange } from '../../../../core/step.ts';

/** Before Microsoft’s word it is not even put before the approvers. */
export const notYet = (target: string): WaitChange => ({
  kind: 'wait',
  summary: 'Wait until Microsoft has unassigned the policy and confirmed the end.',
  details: { operation: 'support.dep.confirmed', target, before: null, after: null },
  on: 'Microsoft’s confirmation that everything is wrapped anew',
  usually: 'days',
  lookAgain: DAY,
});
