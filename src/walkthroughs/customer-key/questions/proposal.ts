import type { Location } from '../../../gateways/azure-subscriptions.ts';
import type { Vault } from '../../../gateways/azure-vaults.ts';
import { geographyOf, groupName, isForAudit, prefixOf, vaultNames } from '../naming.ts';
import { findNearest, findPartner } from './regions.ts';
import type { BranchSeen, Seen } from './seen.ts';
import { findFree, whyNot } from './vault-fate.ts';

/** What a branch gets where nothing else is said; undefined where nothing can be proposed. */
export interface Proposal {
  readonly region: Location | undefined;
  readonly group: string;
  /** Asked for only when needed: it takes calls to find a free name. */
  vault(): Promise<string | undefined>;
}

/** Vaults that could carry a key; those named for audit records were most likely made for it. */
export const fitVaults = ({ vaults }: BranchSeen, { profile }: Seen): readonly Vault[] =>
  vaults
    .filter((vault) => whyNot(vault, profile.id) === undefined)
    .filter(({ sku, name }) => sku === 'premium' || isForAudit(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

const existing = (seen: Seen, number: 0 | 1): Vault | undefined =>
  fitVaults(seen.branches[number], seen).find(({ name }) => isForAudit(name));

const regionOf = ({ regions }: BranchSeen, vault: Vault | undefined): Location | undefined =>
  regions.find(({ name }) => name === vault?.location);

function regionsOf(seen: Seen): readonly [Location | undefined, Location | undefined] {
  const [one, two] = seen.branches;
  const [here, there] = [regionOf(one, existing(seen, 0)), regionOf(two, existing(seen, 1))];
  const first =
    here ??
    (there ? findPartner(one.regions, there) : findNearest(one.regions, seen.profile.country));
  return [first, there ?? (first && findPartner(two.regions, first))];
}

/** By Microsoft's naming advice, or what is there already under such a name. */
export function proposalOf(seen: Seen, number: 0 | 1): Proposal {
  const prefix = prefixOf(seen.profile);
  const place = number === 0 ? 1 : 2;
  const region = regionsOf(seen)[number];
  const names = vaultNames(prefix, geographyOf(region?.geographyGroup ?? ''), place);
  return {
    region,
    group: groupName(prefix, place),
    vault: async () =>
      existing(seen, number)?.name ?? findFree(seen, seen.branches[number].subscription, names),
  };
}
