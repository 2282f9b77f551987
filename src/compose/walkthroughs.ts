import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { deputiesOf, type Policy, type PolicySource } from '../core/policy.ts';
import type { Known } from '../core/policy-lint.ts';
import type { Runs } from '../core/runs.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import { policyFileAt } from '../gateways/files/policy-file.ts';
import { findOpenDrift } from '../jobs/open-drift.ts';
import type { Store } from '../store/open.ts';
import { auditArchive } from '../walkthroughs/audit-archive/walkthrough.ts';
import { changePolicy } from '../walkthroughs/change-policy/walkthrough.ts';
import { createSubscription } from '../walkthroughs/customer-key/create-subscription.ts';
import { offboardCustomerKey } from '../walkthroughs/customer-key/later/offboard/offboard.ts';
import { recoverKey } from '../walkthroughs/customer-key/later/recover.ts';
import { rollKey } from '../walkthroughs/customer-key/later/roll.ts';
import { customerKey } from '../walkthroughs/customer-key/walkthrough.ts';
import { delegateApprovals } from '../walkthroughs/delegate/walkthrough.ts';
import { turnOffAuditing } from '../walkthroughs/dynamics-auditing/turn-off.ts';
import { undoAuditing } from '../walkthroughs/dynamics-auditing/undo.ts';
import { dynamicsAuditing } from '../walkthroughs/dynamics-auditing/walkthrough.ts';
import { driftException } from '../walkthroughs/exception/walkthrough.ts';
import { erasureOf } from './erasure.ts';
import type { Gateways } from './gateways.ts';

export interface WalkthroughParts {
  readonly gateways: Gateways;
  readonly store: Store;
  readonly clock: Clock;
  /** Runs as they stand, without a walkthrough to go on with. */
  readonly past: Runs;
  readonly policy: PolicySource;
  readonly builtIn: Policy;
  readonly known: () => Known;
  /** Has the cards of a run drawn anew. */
  readonly redraw: (run: string) => void;
}

/** Everything that can be set up, changed or taken away, in the order of the menu. */
export function walkthroughsOf(
  { tenantId: tenant, approvals: { policyFile } }: Config,
  { gateways, store, clock, past, policy, builtIn, known, redraw }: WalkthroughParts,
): readonly Walkthrough[] {
  const { directory } = gateways;
  return [
    dynamicsAuditing(gateways),
    undoAuditing(gateways, past),
    turnOffAuditing(gateways),
    auditArchive({ unifiedAudit: gateways.unifiedAudit, content: gateways.auditContent }),
    customerKey(gateways.customerKey),
    createSubscription(gateways.customerKey),
    rollKey(gateways.customerKey, past),
    recoverKey(gateways.customerKey, past),
    offboardCustomerKey(gateways.customerKey, past),
    changePolicy({
      ...{ builtIn, directory, known },
      file: policyFile === undefined ? undefined : policyFileAt(policyFile),
    }),
    driftException({
      findOpen: () => findOpenDrift({ tenant, due: store.due, runs: past }),
      now: clock.now,
    }),
    delegateApprovals({
      ...{ directory, clock },
      deputiesFor: async (approver) => deputiesOf(await policy(), approver),
    }),
    erasureOf({ tenant, store, directory, redraw }),
  ];
}
