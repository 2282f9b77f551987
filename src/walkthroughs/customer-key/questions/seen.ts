import type { Location } from '../../../gateways/azure-subscriptions.ts';
import { remembering } from '../../../core/walkthrough.ts';
import type { DeletedVault, NameVerdict, Vault } from '../../../gateways/azure-vaults.ts';
import type { TenantProfile } from '../../../gateways/tenant.ts';
import type { World } from '../world.ts';
import { readable, type SubscriptionsKnown } from './known.ts';
import { inOrder } from './regions.ts';

/** One subscription, as far as vaults are concerned. */
export interface BranchSeen {
  readonly subscription: string;
  readonly subscriptionName: string;
  /** Nearest to the tenant's country first. */
  readonly regions: readonly Location[];
  readonly vaults: readonly Vault[];
  readonly deleted: readonly DeletedVault[];
}

export interface Seen {
  readonly profile: TenantProfile;
  readonly branches: readonly [BranchSeen, BranchSeen];
  /**
   * Asked once for each name. Undefined: a subscription without the provider cannot say; creating
   * the vault will.
   */
  nameVerdict(subscription: string, name: string): Promise<NameVerdict | undefined>;
}

type Chosen = SubscriptionsKnown['first'];

/** Where the provider is not registered yet, Azure lists no vaults but refuses: there are none. */
async function lookAt({ azure }: World, chosen: Chosen) {
  const { subscription } = chosen;
  const [locations, vaults, deleted] = await Promise.all([
    azure.listLocations(subscription),
    readable(azure.listVaults(subscription)),
    readable(azure.listDeletedVaults(subscription)),
  ]);
  return { ...chosen, locations, vaults: vaults ?? [], deleted: deleted ?? [] };
}

/** Both subscriptions, read together. */
export async function look(
  world: World,
  { first, second }: Pick<SubscriptionsKnown, 'first' | 'second'>,
): Promise<Seen> {
  const [profile, one, two] = await Promise.all([
    world.tenant.getProfile(),
    lookAt(world, first),
    lookAt(world, second),
  ]);
  const seen = ({ locations, ...rest }: typeof one): BranchSeen => ({
    ...rest,
    regions: inOrder(locations, profile.country),
  });
  return {
    profile,
    branches: [seen(one), seen(two)],
    nameVerdict: remembering().remember((subscription: string, name: string) =>
      readable(world.azure.checkVaultName(subscription, name)),
    ),
  };
}
