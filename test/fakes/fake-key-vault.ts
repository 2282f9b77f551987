import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, DAY } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type {
  DeletedKey,
  Key,
  KeyVault,
  NewKey,
  OpenKeyVault,
  RotationPolicy,
} from '../../src/gateways/key-vault.ts';
import type { AzureWorld } from './fake-azure.ts';

interface StoredKey {
  readonly versions: Key[];
  policy: RotationPolicy;
  readonly publicKey: string;
}

/** One vault's keys by name; tests may look at it and change it. */
export interface VaultWorld {
  readonly keys: Map<string, StoredKey>;
  readonly deleted: Map<string, StoredKey & { readonly info: DeletedKey }>;
}

export interface FakeKeyVaults {
  readonly open: OpenKeyVault;
  /** By host, lower case; made when it is first asked for. */
  vault(url: string): VaultWorld;
  /** What a person could do; the gateway cannot. */
  deleteKey(url: string, name: string): void;
  /** Changes a version in a way that the gateway does not offer. */
  alter(url: string, name: string, change: Partial<Key>, version?: string): void;
  /** Every change that was made, oldest first: `create https://… key`. */
  readonly writes: string[];
}

const NOTIFY: RotationPolicy = { expiryTime: undefined, actions: ['notify'] };

const refused = (status: number, code: string, what: string): GatewayError =>
  new GatewayError(what, { status, code, transient: false });

const inUse = (name: string) => refused(409, 'KeyExists', `A key ${name} is there already.`);

/** What the service says of keys in a vault: it follows from the vault and its subscription. */
function recoveryOf(azure: AzureWorld | undefined, url: string) {
  const found = [...(azure?.vaults.values() ?? [])].find((one) => one.url === url);
  if (found === undefined) return { recoveryLevel: 'Recoverable', recoverableDays: 90 };
  const first = found.retentionDays < 90 ? 'CustomizedRecoverable' : 'Recoverable';
  const retained = azure?.retained.has(found.subscription.toLowerCase()) ?? false;
  const more = found.purgeProtection ? (retained ? '+ProtectedSubscription' : '') : '+Purgeable';
  return { recoveryLevel: `${first}${more}`, recoverableDays: found.retentionDays };
}

/** Key vaults in memory; with `azure` the recovery levels follow from that cloud's vaults. */
export function fakeKeyVaults(
  azure?: AzureWorld,
  now: () => Date = () => new Date(),
): FakeKeyVaults {
  const vaults = new Map<string, VaultWorld>();
  const blobs = new Map<string, { readonly name: string; readonly stored: StoredKey }>();
  const writes: string[] = [];
  const worldOf = (url: string): VaultWorld => {
    const host = new URL(url).host.toLowerCase();
    const world = vaults.get(host) ?? { keys: new Map(), deleted: new Map() };
    vaults.set(host, world);
    return world;
  };

  const open: OpenKeyVault = ({ url }): KeyVault => {
    const { keys, deleted } = worldOf(url);
    const shown = (key: Key): Key => ({ ...key, ...recoveryOf(azure, url) });
    const getStored = (name: string): StoredKey => {
      const found = keys.get(name.toLowerCase());
      if (found !== undefined) return found;
      throw refused(404, 'KeyNotFound', `There is no key ${name}.`);
    };
    const assertFree = (name: string) => {
      if (keys.has(name.toLowerCase())) throw inUse(name);
      if (deleted.has(name.toLowerCase()))
        throw refused(409, 'ObjectIsDeletedButRecoverable', `A key ${name} was deleted.`);
    };
    const madeBy = (name: string, requestId: string) =>
      keys.get(name.toLowerCase())?.versions.find((key) => key.madeBy === requestId);
    const versionOf = (wanted: NewKey, operations: readonly string[], requestId: string): Key => ({
      name: wanted.name,
      version: randomBytes(16).toString('hex'),
      enabled: true,
      createdAt: now().toISOString(),
      notBefore: undefined,
      expiresAt: undefined,
      ...recoveryOf(azure, url),
      hsmPlatform: '2',
      madeBy: requestId,
      type: wanted.hsm ? 'RSA-HSM' : 'RSA',
      size: wanted.size,
      operations,
      uri: `${url}/keys/${wanted.name}`,
    });
    const make = (wanted: NewKey, operations: readonly string[], requestId: string): Key => {
      const before = madeBy(wanted.name, requestId);
      if (before !== undefined) return shown(before);
      assertFree(wanted.name);
      const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const key = versionOf(wanted, operations, requestId);
      keys.set(wanted.name.toLowerCase(), { versions: [key], policy: NOTIFY, publicKey });
      writes.push(`create ${url} ${wanted.name}`);
      return key;
    };
    const current = (name: string): Key | undefined =>
      keys.get(name.toLowerCase())?.versions.at(-1);
    const change = (name: string, version: string, more: Partial<Key>) => {
      const { versions } = getStored(name);
      const index = versions.findIndex((key) => key.version === version);
      const found = versions[index];
      if (found === undefined) throw refused(404, 'KeyNotFound', 'There is no such version.');
      versions[index] = { ...found, ...more };
      writes.push(`change ${url} ${name}`);
    };

    return {
      async findKey(name, version) {
        const versions = keys.get(name.toLowerCase())?.versions ?? [];
        const found =
          version === undefined ? versions.at(-1) : versions.find((key) => key.version === version);
        return found === undefined ? undefined : shown(found);
      },
      listVersions: async (name) => (keys.get(name.toLowerCase())?.versions ?? []).map(shown),
      getRotationPolicy: async (name) => getStored(name).policy,
      findDeletedKey: async (name) => deleted.get(name.toLowerCase())?.info,
      listDeletedKeys: async () => [...deleted.values()].map(({ info }) => info),

      createKey: async (wanted, requestId) => make(wanted, ['wrapKey', 'unwrapKey'], requestId),
      createExchangeKey: async (wanted, requestId) => make(wanted, ['import'], requestId),
      async rollKey(name, previous, requestId) {
        const before = madeBy(name, requestId);
        if (before !== undefined) return shown(before);
        const stored = getStored(name);
        const last = stored.versions.at(-1);
        if (last === undefined || last.version !== previous)
          throw refused(409, 'KeyChanged', `The key ${name} has another version by now.`);
        const { expiryTime } = stored.policy;
        const next: Key = {
          ...last,
          version: randomBytes(16).toString('hex'),
          createdAt: now().toISOString(),
          // Any policy with a life stamps an end on every new version.
          expiresAt: expiryTime === undefined ? undefined : after(now(), 365 * DAY),
          madeBy: requestId,
        };
        stored.versions.push(next);
        writes.push(`roll ${url} ${name}`);
        return shown(next);
      },
      getPublicKey: async (name) => getStored(name).publicKey,
      async importKey(name, _transfer, requestId) {
        const wanted = { name, size: 2048, hsm: true } as const;
        return make(wanted, ['wrapKey', 'unwrapKey'], requestId);
      },

      async backUp(name, sink) {
        const stored = getStored(name);
        const blob = randomBytes(64);
        const sha256 = createHash('sha256').update(blob).digest('hex');
        blobs.set(sha256, { name, stored: { ...stored, versions: [...stored.versions] } });
        await sink(blob);
        const version = current(name)?.version ?? '';
        return { name, version, size: blob.length, sha256, at: now().toISOString() };
      },
      async restoreKey(blob) {
        const found = blobs.get(createHash('sha256').update(blob).digest('hex'));
        if (found === undefined) throw refused(400, 'BadParameter', 'This is no backup of a key.');
        assertFree(found.name);
        keys.set(found.name.toLowerCase(), {
          ...found.stored,
          versions: [...found.stored.versions],
        });
        writes.push(`restore ${url} ${found.name}`);
        const key = current(found.name);
        if (key === undefined) throw new Error('A backup has at least one version.');
        return shown(key);
      },
      async recoverKey(name) {
        const found = deleted.get(name.toLowerCase());
        if (found === undefined) throw refused(404, 'KeyNotFound', `There is no key ${name}.`);
        deleted.delete(name.toLowerCase());
        keys.set(name.toLowerCase(), found);
        writes.push(`recover ${url} ${name}`);
      },
      enableVersion: async (name, version) => change(name, version, { enabled: true }),
      moveExpiry: async (name, version) =>
        change(name, version, { expiresAt: '9999-12-31T00:00:00.000Z' }),
      async stopRotation(name) {
        getStored(name).policy = NOTIFY;
        writes.push(`policy ${url} ${name}`);
      },
    };
  };

  return {
    open,
    writes,
    vault: worldOf,
    deleteKey(url, name) {
      const { keys, deleted } = worldOf(url);
      const found = keys.get(name.toLowerCase());
      if (found === undefined) throw new Error(`There is no key ${name}.`);
      const { recoveryLevel, recoverableDays } = recoveryOf(azure, url);
      const purgeAt = new Date(now().getTime() + recoverableDays * DAY).toISOString();
      const info = { name, deletedAt: now().toISOString(), purgeAt, recoveryLevel };
      keys.delete(name.toLowerCase());
      deleted.set(name.toLowerCase(), { ...found, info });
    },
    alter(url, name, change, version) {
      const versions = worldOf(url).keys.get(name.toLowerCase())?.versions ?? [];
      const index =
        version === undefined
          ? versions.length - 1
          : versions.findIndex((key) => key.version === version);
      const found = versions[index];
      if (found === undefined) throw new Error(`There is no such version of ${name}.`);
      versions[index] = { ...found, ...change };
    },
  };
}
