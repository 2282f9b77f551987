import type { GuidedChange } from '../core/step.ts';

/** Approvers approve the very instructions: they are part of what is digested. */
export const withInstructions = (change: GuidedChange): GuidedChange => ({
  ...change,
  details: {
    ...change.details,
    instructions: [...change.guide.steps, ...(change.guide.command ? [change.guide.command] : [])],
  },
});
