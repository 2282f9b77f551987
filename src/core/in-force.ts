import type { Entry } from './ledger.ts';
import type { Details } from './step.ts';

/** A change that was applied, and with which entry it came into force. */
export interface InForce {
  readonly at: string;
  readonly seq: number;
  readonly details: Details;
}

/**
 * What is set by approved changes to the bot itself (policy, deputies, exceptions) stands in the
 * ledger and nowhere else: a change of such an operation is in force because it was applied.
 * Oldest first.
 */
export const appliedOf = (history: readonly Entry[], operation: string): readonly InForce[] =>
  history.flatMap((entry) =>
    entry.kind === 'applied' && entry.change.details.operation === operation
      ? [{ at: entry.at, seq: entry.seq, details: entry.change.details }]
      : [],
  );
