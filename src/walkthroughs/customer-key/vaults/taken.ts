import type { DeletedVault, Vault } from '../../../gateways/azure-vaults.ts';
import { isUnread, tried } from '../../verdict.ts';
import type { BranchAnswer } from '../answers.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { placeOf } from './place.ts';
import { isSame } from '../same.ts';

/** In both subscriptions; one that refuses says nothing about the other. */
async function lookFor<T extends { readonly name: string; readonly subscription: string }>(
  site: Site,
  name: string,
  list: (subscription: string) => Promise<readonly T[]>,
): Promise<T | undefined> {
  const lists = await Promise.all(
    site.branches.map(({ answer }) => tried(list(answer.subscription))),
  );
  return lists
    .flatMap((rows) => (isUnread(rows) ? [] : rows))
    .find((one) => isSame(one.name, name));
}

const named = (site: Site, { subscription }: { readonly subscription: string }): string =>
  site.branches.find(({ answer }) => isSame(answer.subscription, subscription))?.answer
    .subscriptionName ?? subscription;

const placed = (site: Site, vault: Vault | DeletedVault): string =>
  `the resource group ${vault.resourceGroup} of ${named(site, vault)}`;

const OTHER_NAME = 'or start again with another name.';

const live = (site: Site, answer: BranchAnswer, found: Vault): string =>
  `The vault ${answer.vault} is there already, but in ${placed(site, found)} and not in the ` +
  `${placeOf(answer)}. Start again and choose it there to take it over, ${OTHER_NAME}`;

/** A deleted vault comes back only where it was. */
export const deletedElsewhere = (site: Site, answer: BranchAnswer, found: DeletedVault): string =>
  `A deleted vault ${answer.vault} can still be recovered, but only in ${placed(site, found)}, ` +
  `region ${found.location}. Start again with these to recover it, ${OTHER_NAME}`;

const ofOthers = ({ vault }: BranchAnswer): string =>
  `The name ${vault} is taken by a vault that the bot cannot see. Names are unique in the whole ` +
  'cloud, and a deleted vault keeps its name for up to 90 days. Start again with another name.';

/** Who has the name, as far as it can be seen, and what to do about it. */
export async function takenBy(site: Site, { answer }: Branch): Promise<string> {
  const { azure } = site.world;
  const [found, deleted] = await Promise.all([
    lookFor(site, answer.vault, (id) => azure.listVaults(id)),
    lookFor(site, answer.vault, (id) => azure.listDeletedVaults(id)),
  ]);
  if (found !== undefined) return live(site, answer, found);
  return deleted === undefined ? ofOthers(answer) : deletedElsewhere(site, answer, deleted);
}
