import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'expect';
import { clientByHand } from '../gateways/key-vault-by-hand.ts';
import { thrownBy } from '../gateways/stub.ts';
import { openEmulator, URL_OF_VAULT, type Emulator } from './emulator.ts';

suite('Key Vault gateway and Lowkey Vault', () => {
  let emulator: Emulator;
  suiteSetup(() => {
    emulator = openEmulator(Number(process.env['LOWKEY_PORT']));
  });
  suiteTeardown(() => emulator.close());

  const make = (name = `ck-${randomUUID().slice(0, 8)}`) =>
    emulator.vault.createKey({ name, size: 2048, hsm: true }, randomUUID());
  const byHand = () => clientByHand(URL_OF_VAULT, emulator);
  const deleteKey = async (name: string) =>
    (await byHand().beginDeleteKey(name, { intervalInMs: 100 })).pollUntilDone();

  test('a key is created once, and read as it was created', async () => {
    const name = `ck-${randomUUID().slice(0, 8)}`;
    const requestId = randomUUID();
    const wanted = { name, size: 2048, hsm: true } as const;
    expect(await emulator.vault.findKey(name)).toBeUndefined();

    const made = await emulator.vault.createKey(wanted, requestId);
    const again = await emulator.vault.createKey(wanted, requestId);

    expect(again.version).toBe(made.version);
    expect(await emulator.vault.findKey(name)).toMatchObject({
      ...{ name, type: 'RSA-HSM', size: 2048, enabled: true, madeBy: requestId },
      ...{ version: made.version, expiresAt: undefined, uri: `${URL_OF_VAULT}/keys/${name}` },
    });
    expect([...made.operations].sort()).toEqual(['unwrapKey', 'wrapKey']);
    expect(await thrownBy(() => make(name))).toMatchObject({ code: 'KeyExists' });
  });

  test('a new version leaves the old one enabled', async () => {
    const first = await make();

    const second = await emulator.vault.rollKey(first.name, first.version, randomUUID());

    const versions = await emulator.vault.listVersions(first.name);
    expect(versions.map(({ version }) => version).sort()).toEqual(
      [first.version, second.version].sort(),
    );
    expect(versions.every(({ enabled }) => enabled)).toBe(true);
    expect((await emulator.vault.findKey(first.name))?.version).toBe(second.version);
  });

  test('a rotation policy that makes keys expire is seen and stopped', async () => {
    const { name } = await make();
    await byHand().updateKeyRotationPolicy(name, {
      expiresIn: 'P1Y',
      lifetimeActions: [{ action: 'Rotate', timeBeforeExpiry: 'P30D' }],
    });
    expect(await emulator.vault.getRotationPolicy(name)).toMatchObject({ expiryTime: 'P1Y' });

    await emulator.vault.stopRotation(name, randomUUID());

    const policy = await emulator.vault.getRotationPolicy(name);
    expect(policy.expiryTime).toBeUndefined();
    expect(policy.actions).not.toContain('rotate');
  });

  test('a deleted key is found among the deleted, and recovered with its versions', async () => {
    const first = await make();
    await emulator.vault.rollKey(first.name, first.version, randomUUID());
    await deleteKey(first.name);
    expect(await emulator.vault.findKey(first.name)).toBeUndefined();
    expect((await emulator.vault.findDeletedKey(first.name))?.name).toBe(first.name);
    const deleted = await emulator.vault.listDeletedKeys();
    expect(deleted.map(({ name }) => name)).toContain(first.name);

    await emulator.vault.recoverKey(first.name, randomUUID());

    expect(await emulator.vault.listVersions(first.name)).toHaveLength(2);
    expect(await emulator.vault.findDeletedKey(first.name)).toBeUndefined();
  });

  test('a backup brings a key back that is gone for good', async () => {
    const first = await make();
    const second = await emulator.vault.rollKey(first.name, first.version, randomUUID());
    const kept: Uint8Array[] = [];
    const backup = await emulator.vault.backUp(first.name, async (blob) => void kept.push(blob));
    const [blob = new Uint8Array()] = kept;
    await deleteKey(first.name);
    await byHand().purgeDeletedKey(first.name);

    const restored = await emulator.vault.restoreKey(blob, randomUUID());

    expect(backup.sha256).toBe(createHash('sha256').update(blob).digest('hex'));
    expect(restored).toMatchObject({ name: first.name, version: second.version });
    expect(await emulator.vault.listVersions(first.name)).toHaveLength(2);
  });
});
