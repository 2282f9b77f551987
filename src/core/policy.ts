import { HOUR } from './clock.ts';
import type { Risk } from './step.ts';

/** What a risk demands before a plan may be applied. Durations in milliseconds. */
export interface Rule {
  /** Distinct approvers, none of them the requester. */
  readonly quorum: number;
  /** A request without enough approvals by then is refused: silence means no. */
  readonly expiresAfter: number;
  /** From the request to the earliest moment of applying. */
  readonly coolDown: number;
  /** To be typed by each approver. */
  readonly phrase?: string;
}

export type Policy = Readonly<Record<Risk, Rule>>;

export const ONE_WAY_PHRASE = 'this cannot be undone';

/** The rule for each risk; only the expiry is a matter of configuration. */
export const policyWith = (expiresAfter = 72 * HOUR): Policy => ({
  routine: { quorum: 1, expiresAfter, coolDown: 0 },
  sensitive: { quorum: 2, expiresAfter, coolDown: 0 },
  irreversible: { quorum: 2, expiresAfter, coolDown: HOUR, phrase: ONE_WAY_PHRASE },
});
