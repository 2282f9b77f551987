import type { Change, Step } from '../../../core/step.ts';
import type { Vault } from '../../../gateways/azure-vaults.ts';
import { APPLICATIONS } from '../applications.ts';
import { vaultOf } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import { ACCESS_SOURCES } from '../sources/access.ts';
import type { Site } from '../world.ts';
import { granted } from './access-granted.ts';
import { enough, heldKeys, inWords, mayWrap } from './access-held.ts';
import { mistakes } from './access-mistakes.ts';

/** Checks ACC-2 to ACC-5: the application may wrap and unwrap, in the model that is active. */
export const access = (site: Site, branch: Branch): Step => ({
  id: `access-${branch.number}`,
  title: `Microsoft’s application may use the keys in ${branch.answer.vault}`,
  stage: 'Access',
  risk: 'routine',
  custody: branch.custody,
  sources: [ACCESS_SOURCES.role, ACCESS_SOURCES.model, ACCESS_SOURCES.spreading],
  after: [`vault-${branch.number}`, 'application'],
  async check() {
    const vault = await vaultOf(branch);
    // Another model than the chosen one is the vault step's to settle, before this is applied.
    if (vault === undefined || vault.permissionModel !== site.answers.permissionModel)
      return [granted(site, branch, [])];
    const held = await heldBy(site, branch, vault);
    return held.length > 0 ? [] : missing(site, branch, vault);
  },
  async found() {
    const vault = await branch.vault();
    const held = vault === undefined ? [] : await heldBy(site, branch, vault);
    return `It holds ${held.join(', ') || 'nothing any more'}. A right that was just given can take up to ten minutes to work.`;
  },
});

async function missing(site: Site, branch: Branch, vault: Vault): Promise<readonly Change[]> {
  const principal = await site.application(APPLICATIONS.encryption);
  return [granted(site, branch, await mistakes(site, branch, vault, principal?.id))];
}

/** What it holds that counts, in words; empty when that is not enough. */
const heldBy = (site: Site, branch: Branch, vault: Vault): Promise<readonly string[]> =>
  vault.permissionModel === 'roles' ? byRoles(site, branch) : byPolicies(site, vault);

async function byRoles(site: Site, branch: Branch): Promise<readonly string[]> {
  const [principal, all] = await Promise.all([
    site.application(APPLICATIONS.encryption),
    branch.rights(),
  ]);
  if (principal === undefined) return [];
  const { id } = principal;
  const own = all.filter((one) => one.principal.toLowerCase() === id.toLowerCase());
  const direct = enough(own, branch.vaultId);
  // Only the directory knows groups, so they are asked for where nothing else is found.
  const found = direct.length > 0 ? direct : enough(await branch.rights(id), branch.vaultId);
  return found.map((one) => inWords(one, branch.vaultId));
}

async function byPolicies(site: Site, vault: Vault): Promise<readonly string[]> {
  const principal = await site.application(APPLICATIONS.encryption);
  if (principal === undefined) return [];
  const held = heldKeys(vault.accessPolicies, principal.id, vault.tenantId);
  return mayWrap(held) ? [`an access policy for ${[...held].sort().join(', ')}`] : [];
}
