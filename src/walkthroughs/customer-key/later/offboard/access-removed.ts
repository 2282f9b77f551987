import { DAY } from '../../../../core/clock.ts';
import type { Entry } from '../../../../core/ledger.ts';
import type { Change, GuidedChange, Step } from '../../../../core/step.ts';
import { withInstructions } from '../../../instructions.ts';
import { APPLICATIONS } from '../../applications.ts';
import type { Branch } from '../../branch.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';

const ONE_WAY =
  'Whatever is still wrapped with this key can no longer be opened from then on. If Microsoft’s confirmation was wrong, data is cut off.';

const isConfirmed = (entries: readonly Entry[]): boolean =>
  entries.some((entry) => entry.kind === 'attested' && entry.step === 'end-confirmed');

/** Every right of Microsoft's application at this vault, whichever model counts there. */
async function rightsOf(site: Site, branch: Branch) {
  const [vault, principal] = await Promise.all([
    branch.vault(),
    site.application(APPLICATIONS.encryption),
  ]);
  if (vault === undefined || principal === undefined) return undefined;
  const roles = await branch.rights(principal.id);
  const policies = vault.accessPolicies.filter(({ objectId }) => objectId === principal.id);
  return roles.length + policies.length === 0 ? undefined : principal.id;
}

/** By hand and last of all; keys and vaults are left, and purging is never offered. */
export const accessRemoved = (site: Site, branch: Branch): Step => ({
  id: `access-removed-${branch.number}`,
  title: `Microsoft’s application no longer reaches the ${branch.label}`,
  stage: 'Access removed',
  risk: 'irreversible',
  oneWay: ONE_WAY,
  custody: branch.custody,
  sources: [LATER_SOURCES.keep, LATER_SOURCES.purge],
  async check({ entries }) {
    const principal = await rightsOf(site, branch);
    if (principal === undefined) return [];
    // Before Microsoft’s word it is not even put before the approvers.
    return [isConfirmed(entries) ? withInstructions(remove(branch, principal)) : notYet(branch)];
  },
  found: () =>
    Promise.resolve(
      'No right of the application is seen. The vault and its keys are left as they are; with purge protection they outlive their deletion by 90 days.',
    ),
});

const notYet = (branch: Branch): Change => ({
  kind: 'wait',
  summary: 'Wait for Microsoft’s confirmation.',
  details: {
    operation: 'support.dep.confirmed',
    target: branch.vaultId,
    before: null,
    after: null,
  },
  on: 'Microsoft’s confirmation that everything is wrapped anew',
  usually: 'days',
  lookAgain: DAY,
});

const remove = (branch: Branch, principal: string): GuidedChange => ({
  kind: 'guided',
  summary: `Take the rights of M365DataAtRestEncryption at ${branch.answer.vault} away, by hand.`,
  details: {
    operation: 'keyvault.access.remove',
    target: branch.vaultId,
    before: { application: APPLICATIONS.encryption },
    after: null,
  },
  guide: {
    steps: [
      `Run the commands below as somebody who may change access to ${branch.answer.vault}.`,
      'Leave the key, its versions and the vault: disabling or deleting them helps nobody and cannot always be taken back.',
    ],
    command:
      `az role assignment delete --assignee ${principal} --scope ${branch.vaultId}\n` +
      `az keyvault delete-policy --name ${branch.answer.vault} --object-id ${principal}`,
    proof: 'observed',
    statement: `M365DataAtRestEncryption has no rights at ${branch.answer.vault}.`,
  },
});
