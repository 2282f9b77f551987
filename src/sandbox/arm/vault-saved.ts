import type { ServiceAnswer } from '../service.ts';
import { nowIn } from './documents.ts';
import type { Ask } from './route.ts';
import { drawnVault } from './vault-view.ts';
import type { Vault } from './vaults.ts';

/** What is worth keeping of a vault in the list of changes. */
export const detailsOf = ({ location, sku, retentionInDays, purgeProtection, rbac }: Vault) => ({
  location,
  sku,
  retentionInDays,
  purgeProtection,
  rbac,
});

/** Keeps a changed vault; what is the same as before is no change. */
export function saved(ask: Ask, before: Vault, vault: Vault, operation: string): ServiceAnswer {
  const { azure, vaults, caller } = ask;
  if (JSON.stringify(before) === JSON.stringify(vault))
    return { status: 200, body: drawnVault(azure.tenant, before) };
  const marked = { ...vault, changedAt: nowIn(azure), changedBy: caller.applicationId };
  azure.tenant.together(() => {
    vaults.put(marked);
    azure.tenant.changed('arm', operation, vault.id, detailsOf(vault));
  });
  return { status: 200, body: drawnVault(azure.tenant, marked) };
}
