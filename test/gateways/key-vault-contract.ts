import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { KeyVault } from '../../src/gateways/key-vault.ts';
import { thrownBy } from './stub.ts';

export interface VaultUnderTest {
  readonly vault: KeyVault;
  /** What a person could do; the gateway cannot. */
  deleteKey(name: string): Promise<void>;
  /** Hardware keys, where there is hardware. */
  readonly hsm: boolean;
  /** Bits of the keys that are made. */
  readonly size: 2048;
  /** Lets time pass, so that versions can be told apart by age. */
  later(): Promise<void>;
  /** False where the service does not say how a key is kept after it was deleted. */
  readonly tellsRecovery: boolean;
}

/** What every vault does: the fake, the sandbox and an emulator that others wrote. */
export function keyVaultContract(name: string, open: () => Promise<VaultUnderTest>): void {
  const make = async (under: VaultUnderTest, key = `ck-${randomUUID().slice(0, 8)}`) => {
    const { hsm, size } = under;
    return under.vault.createKey({ name: key, size, hsm }, randomUUID());
  };

  test(`${name}: a new key wraps and unwraps and does nothing else, and never expires`, async () => {
    const under = await open();
    const requestId = randomUUID();
    const wanted = { name: `ck-${randomUUID().slice(0, 8)}`, size: under.size, hsm: under.hsm };
    expect(await under.vault.findKey(wanted.name)).toBeUndefined();
    expect(await under.vault.listVersions(wanted.name)).toEqual([]);

    const made = await under.vault.createKey(wanted, requestId);

    expect(await under.vault.findKey(wanted.name)).toEqual(made);
    expect(made).toMatchObject({
      ...{ name: wanted.name, size: 2048, enabled: true, madeBy: requestId },
      type: under.hsm ? 'RSA-HSM' : 'RSA',
      ...{ notBefore: undefined, expiresAt: undefined },
    });
    expect([...made.operations].sort()).toEqual(['unwrapKey', 'wrapKey']);
    expect(made.version).toMatch(/^[0-9a-f]{32}$/);
    expect(made.uri).toMatch(new RegExp(`^https://[^/]+/keys/${wanted.name}$`));
    expect(Date.parse(made.createdAt ?? '')).not.toBeNaN();
    if (under.tellsRecovery) expect(made).toMatchObject({ recoverableDays: 90 });
  });

  test(`${name}: the same change makes one key, another change makes none of that name`, async () => {
    const under = await open();
    const requestId = randomUUID();
    const wanted = { name: `ck-${randomUUID().slice(0, 8)}`, size: under.size, hsm: under.hsm };
    const first = await under.vault.createKey(wanted, requestId);

    const again = await under.vault.createKey(wanted, requestId);
    const other = await thrownBy(() => under.vault.createKey(wanted, randomUUID()));

    expect(again).toEqual(first);
    expect(other).toMatchObject({ name: 'GatewayError', code: 'KeyExists', transient: false });
    expect(await under.vault.listVersions(wanted.name)).toHaveLength(1);
  });

  test(`${name}: rolling adds a version like the last and leaves that one enabled`, async () => {
    const under = await open();
    const first = await make(under);
    await under.later();
    const requestId = randomUUID();

    const second = await under.vault.rollKey(first.name, first.version, requestId);
    const again = await under.vault.rollKey(first.name, first.version, requestId);

    expect(again).toEqual(second);
    expect(second.version).not.toBe(first.version);
    expect(second).toMatchObject({ type: first.type, size: first.size, madeBy: requestId });
    expect((await under.vault.findKey(first.name))?.version).toBe(second.version);
    const versions = await under.vault.listVersions(first.name);
    expect(versions.map(({ version }) => version)).toEqual([first.version, second.version]);
    expect(versions.every(({ enabled }) => enabled)).toBe(true);
    expect(await under.vault.findKey(first.name, first.version)).toMatchObject({ enabled: true });
  });

  test(`${name}: a key that was rolled by somebody else is not rolled again`, async () => {
    const under = await open();
    const first = await make(under);
    await under.vault.rollKey(first.name, first.version, randomUUID());

    const error = await thrownBy(() =>
      under.vault.rollKey(first.name, first.version, randomUUID()),
    );

    expect(error).toMatchObject({ code: 'KeyChanged', transient: false });
    expect(await under.vault.listVersions(first.name)).toHaveLength(2);
  });

  test(`${name}: a new key does not expire by its rotation policy, nor after that is stopped`, async () => {
    const under = await open();
    const { name: key } = await make(under);
    expect((await under.vault.getRotationPolicy(key)).expiryTime).toBeUndefined();

    await under.vault.stopRotation(key, randomUUID());

    const policy = await under.vault.getRotationPolicy(key);
    expect(policy.expiryTime).toBeUndefined();
    expect(policy.actions).not.toContain('rotate');
  });

  test(`${name}: a backup goes to its place alone, and brings the key back with all versions`, async () => {
    const under = await open();
    const first = await make(under);
    await under.later();
    const second = await under.vault.rollKey(first.name, first.version, randomUUID());
    const kept: Uint8Array[] = [];

    const backup = await under.vault.backUp(first.name, async (blob) => void kept.push(blob));

    const [blob = new Uint8Array()] = kept;
    const sha256 = createHash('sha256').update(blob).digest('hex');
    expect(backup).toMatchObject({ name: first.name, version: second.version, sha256 });
    expect(backup.size).toBe(blob.length);
    expect(Object.keys(backup).sort()).toEqual(['at', 'name', 'sha256', 'size', 'version']);
    const inUse = await thrownBy(() => under.vault.restoreKey(blob, randomUUID()));
    expect(inUse).toMatchObject({ name: 'GatewayError', status: 409 });
  });

  test(`${name}: a backup whose place does not take it is no backup`, async () => {
    const under = await open();
    const { name: key } = await make(under);

    const full = () => Promise.reject(new Error('The disk is full.'));

    await expect(under.vault.backUp(key, full)).rejects.toThrow('The disk is full.');
  });

  test(`${name}: a deleted key is missed, found among the deleted and recovered with its versions`, async () => {
    const under = await open();
    const first = await make(under);
    await under.vault.rollKey(first.name, first.version, randomUUID());
    await under.deleteKey(first.name);
    expect(await under.vault.findKey(first.name)).toBeUndefined();
    const deleted = await under.vault.findDeletedKey(first.name);
    expect(deleted?.name).toBe(first.name);
    expect(Date.parse(deleted?.purgeAt ?? '')).toBeGreaterThan(
      Date.parse(deleted?.deletedAt ?? ''),
    );
    expect((await under.vault.listDeletedKeys()).map((key) => key.name)).toContain(first.name);

    await under.vault.recoverKey(first.name, randomUUID());

    expect(await under.vault.listVersions(first.name)).toHaveLength(2);
    expect(await under.vault.findDeletedKey(first.name)).toBeUndefined();
  });

  test(`${name}: a name that belongs to a deleted key is not used again`, async () => {
    const under = await open();
    const { name: key } = await make(under);
    await under.deleteKey(key);

    const error = await thrownBy(() => make(under, key));

    expect(error).toMatchObject({ name: 'GatewayError', status: 409, transient: false });
  });

  test(`${name}: the public part of an exchange key can be handed to a vendor's tool`, async () => {
    const under = await open();
    const wanted = { name: `kek-${randomUUID().slice(0, 8)}`, size: under.size, hsm: under.hsm };

    const key = await under.vault.createExchangeKey(wanted, randomUUID());

    expect(key.operations).toEqual(['import']);
    expect(await under.vault.getPublicKey(wanted.name)).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  test(`${name}: what is not there is said to be not there`, async () => {
    const { vault } = await open();
    const key = `none-${randomUUID().slice(0, 8)}`;

    expect(await vault.findKey(key)).toBeUndefined();
    expect(await vault.findDeletedKey(key)).toBeUndefined();
    for (const ask of [
      () => vault.rollKey(key, 'f'.repeat(32), randomUUID()),
      () => vault.backUp(key, async () => {}),
    ])
      expect(await thrownBy(ask)).toMatchObject({ name: 'GatewayError', status: 404 });
  });
}
