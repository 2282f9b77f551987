import type { Tenant } from '../service.ts';
import { isReady, type Vault } from './vaults.ts';

export const TYPE = 'Microsoft.KeyVault/vaults';

/** What may be absent: purge protection that is off, as the service answers it. */
const protection = ({ purgeProtection }: Vault) =>
  purgeProtection ? { enablePurgeProtection: true } : {};

/** A vault as Azure Resource Manager answers it. */
export const drawnVault = (tenant: Tenant, vault: Vault) => ({
  id: vault.id,
  name: vault.name,
  type: TYPE,
  location: vault.location,
  tags: vault.tags,
  systemData: {
    createdBy: vault.createdBy,
    createdByType: 'Application',
    createdAt: vault.createdAt,
    lastModifiedBy: vault.changedBy,
    lastModifiedByType: 'Application',
    lastModifiedAt: vault.changedAt,
  },
  properties: {
    tenantId: vault.tenantId,
    sku: { family: 'A', name: vault.sku },
    accessPolicies: vault.policies,
    ...vault.deployment,
    enableSoftDelete: true,
    softDeleteRetentionInDays: vault.retentionInDays,
    enableRbacAuthorization: vault.rbac,
    ...protection(vault),
    networkAcls: vault.network,
    publicNetworkAccess: vault.publicNetworkAccess,
    vaultUri: `https://${vault.name.toLowerCase()}.vault.azure.net/`,
    provisioningState: isReady(tenant, vault) ? 'Succeeded' : 'RegisteringDns',
  },
});

/** A soft-deleted vault, as it is listed. */
export const drawnDeleted = (vault: Vault) => ({
  id:
    `/subscriptions/${vault.subscriptionId}/providers/Microsoft.KeyVault/locations/` +
    `${vault.location}/deletedVaults/${vault.name}`,
  name: vault.name,
  type: 'Microsoft.KeyVault/deletedVaults',
  properties: {
    vaultId: vault.id,
    location: vault.location,
    tags: vault.tags,
    deletionDate: vault.deleted?.at,
    scheduledPurgeDate: vault.deleted?.purgeAt,
    ...(vault.purgeProtection ? { purgeProtectionEnabled: true } : {}),
  },
});
