import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import type {
  NewVault,
  Vault,
  VaultAt,
  VaultChange,
  VaultNetwork,
  Vaults,
} from '../azure-vaults.ts';
import { parsed, pathOf, type Arm, type ArmCall } from './azure-door.ts';
import { DeletedForm, deletedOf, networkForm, VaultForm, vaultOf } from './azure-vault-forms.ts';
import { untilSeen } from './azure-waiting.ts';
import { writeOnce } from './looking.ts';

const VERSION = '2026-02-01';
const READER = 'the role Reader on the subscription';
const CONTRIBUTOR = 'the role Key Vault Contributor on the resource group';

const vaultCall = (doing: string, { subscription, resourceGroup, name }: VaultAt): ArmCall => ({
  doing,
  path: pathOf`/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`,
  version: VERSION,
  needs: CONTRIBUTOR,
});

const providerCall = (doing: string, subscription: string, rest: string): ArmCall => ({
  doing,
  path: `${pathOf`/subscriptions/${subscription}`}/providers/Microsoft.KeyVault/${rest}`,
  version: VERSION,
  needs: READER,
});

const Verdict = z.object({ nameAvailable: z.boolean(), reason: z.string().nullish() });

/** A vault in Azure Resource Manager. */
export async function findVault(arm: Arm, at: VaultAt): Promise<Vault | undefined> {
  const call = { ...vaultCall(`Reading the vault ${at.name}`, at), needs: READER };
  const found = await arm.find(call, VaultForm);
  return found && vaultOf(arm.http.cloud, found);
}

/** A vault takes a minute or more: the run looks again, nobody waits for it in here. */
const FOLLOW = 10 * SECOND;

const untilThere = (arm: Arm, doing: string, at: VaultAt): Promise<Vault> =>
  untilSeen(arm.http, { doing, look: () => findVault(arm, at) });

const bodyOf = (wanted: NewVault): object => ({
  location: wanted.location,
  properties: {
    tenantId: wanted.tenantId,
    sku: { family: 'A', name: wanted.sku },
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    // The service does not take a plain no: absent is how to say it.
    ...(wanted.purgeProtection ? { enablePurgeProtection: true } : {}),
    enableRbacAuthorization: wanted.permissionModel === 'roles',
    accessPolicies: [],
    ...networkForm(wanted.network),
  },
});

async function createVault(arm: Arm, wanted: NewVault, requestId: string): Promise<Vault> {
  const doing = `Creating the vault ${wanted.name}`;
  // The same request would replace everything about a vault that is there.
  const found = await findVault(arm, wanted);
  if (found !== undefined) return found;
  const call = { ...vaultCall(doing, wanted), method: 'PUT', follow: FOLLOW } as const;
  await arm.write({ ...call, body: bodyOf(wanted), requestId, safe: true });
  return untilThere(arm, doing, wanted);
}

const changeForm = ({ purgeProtection, sku, permissionModel, network }: VaultChange): object => ({
  ...(purgeProtection === undefined ? {} : { enablePurgeProtection: purgeProtection }),
  ...(sku === undefined ? {} : { sku: { family: 'A', name: sku } }),
  ...(permissionModel === undefined
    ? {}
    : { enableRbacAuthorization: permissionModel === 'roles' }),
  ...(network === undefined ? {} : networkForm(network)),
});

/** A single address may come back as a range of one, and a list in another order. */
const inOneWay = (network: VaultNetwork): string =>
  JSON.stringify([
    ...[network.publicAccess, network.defaultAction, network.bypass],
    network.ipRules.map((rule) => rule.replace(/\/32$/, '')).sort(),
    network.subnets.map((id) => id.toLowerCase()).sort(),
  ]).toLowerCase();

const same = (one: VaultNetwork, other: VaultNetwork): boolean => inOneWay(one) === inOneWay(other);

const shows = (vault: Vault | undefined, change: VaultChange): boolean =>
  vault !== undefined &&
  (change.purgeProtection === undefined || vault.purgeProtection) &&
  (change.sku === undefined || vault.sku === change.sku) &&
  (change.permissionModel === undefined || vault.permissionModel === change.permissionModel) &&
  (change.network === undefined || same(vault.network, change.network));

/** Vaults as resources. */
export const azureVaults = (arm: Arm): Vaults => ({
  async listVaults(subscription) {
    const rows = await arm.list(
      providerCall('Listing the vaults', subscription, 'vaults'),
      VaultForm,
    );
    return rows.map((row) => vaultOf(arm.http.cloud, row));
  },
  findVault: (at) => findVault(arm, at),
  async checkVaultName(subscription, name) {
    const call = providerCall('Checking a vault name', subscription, 'checkNameAvailability');
    const body = { name, type: 'Microsoft.KeyVault/vaults' };
    const requestId = crypto.randomUUID();
    const answer = await arm.write({ ...call, method: 'POST', body, requestId, safe: true });
    const { nameAvailable, reason } = parsed(call, answer, Verdict);
    return { available: nameAvailable, reason: nameAvailable ? '' : (reason ?? 'AlreadyExists') };
  },
  createVault: (wanted, requestId) => createVault(arm, wanted, requestId),
  async changeVault(at, change, requestId) {
    const doing = `Changing the vault ${at.name}`;
    const call = vaultCall(doing, at);
    const body = { properties: changeForm(change) };
    await writeOnce({
      doing,
      clock: arm.http.clock,
      holds: async () => shows(await findVault(arm, at), change),
      send: async () =>
        arm.write({ ...call, method: 'PATCH', body, requestId, safe: false }).then(() => true),
    });
  },
  async listDeletedVaults(subscription) {
    const call = providerCall('Listing the deleted vaults', subscription, 'deletedVaults');
    return (await arm.list(call, DeletedForm)).map(deletedOf);
  },
  async findDeletedVault(subscription, location, name) {
    const rest = pathOf`locations/${location}/deletedVaults/${name}`;
    const call = providerCall('Looking for the deleted vault', subscription, rest);
    const found = await arm.find(call, DeletedForm);
    return found && deletedOf(found);
  },
  async recoverVault(deleted, tenantId, requestId) {
    const doing = `Recovering the vault ${deleted.name}`;
    const found = await findVault(arm, deleted);
    if (found !== undefined) return found;
    const sku = { family: 'A', name: 'premium' };
    const properties = { tenantId, sku, createMode: 'recover' };
    const body = { location: deleted.location, properties };
    const call = { ...vaultCall(doing, deleted), method: 'PUT', follow: FOLLOW } as const;
    await arm.write({ ...call, body, requestId, safe: true });
    return untilThere(arm, doing, deleted);
  },
});
