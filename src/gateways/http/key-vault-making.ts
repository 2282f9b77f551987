import type { KeyClient, KeyVaultKey } from '@azure/keyvault-keys';
import { GatewayError } from '../../core/errors.ts';
import type { Key, KeyVault, NewKey } from '../key-vault.ts';
import type { Options, VaultDoor } from './key-vault-door.ts';
import { keyOf, MADE_BY } from './key-vault-forms.ts';
import { writeOnce } from './looking.ts';

type Reading = Pick<KeyVault, 'findKey' | 'listVersions'>;
type Making = Pick<
  KeyVault,
  'createKey' | 'rollKey' | 'createExchangeKey' | 'importKey' | 'restoreKey'
>;
type Work = (client: KeyClient, options: Options) => Promise<KeyVaultKey>;

const WRAPPING = ['wrapKey', 'unwrapKey'];

const inUse = (doing: string): GatewayError =>
  new GatewayError(
    `${doing} failed: a key of this name is in the vault already, and creating it again would ` +
      'only add a version. Start again and adopt it, or choose another name.',
    { status: 409, code: 'KeyExists', transient: false },
  );

const moved = (doing: string): GatewayError =>
  new GatewayError(
    `${doing} was not done: the key has another version by now. Check again and decide anew.`,
    { status: 409, code: 'KeyChanged', transient: false },
  );

const gone = (doing: string): GatewayError =>
  new GatewayError(`${doing} failed: there is no such key. Check that it still exists.`, {
    status: 404,
    code: 'KeyNotFound',
    transient: false,
  });

const sizeOf = ({ size }: Key): { readonly keySize?: number } =>
  size === undefined ? {} : { keySize: size };

/**
 * Makes keys and versions. The service makes another version each time it is asked, so each is
 * marked with the change that asked for it, and looked for before it is asked for again.
 */
export function keyMaking(door: VaultDoor, { findKey, listVersions }: Reading): Making {
  const tagged = (requestId: string) => ({ tags: { [MADE_BY]: requestId } });
  /** The version that this change has made before, if it has. */
  const findMade = async (name: string, requestId: string): Promise<Key | undefined> => {
    const made = (await listVersions(name)).find(({ madeBy }) => madeBy === requestId);
    return made && findKey(name, made.version);
  };
  const makeOnce = async (name: string, doing: string, requestId: string, work: Work) => {
    let key: Key | undefined;
    await writeOnce({
      doing,
      clock: door.http.clock,
      async holds() {
        key ??= await findMade(name, requestId);
        return key !== undefined;
      },
      async send() {
        key = keyOf(door.url, await door.ask({ doing, requestId }, work));
        return true;
      },
    });
    if (key === undefined) throw gone(doing);
    return key;
  };
  const makeFirst = async (name: string, doing: string, requestId: string, work: Work) => {
    const found = await findKey(name);
    if (found === undefined) return makeOnce(name, doing, requestId, work);
    const made = await findMade(name, requestId);
    if (made === undefined) throw inUse(doing);
    return made;
  };
  const create = (doing: string, { name, size, hsm }: NewKey, keyOps: string[], id: string) =>
    makeFirst(name, doing, id, (client, options) =>
      client.createRsaKey(name, { ...options, ...tagged(id), hsm, keySize: size, keyOps }),
    );

  return {
    createKey: (wanted, requestId) =>
      create(`Creating the key ${wanted.name}`, wanted, WRAPPING, requestId),
    createExchangeKey: (wanted, requestId) =>
      create(`Creating the key exchange key ${wanted.name}`, wanted, ['import'], requestId),
    async rollKey(name, after, requestId) {
      const doing = `Rolling the key ${name}`;
      const [made, current] = await Promise.all([findMade(name, requestId), findKey(name)]);
      if (made !== undefined) return made;
      if (current === undefined) throw gone(doing);
      if (current.version !== after) throw moved(doing);
      const hsm = current.type.endsWith('-HSM');
      const like = { hsm, keyOps: [...current.operations], ...sizeOf(current) };
      return makeOnce(name, doing, requestId, (client, options) =>
        client.createRsaKey(name, { ...options, ...tagged(requestId), ...like }),
      );
    },
    importKey(name, transfer, requestId) {
      const key = { kty: 'RSA-HSM', keyOps: WRAPPING, t: transfer };
      return makeFirst(name, `Importing the key ${name}`, requestId, (client, options) =>
        client.importKey(name, key, { ...options, ...tagged(requestId), hardwareProtected: true }),
      );
    },
    async restoreKey(blob, requestId) {
      const doing = 'Restoring a key from its backup';
      const restored = await door.ask({ doing, requestId }, (client, options) =>
        client.restoreKeyBackup(blob, options),
      );
      return keyOf(door.url, restored);
    },
  };
}
