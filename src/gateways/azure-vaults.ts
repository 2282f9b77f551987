import type { AccessPolicy } from './azure-access.ts';

/** Names a vault in Azure Resource Manager. */
export interface VaultAt {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Whose rights count for keys: Azure roles, or the vault's own access policies. Never both. */
export type PermissionModel = 'roles' | 'policies';

export interface VaultNetwork {
  /** `Enabled`, `Disabled`, `SecuredByPerimeter`; absent means enabled. */
  readonly publicAccess: string;
  /** `Allow` or `Deny`; absent means allow. */
  readonly defaultAction: string;
  /** `AzureServices` lets trusted Microsoft services in; `None` does not. */
  readonly bypass: string;
  readonly ipRules: readonly string[];
  /** Resource ids of subnets. */
  readonly subnets: readonly string[];
}

export interface Vault extends VaultAt {
  /** Resource id, as the service writes it. */
  readonly id: string;
  /** `https://contoso-a1.vault.azure.net`, no slash at the end. */
  readonly url: string;
  /** Lower case, no spaces. */
  readonly location: string;
  readonly tenantId: string;
  /** `premium` or `standard`. */
  readonly sku: string;
  readonly softDelete: boolean;
  readonly retentionDays: number;
  readonly purgeProtection: boolean;
  readonly permissionModel: PermissionModel;
  /** Also listed where roles count: then they have no effect. */
  readonly accessPolicies: readonly AccessPolicy[];
  readonly network: VaultNetwork;
  /** `Succeeded`, or what else the service says: then its address does not work yet. */
  readonly provisioning: string;
}

/** Soft delete of 90 days is not a choice: it is sent for every new vault. */
export interface NewVault extends VaultAt {
  readonly location: string;
  readonly tenantId: string;
  readonly sku: 'premium' | 'standard';
  /** Once on, nobody can switch it off. */
  readonly purgeProtection: boolean;
  readonly permissionModel: PermissionModel;
  readonly network: VaultNetwork;
}

/** Only what is named is sent. Retention cannot be changed, purge protection never taken back. */
export interface VaultChange {
  readonly purgeProtection?: true;
  readonly sku?: 'premium';
  readonly permissionModel?: PermissionModel;
  readonly network?: VaultNetwork;
}

export interface DeletedVault extends VaultAt {
  readonly id: string;
  readonly location: string;
  /** ISO times. */
  readonly deletedAt: string;
  readonly purgeAt: string;
  readonly purgeProtection: boolean;
}

export interface NameVerdict {
  readonly available: boolean;
  /** `AccountNameInvalid`, `AlreadyExists`; empty when it is available. */
  readonly reason: string;
}

/** Key vaults as resources (Azure Resource Manager). Deleting and purging are not offered. */
export interface Vaults {
  listVaults(subscription: string): Promise<readonly Vault[]>;
  findVault(at: VaultAt): Promise<Vault | undefined>;
  /** Names are taken for the whole cloud, also by vaults that were deleted and can be recovered. */
  checkVaultName(subscription: string, name: string): Promise<NameVerdict>;
  /**
   * Returns when the vault can be read; its `provisioning` says whether it can be used, which takes
   * a minute or more. One that is there already is left as it is.
   */
  createVault(wanted: NewVault, requestId: string): Promise<Vault>;
  /** Returns when a read shows the change; nothing else about the vault is touched. */
  changeVault(at: VaultAt, change: VaultChange, requestId: string): Promise<void>;
  listDeletedVaults(subscription: string): Promise<readonly DeletedVault[]>;
  findDeletedVault(
    subscription: string,
    location: string,
    name: string,
  ): Promise<DeletedVault | undefined>;
  /** Its role assignments, locks and diagnostics do not come back with it. */
  recoverVault(deleted: DeletedVault, tenantId: string, requestId: string): Promise<Vault>;
}
