import { noResource } from './refused.ts';
import { nameAt, type Ask } from './route.ts';
import { TYPE } from './vault-view.ts';
import type { Vault } from './vaults.ts';

/** The id of the vault from the brackets of a path. */
export const vaultId = ([subscription, group, name]: readonly string[]): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;

/** The vault that the path names. */
export function getVault(ask: Ask): Vault {
  const vault = ask.vaults.findById(vaultId(ask.names));
  if (vault === undefined) throw noResource(TYPE, nameAt(ask, 2), nameAt(ask, 1));
  return vault;
}
