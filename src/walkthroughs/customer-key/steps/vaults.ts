import type { Step } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { botMayUseKeys } from './bot-access.ts';
import { auditEventsSent } from './diagnostics.ts';
import { groupExists } from './group.ts';
import { insightsRegistered } from './insights.ts';
import { vaultLocked } from './lock.ts';
import { vaultReady } from './vault.ts';

const afterwards = (step: Step, ...earlier: readonly string[]): Step => ({
  ...step,
  after: earlier,
});

/**
 * All about the vault of one branch, each as soon as what it rests on holds: the other branch is
 * never waited for. `ready` are the ids of earlier steps that this branch needs.
 */
export function vaultSteps(site: Site, branch: Branch, ready: readonly string[]): readonly Step[] {
  const group = groupExists(site, branch);
  const vault = vaultReady(site, branch);
  const { workspace } = site.answers;
  const insights = insightsRegistered(site, branch);
  const logging =
    workspace === undefined
      ? []
      : [
          afterwards(insights, ...ready),
          afterwards(auditEventsSent(site, branch, workspace), ...ready, vault.id, insights.id),
        ];
  return [
    afterwards(group, ...ready),
    afterwards(vault, ...ready, group.id),
    afterwards(vaultLocked(site, branch), ...ready, vault.id),
    ...logging,
    afterwards(botMayUseKeys(site, branch), ...ready, vault.id),
  ];
}
