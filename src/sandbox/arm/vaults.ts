import { z } from 'zod';
import type { Documents, Tenant } from '../service.ts';
import { scopeKey } from './ids.ts';

export const Policy = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  applicationId: z.string().optional(),
  permissions: z.object({
    keys: z.array(z.string()).optional(),
    secrets: z.array(z.string()).optional(),
    certificates: z.array(z.string()).optional(),
    storage: z.array(z.string()).optional(),
  }),
});
export type Policy = z.infer<typeof Policy>;

export const NetworkRules = z.object({
  bypass: z.enum(['AzureServices', 'None']),
  defaultAction: z.enum(['Allow', 'Deny']),
  ipRules: z.array(z.object({ value: z.string() })),
  virtualNetworkRules: z.array(
    z.object({ id: z.string(), ignoreMissingVnetServiceEndpoint: z.boolean().optional() }),
  ),
});

export const Vault = z.object({
  id: z.string(),
  name: z.string(),
  subscriptionId: z.string(),
  group: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()),
  tenantId: z.string(),
  sku: z.enum(['standard', 'premium']),
  retentionInDays: z.number().int(),
  purgeProtection: z.boolean(),
  rbac: z.boolean(),
  policies: z.array(Policy),
  network: NetworkRules,
  publicNetworkAccess: z.string(),
  deployment: z.record(z.string(), z.boolean()),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
  changedBy: z.string(),
  /** From then on its name resolves. */
  readyAt: z.string(),
  deleted: z.object({ at: z.string(), purgeAt: z.string() }).optional(),
});
export type Vault = z.infer<typeof Vault>;

/** The vaults of all subscriptions; a name is there once in the whole cloud. */
export interface Vaults {
  /** Soft-deleted ones as well, until they are purged by themselves. */
  findByName(name: string): Vault | undefined;
  /** Not deleted. */
  findById(id: string): Vault | undefined;
  live(): readonly Vault[];
  deleted(): readonly Vault[];
  put(vault: Vault): void;
}

/** Opens the vaults in the tenant's documents. */
export function openVaults(tenant: Tenant): Vaults {
  const kept: Documents<Vault> = tenant.documents('vaults', Vault);
  const isKept = ({ deleted }: Vault) =>
    deleted === undefined || Date.parse(deleted.purgeAt) > tenant.clock.now().getTime();
  const findByName = (name: string) => {
    const found = kept.find(name.toLowerCase());
    return found !== undefined && isKept(found) ? found : undefined;
  };
  return {
    findByName,
    findById(id) {
      const found = findByName(id.split('/').at(-1) ?? '');
      const same = found !== undefined && scopeKey(found.id) === scopeKey(id);
      return same && found.deleted === undefined ? found : undefined;
    },
    live: () => kept.list().filter(({ deleted }) => deleted === undefined),
    deleted: () => kept.list().filter((vault) => vault.deleted !== undefined && isKept(vault)),
    put: (vault) => kept.put(vault.name.toLowerCase(), vault),
  };
}

/** Does the name of the vault resolve by now? */
export const isReady = (tenant: Tenant, { readyAt }: Vault): boolean =>
  Date.parse(readyAt) <= tenant.clock.now().getTime();
