import type { DeletedVault, Vault } from '../../../gateways/azure-vaults.ts';
import { VAULT_NAME } from '../answers.ts';
import { namesLike } from '../naming.ts';
import { quoted } from './known.ts';
import type { BranchSeen, Seen } from './seen.ts';

/** What becomes of a vault of this name. */
export type Fate =
  | { readonly kind: 'new' }
  | { readonly kind: 'adopted'; readonly vault: Vault }
  | { readonly kind: 'recovered'; readonly vault: DeletedVault }
  | { readonly kind: 'refused'; readonly problem: string };

const refused = (problem: string): Fate => ({ kind: 'refused', problem });
const named =
  (name: string) =>
  (one: { readonly name: string }): boolean =>
    one.name.toLowerCase() === name.toLowerCase();

/** Why a vault that is there can never be used; undefined: it can, as it is or mended. */
export function whyNot(vault: Vault, tenant: string): string | undefined {
  const { name, retentionDays } = vault;
  if (vault.tenantId.toLowerCase() !== tenant.toLowerCase())
    return `The vault ${name} belongs to another tenant, so its keys cannot be given to Customer Key here.`;
  if (!vault.softDelete)
    return `The vault ${name} has no soft delete: a deleted key would be gone at once.`;
  return retentionDays < 90
    ? `The vault ${name} keeps deleted keys for ${retentionDays} days. Customer Key asks for 90, and Azure never changes that number afterwards.`
    : undefined;
}

const OTHER = 'Choose another name, so that a new vault is made.';

function adoption(vault: Vault, seen: Seen): Fate {
  const why = whyNot(vault, seen.profile.id);
  return why === undefined ? { kind: 'adopted', vault } : refused(`${why} ${OTHER}`);
}

/** The first of these that nobody has; undefined where all are taken. */
export async function findFree(
  seen: Seen,
  subscription: string,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    const verdict = await seen.nameVerdict(subscription, name);
    if (verdict?.available ?? true) return name;
  }
  return undefined;
}

async function taken(
  seen: Seen,
  { subscription }: BranchSeen,
  name: string,
  other: string,
): Promise<Fate> {
  const names = namesLike(name).filter((next) => next.toLowerCase() !== other.toLowerCase());
  const free = await findFree(seen, subscription, names);
  return refused(
    `The name ${name} is taken: by somebody else, or by a vault that the bot cannot see. Names are unique in the whole cloud. ${free === undefined ? 'Choose another one.' : `${free} is free.`}`,
  );
}

/** Where the name stands already, in one of the two subscriptions. */
function foundAs(seen: Seen, number: 0 | 1, name: string): Fate | undefined {
  const [here, there] = [seen.branches[number], seen.branches[number === 0 ? 1 : 0]];
  const found = here.vaults.find(named(name));
  if (found !== undefined) return adoption(found, seen);
  const deleted = here.deleted.find(named(name));
  if (deleted !== undefined) return { kind: 'recovered', vault: deleted };
  return [...there.vaults, ...there.deleted].some(named(name))
    ? refused(
        `The vault ${name} belongs to the subscription ${there.subscriptionName}, not to ${here.subscriptionName}. Each key needs a vault in its own subscription.`,
      )
    : undefined;
}

/** Adopted, recovered, new, or refused; `other` is the name of the other key's vault. */
export async function fateOf(
  seen: Seen,
  number: 0 | 1,
  name: string,
  other: string,
): Promise<Fate> {
  if (!VAULT_NAME.test(name))
    return refused(
      `${quoted(name)} cannot be the name of a vault: it takes 3 to 24 letters, digits and single hyphens, a letter first and no hyphen last.`,
    );
  const found = foundAs(seen, number, name);
  if (found !== undefined) return found;
  const here = seen.branches[number];
  const verdict = await seen.nameVerdict(here.subscription, name);
  if (verdict?.available ?? true) return { kind: 'new' };
  return verdict?.reason === 'AccountNameInvalid'
    ? refused(`Azure does not take ${quoted(name)} as the name of a vault. Choose another one.`)
    : taken(seen, here, name, other);
}
