import type { Step } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { missingPolicy, policyInWords } from '../vaults/bot-policy.ts';
import { missingRole, rolesInWords } from '../vaults/bot-role.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

/** In the model that counts there. Sensitive, for the bot gives itself more than it had. */
export function botMayUseKeys(site: Site, branch: Branch): Step {
  const byRoles = site.answers.permissionModel === 'roles';
  const missing = byRoles ? missingRole : missingPolicy;
  const inWords = byRoles ? rolesInWords : policyInWords;
  return {
    id: `bot-access-${branch.number}`,
    title: `The bot may work with the keys in ${branch.answer.vault}`,
    stage: 'Vaults',
    risk: 'sensitive',
    custody: branch.custody,
    sources: [
      byRoles ? VAULT_SOURCES.officer : VAULT_SOURCES.adminPolicy,
      VAULT_SOURCES.oneModel,
      VAULT_SOURCES.spreading,
    ],
    check: () =>
      orSpreading(branch.vaultId, async () => {
        const change = await missing(site, branch);
        return change === undefined ? [] : [change];
      }),
    found: () => inWords(site, branch),
  };
}
