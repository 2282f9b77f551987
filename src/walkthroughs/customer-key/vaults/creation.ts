import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange } from '../../../core/step.ts';
import type { DeletedVault, NewVault } from '../../../gateways/azure-vaults.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { botOutside, networkInWords, newNetwork } from './network.ts';
import { placeOf } from './place.ts';

export const CREATE = 'azure.vault.create';

/** A vault shows up in lists a little after it was taken. */
const SETTLES = { lookAgain: 10 * SECOND, deadline: 10 * MINUTE };

const MODELS = { roles: 'Azure roles', policies: 'its own access policies' } as const;

/** The whole new vault: what is approved is what is sent. */
const newVault = ({ answers }: Site, { at, answer }: Branch): NewVault => ({
  ...at,
  location: answer.location,
  tenantId: answers.tenant.id,
  sku: 'premium',
  purgeProtection: true,
  permissionModel: answers.permissionModel,
  network: newNetwork(answers),
});

const creating = ({ name, location, permissionModel, network }: NewVault, branch: Branch): string =>
  `Create the premium key vault ${name} in ${location}, ${placeOf(branch.answer)}: deleted keys are ` +
  `kept for 90 days, purge protection is on for good, rights over keys go by ` +
  `${MODELS[permissionModel]}, and it can be reached ${networkInWords(network)}.${botOutside(network)}`;

export function createVault(site: Site, branch: Branch): AutomaticChange {
  const wanted = newVault(site, branch);
  const { location, tenantId, sku, purgeProtection, permissionModel, network } = wanted;
  const softDelete = { softDelete: true, retentionDays: 90, purgeProtection };
  return {
    kind: 'automatic',
    summary: creating(wanted, branch),
    details: {
      operation: CREATE,
      target: branch.vaultId,
      before: null,
      after: {
        ...{ location, tenantId, sku, ...softDelete },
        ...{ permissionModel, accessPolicies: [], network: { ...network } },
      },
    },
    apply: async ({ requestId }) => void (await site.world.azure.createVault(wanted, requestId)),
    settles: SETTLES,
  };
}

/** What else it lacks can be read only when it is back, so that is asked for on its own. */
export function recoverVault(site: Site, branch: Branch, deleted: DeletedVault): AutomaticChange {
  const { answer, vaultId: target } = branch;
  const { id: tenantId } = site.answers.tenant;
  const { location, deletedAt, purgeAt, purgeProtection } = deleted;
  return {
    kind: 'automatic',
    summary:
      `Recover the deleted key vault ${answer.vault} in ${location}, ${placeOf(answer)}, with all ` +
      'its keys. Its role assignments, locks and diagnostic settings do not come back with it.',
    details: {
      ...{ operation: 'azure.vault.recover', target },
      before: { deletedAt, purgeAt, purgeProtection },
      after: { location, tenantId, sku: 'premium', createMode: 'recover' },
    },
    apply: async ({ requestId }) =>
      void (await site.world.azure.recoverVault(deleted, tenantId, requestId)),
    settles: SETTLES,
  };
}
