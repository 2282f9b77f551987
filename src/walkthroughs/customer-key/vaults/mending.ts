import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { Data } from '../../../core/data.ts';
import type { AutomaticChange } from '../../../core/step.ts';
import type { Vault, VaultChange } from '../../../gateways/azure-vaults.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { botOutside, mendedNetwork, networkInWords, tidy } from './network.ts';
import { placeOf } from './place.ts';

function missing(site: Site, { purgeProtection, sku, network }: Vault): VaultChange {
  const mended = mendedNetwork(network, site.answers);
  return {
    ...(purgeProtection ? {} : { purgeProtection: true }),
    ...(sku === 'premium' ? {} : { sku: 'premium' }),
    ...(mended === undefined ? {} : { network: mended }),
  };
}

function sentence(change: VaultChange, vault: Vault, branch: Branch): string {
  const parts = [
    ...(change.purgeProtection ? ['switch purge protection on, for good'] : []),
    ...(change.sku ? [`raise the tier from ${vault.sku} to premium, at its price`] : []),
    ...(change.network
      ? [
          `let it be reached ${networkInWords(change.network)} (now: ${networkInWords(tidy(vault.network))})`,
        ]
      : []),
  ];
  const outside = change.network === undefined ? '' : botOutside(change.network);
  return `Change the existing key vault ${vault.name} in the ${placeOf(branch.answer)}: ${parts.join('; ')}.${outside}`;
}

type Sides = { readonly before: Data; readonly after: Data };

const sides = (change: VaultChange, vault: Vault): Sides => ({
  before: {
    ...(change.purgeProtection ? { purgeProtection: vault.purgeProtection } : {}),
    ...(change.sku ? { sku: vault.sku } : {}),
    ...(change.network ? { network: { ...tidy(vault.network) } } : {}),
  },
  after: {
    ...(change.purgeProtection ? { purgeProtection: true } : {}),
    ...(change.sku ? { sku: change.sku } : {}),
    ...(change.network ? { network: { ...change.network } } : {}),
  },
});

/** One call for all that a vault lacks, or undefined: it lacks nothing that a call can give. */
export function mending(site: Site, branch: Branch, vault: Vault): AutomaticChange | undefined {
  const change = missing(site, vault);
  if (Object.keys(change).length === 0) return undefined;
  return {
    kind: 'automatic',
    summary: sentence(change, vault, branch),
    details: { operation: 'azure.vault.change', target: branch.vaultId, ...sides(change, vault) },
    apply: ({ requestId }) => site.world.azure.changeVault(branch.at, change, requestId),
    settles: { lookAgain: 10 * SECOND, deadline: 10 * MINUTE },
  };
}
