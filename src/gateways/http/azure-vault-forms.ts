import { z } from 'zod';
import type { AccessPolicy } from '../azure-access.ts';
import type { DeletedVault, Vault, VaultAt, VaultNetwork } from '../azure-vaults.ts';
import type { Cloud } from '../clouds.ts';
import { placeOf } from './azure-subscriptions.ts';

const PolicyForm = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  applicationId: z.string().nullish(),
  permissions: z.object({ keys: z.array(z.string()).nullish() }),
});

export const VaultForm = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  properties: z.object({
    tenantId: z.string(),
    sku: z.object({ name: z.string() }),
    accessPolicies: z.array(PolicyForm).nullish(),
    vaultUri: z.string().nullish(),
    enableSoftDelete: z.boolean().nullish(),
    softDeleteRetentionInDays: z.number().nullish(),
    enableRbacAuthorization: z.boolean().nullish(),
    enablePurgeProtection: z.boolean().nullish(),
    networkAcls: z
      .object({
        bypass: z.string().nullish(),
        defaultAction: z.string().nullish(),
        ipRules: z.array(z.object({ value: z.string() })).nullish(),
        virtualNetworkRules: z.array(z.object({ id: z.string() })).nullish(),
      })
      .nullish(),
    publicNetworkAccess: z.string().nullish(),
    provisioningState: z.string().nullish(),
  }),
});
type VaultForm = z.infer<typeof VaultForm>;

export const DeletedForm = z.object({
  name: z.string(),
  properties: z.object({
    vaultId: z.string(),
    location: z.string(),
    deletionDate: z.string().nullish(),
    scheduledPurgeDate: z.string().nullish(),
    purgeProtectionEnabled: z.boolean().nullish(),
  }),
});

const ID = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i;

/** Subscription and group stand only in the id. */
function placedAt(id: string, name: string): VaultAt {
  const [, subscription = '', resourceGroup = ''] = ID.exec(id) ?? [];
  return { subscription, resourceGroup, name };
}

const policyOf = (row: z.infer<typeof PolicyForm>): AccessPolicy => ({
  tenantId: row.tenantId,
  objectId: row.objectId,
  keys: row.permissions.keys ?? [],
  ...(row.applicationId ? { application: row.applicationId } : {}),
});

function networkOf({ networkAcls, publicNetworkAccess }: VaultForm['properties']): VaultNetwork {
  return {
    publicAccess: publicNetworkAccess ?? 'Enabled',
    defaultAction: networkAcls?.defaultAction ?? 'Allow',
    // A vault without any rules is open, also to trusted services.
    bypass: networkAcls?.bypass ?? 'AzureServices',
    ipRules: (networkAcls?.ipRules ?? []).map(({ value }) => value),
    subnets: (networkAcls?.virtualNetworkRules ?? []).map(({ id }) => id),
  };
}

export function vaultOf(cloud: Cloud, { id, name, location, properties }: VaultForm): Vault {
  const address = properties.vaultUri ?? `https://${name.toLowerCase()}.${cloud.vaultSuffix}`;
  return {
    ...placedAt(id, name),
    id,
    url: address.replace(/\/+$/, ''),
    location: placeOf(location),
    tenantId: properties.tenantId,
    sku: properties.sku.name.toLowerCase(),
    // Older vaults do not say; those that never had it say no.
    softDelete: properties.enableSoftDelete ?? true,
    retentionDays: properties.softDeleteRetentionInDays ?? 90,
    purgeProtection: properties.enablePurgeProtection ?? false,
    permissionModel: properties.enableRbacAuthorization === true ? 'roles' : 'policies',
    accessPolicies: (properties.accessPolicies ?? []).map(policyOf),
    network: networkOf(properties),
    provisioning: properties.provisioningState ?? 'Succeeded',
  };
}

export const deletedOf = ({ name, properties }: z.infer<typeof DeletedForm>): DeletedVault => ({
  ...placedAt(properties.vaultId, name),
  id: properties.vaultId,
  location: placeOf(properties.location),
  deletedAt: properties.deletionDate ?? '',
  purgeAt: properties.scheduledPurgeDate ?? '',
  purgeProtection: properties.purgeProtectionEnabled ?? false,
});

/** How the service wants a network to be written. */
export const networkForm = (network: VaultNetwork): object => ({
  publicNetworkAccess: network.publicAccess,
  networkAcls: {
    bypass: network.bypass,
    defaultAction: network.defaultAction,
    ipRules: network.ipRules.map((value) => ({ value })),
    virtualNetworkRules: network.subnets.map((id) => ({ id })),
  },
});
