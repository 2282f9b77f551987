import type { KeyVault, KeyVersion } from '../key-vault.ts';
import { endless, MAX_PAGES } from './pages.ts';
import type { Asking, Options, VaultDoor } from './key-vault-door.ts';
import { deletedKeyOf, keyOf, policyOf, versionOf } from './key-vault-forms.ts';
import type { KeyClient } from '@azure/keyvault-keys';

type Reading = Pick<
  KeyVault,
  'findKey' | 'listVersions' | 'getRotationPolicy' | 'findDeletedKey' | 'listDeletedKeys'
>;

/** More than a vault holds; whoever goes on says the same page again and again. */
const MOST = MAX_PAGES * 25;

const list = <T>(
  door: VaultDoor,
  asking: Asking,
  rows: (client: KeyClient, options: Options) => AsyncIterable<T>,
): Promise<readonly T[] | undefined> =>
  door.find(asking, async (client, options) => {
    const found: T[] = [];
    for await (const row of rows(client, options)) {
      if (found.push(row) > MOST) throw endless({ ...asking, method: 'GET', url: door.url });
    }
    return found;
  });

const byAge = (one: KeyVersion, other: KeyVersion): number =>
  (one.createdAt ?? '').localeCompare(other.createdAt ?? '');

/** What can be read of the keys of a vault. */
export const keyReading = (door: VaultDoor): Reading => ({
  async findKey(name, version) {
    const asking = { doing: `Reading the key ${name}` };
    const found = await door.find(asking, (client, options) =>
      client.getKey(name, { ...options, ...(version === undefined ? {} : { version }) }),
    );
    return found && keyOf(door.url, found);
  },
  async listVersions(name) {
    const asking = { doing: `Listing the versions of the key ${name}` };
    const found = await list(door, asking, (client, options) =>
      client.listPropertiesOfKeyVersions(name, options),
    );
    return (found ?? []).map(versionOf).sort(byAge);
  },
  async getRotationPolicy(name) {
    const asking = { doing: `Reading the rotation policy of the key ${name}` };
    const found = await door.ask(asking, (client, options) =>
      client.getKeyRotationPolicy(name, options),
    );
    return policyOf(found);
  },
  async findDeletedKey(name) {
    const asking = { doing: `Looking for the deleted key ${name}` };
    const found = await door.find(asking, (client, options) => client.getDeletedKey(name, options));
    return found && deletedKeyOf(found);
  },
  async listDeletedKeys() {
    const asking = { doing: 'Listing the deleted keys' };
    const found = await list(door, asking, (client, options) => client.listDeletedKeys(options));
    return (found ?? []).map(deletedKeyOf);
  },
});
