import type { AskedStep } from '../core/asks.ts';
import { approvalsOf, missingGroups } from '../core/quorum.ts';

type Asked = Pick<AskedStep, 'votes' | 'quorum' | 'groups' | 'state'>;

/** How many approvers a step still needs: a group without an approver of its own counts as one. */
export const stillNeeded = (step: Asked): number =>
  Math.max(step.quorum - approvalsOf(step.votes).length, missingGroups(step).length);

/** ` Still missing: one of Security and one of Legal.`; empty where no group is. */
export function groupsLine(steps: readonly Asked[]): string {
  const pending = steps.filter(({ state }) => state === 'pending');
  const names = new Set(pending.flatMap((step) => missingGroups(step).map(({ name }) => name)));
  const each = [...names].map((name) => `one of ${name}`);
  return each.length === 0 ? '' : ` Still missing: ${each.join(' and ')}.`;
}
