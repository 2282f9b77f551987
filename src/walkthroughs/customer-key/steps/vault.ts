import { SECOND } from '../../../core/clock.ts';
import type { Change, Looking, Step, WaitChange } from '../../../core/step.ts';
import type { Vault } from '../../../gateways/azure-vaults.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { comeIntoBeing } from '../vaults/absent.ts';
import { mending } from '../vaults/mending.ts';
import { isPerimeter, networkInWords, tidy } from '../vaults/network.ts';
import { behindPerimeter } from '../vaults/perimeter.ts';
import { unfit } from '../vaults/place.ts';
import { isSame } from '../same.ts';
import { orSpreading, orUnregistered } from '../vaults/spreading.ts';
import { whyUnfit } from '../vaults/unfit.ts';
import type { Site } from '../world.ts';

const ONE_WAY =
  'Purge protection, once on, can be switched off by nobody, Microsoft included: a deleted vault ' +
  'and its keys stay for 90 days, and its name is taken for as long.';

const MODELS = { roles: 'Azure roles', policies: 'access policies' } as const;

const notReady = ({ name, provisioning }: Vault, { vaultId }: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the vault ${name} can be used.`,
  details: {
    operation: 'azure.vault.ready',
    target: vaultId,
    before: provisioning,
    after: 'Succeeded',
  },
  on: `Azure to get the vault ${name} ready (${provisioning})`,
  usually: 'a minute or more',
  lookAgain: 10 * SECOND,
});

function lacking(site: Site, branch: Branch, vault: Vault): readonly Change[] {
  const why = whyUnfit(site, branch, vault);
  if (why !== undefined) throw unfit(why);
  if (!isSame(vault.provisioning, 'Succeeded')) return [notReady(vault, branch)];
  const change = mending(site, branch, vault);
  return [
    ...(change === undefined ? [] : [change]),
    ...(isPerimeter(vault.network) ? [behindPerimeter(branch)] : []),
  ];
}

async function check(site: Site, branch: Branch, looking: Looking): Promise<readonly Change[]> {
  const vault = await orUnregistered(branch.vault());
  return vault === undefined ? comeIntoBeing(site, branch, looking) : lacking(site, branch, vault);
}

/** From whatever is there to a vault that Customer Key takes: made, recovered or adopted. */
export const vaultReady = (site: Site, branch: Branch): Step => ({
  id: `vault-${branch.number}`,
  title: `The vault ${branch.answer.vault} is fit for the ${branch.label}`,
  stage: 'Vaults',
  risk: 'routine',
  oneWay: ONE_WAY,
  custody: branch.custody,
  sources: [
    VAULT_SOURCES.tier,
    VAULT_SOURCES.softDelete,
    VAULT_SOURCES.purgeProtection,
    VAULT_SOURCES.purgeDemanded,
    VAULT_SOURCES.premiumLater,
    VAULT_SOURCES.oneModel,
    VAULT_SOURCES.network,
    VAULT_SOURCES.recovery,
  ],
  check: (looking) => orSpreading(branch.vaultId, () => check(site, branch, looking)),
  async found() {
    const vault = await branch.vault();
    if (vault === undefined) return 'It is there.';
    const { sku, location, retentionDays, permissionModel, network } = vault;
    return (
      `A ${sku} vault in ${location}; deleted keys are kept for ${retentionDays} days, purge ` +
      `protection is on, rights go by ${MODELS[permissionModel]}, and it can be reached ` +
      `${networkInWords(tidy(network))}.`
    );
  },
});
