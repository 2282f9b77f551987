import type { Custody } from '../../core/step.ts';
import type { Reads } from '../../core/walkthrough.ts';
import type { VaultAt } from '../../gateways/azure-vaults.ts';
import type { KeyVault } from '../../gateways/key-vault.ts';
import type { Answers, BranchAnswer } from './answers.ts';
import type { World } from './world.ts';

export const RETENTION_FEATURE = {
  namespace: 'Microsoft.Resources',
  name: 'mandatoryRetentionPeriodEnabled',
} as const;
export const KEY_VAULT_PROVIDER = 'Microsoft.KeyVault';

const partOf = ({ vault, key }: BranchAnswer): string => `${vault}/${key}`;

/** The two keys are one pair: whoever alone approved one must not alone approve the other. */
export const custodyOf = ({ first, second }: Answers, branch: BranchAnswer): Custody => ({
  pair: `${partOf(first)} + ${partOf(second)}`,
  part: partOf(branch),
});

/** One way to the data with all that can be read about it. */
export type Branch = ReturnType<typeof branchOf>;

export function branchOf(world: World, answers: Answers, number: 1 | 2, reads: Reads) {
  const answer = number === 1 ? answers.first : answers.second;
  const { azure, settings } = world;
  const { subscription, resourceGroup, vault: name, location } = answer;
  const at: VaultAt = { subscription, resourceGroup, name };
  const subscriptionId = `/subscriptions/${subscription}`;
  const groupId = `${subscriptionId}/resourceGroups/${resourceGroup}`;
  const vaultId = `${groupId}/providers/${KEY_VAULT_PROVIDER}/vaults/${name}`;
  const url = `https://${name.toLowerCase()}.${settings.vaultSuffix}`;
  const vault = reads.remember(() => azure.findVault(at));
  /** Undefined where there is no vault yet: then there is nothing to ask it. */
  const asked = async <T>(ask: (keys: KeyVault) => Promise<T>): Promise<T | undefined> => {
    const found = await vault();
    return found && ask(world.openKeyVault(found));
  };
  return {
    number,
    /** Where it is; people sign in differently in each. */
    cloud: settings.cloud,
    /** For sentences. */
    label: number === 1 ? 'first key' : 'second key',
    answer,
    custody: custodyOf(answers, answer),
    at,
    subscriptionId,
    groupId,
    vaultId,
    /** Where the vault answers; right also before it exists. */
    url,
    /** Without version: what Customer Key is told. */
    keyUri: `${url}/keys/${answer.key}`,
    subscription: reads.remember(() => azure.findSubscription(subscription)),
    locations: reads.remember(() => azure.listLocations(subscription)),
    resources: reads.remember(() => azure.listResources(subscription)),
    feature: reads.remember(() => azure.findFeature(subscription, RETENTION_FEATURE)),
    provider: reads.remember(() => azure.getProvider(subscription, KEY_VAULT_PROVIDER)),
    group: reads.remember(() => azure.findResourceGroup(subscription, resourceGroup)),
    vault,
    deletedVault: reads.remember(() => azure.findDeletedVault(subscription, location, name)),
    nameVerdict: reads.remember(() => azure.checkVaultName(subscription, name)),
    /** Rights of a principal at the subscription and above it: also before there is a vault. */
    subscriptionRights: reads.remember((principal: string) =>
      azure.listRoleAssignments(subscriptionId, principal),
    ),
    /** Rights at the vault and above it; with a principal only theirs. */
    rights: reads.remember((principal?: string) => azure.listRoleAssignments(vaultId, principal)),
    locks: reads.remember(() => azure.listLocks(vaultId)),
    diagnostics: reads.remember(() => azure.listDiagnostics(vaultId)),
    /** The four below ask the vault itself; undefined where there is none. */
    key: reads.remember(() => asked((keys) => keys.findKey(answer.key))),
    versions: reads.remember(() => asked((keys) => keys.listVersions(answer.key))),
    rotation: reads.remember(() => asked((keys) => keys.getRotationPolicy(answer.key))),
    deletedKey: reads.remember(() => asked((keys) => keys.findDeletedKey(answer.key))),
    /** To change something: throws nothing by itself, the vault has to be there. */
    asked,
  };
}
