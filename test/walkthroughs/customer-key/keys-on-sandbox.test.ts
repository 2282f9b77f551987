import {
  constants,
  createCipheriv,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Guide } from '../../../src/core/step.ts';
import { folderBackups } from '../../../src/gateways/files/backup-place.ts';
import { SUBSCRIPTIONS } from '../../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../../src/sandbox/arm/seed.ts';
import { TENANT_ID } from '../../../src/sandbox/people.ts';
import { lastBackup } from '../../../src/walkthroughs/customer-key/steps/backup-record.ts';
import { backup } from '../../../src/walkthroughs/customer-key/steps/backup.ts';
import { keyFit } from '../../../src/walkthroughs/customer-key/steps/key.ts';
import type { Site } from '../../../src/walkthroughs/customer-key/world.ts';
import { makeVault } from '../../gateways/azure-contract.ts';
import { startAzureTenant, type AzureTenant } from '../../gateways/azure-tenant.ts';
import { clientByHand, deleteByHand } from '../../gateways/key-vault-by-hand.ts';
import { ANSWERS, keyStage, play, started, stepOf } from './key-stage.ts';

const KEY = 'Root-001';

const steps = (site: Site) => {
  const [branch] = site.branches;
  return [keyFit(site, branch), backup(site, branch)];
};

/** Makes a key and wraps it, with nothing but what the guide shows (CKM_RSA_AES_KEY_WRAP). */
function vendorsTool(guide: Guide | undefined): Buffer {
  const pem = /-----BEGIN[^]*END PUBLIC KEY-----/.exec(guide?.command ?? '')?.[0] ?? '';
  const kid = /key identifier (\S+)\. /.exec(guide?.steps.join(' ') ?? '')?.[1] ?? '';
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const aes = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('A65959A6', 'hex'));
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  const wrapped = [
    publicEncrypt({ key: pem, ...padding }, aes),
    cipher.update(der),
    cipher.final(),
  ];
  const header = { kid, alg: 'dir', enc: 'CKM_RSA_AES_KEY_WRAP' };
  const ciphertext = Buffer.concat(wrapped).toString('base64url');
  return Buffer.from(JSON.stringify({ schema_version: '1.0.0', header, ciphertext }));
}

/** The steps through our own gateways and Microsoft's library, against the sandbox. */
suite('Keys for Customer Key, on the sandbox', () => {
  let tenant: AzureTenant;
  let folder = '';
  suiteSetup(async function () {
    this.timeout(180_000);
    tenant = await startAzureTenant();
    folder = await mkdtemp(join(tmpdir(), 'backups-'));
  });
  suiteTeardown(async () => {
    await tenant.close();
    await rm(folder, { recursive: true });
  });

  async function onSandbox(name: string) {
    const vault = await makeVault(
      {
        ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
        ...{ principal: '', workspace: WORKSPACE },
        later: () => tenant.advance('PT10M'),
      },
      { name },
    );
    const on = keyStage({ steps, backups: folderBackups(folder) });
    Object.assign(on.world, { azure: tenant.azure, openKeyVault: tenant.openKeyVault });
    const { subscription, resourceGroup, location } = vault;
    const first = {
      ...ANSWERS.first,
      subscription,
      resourceGroup,
      location,
      vault: name,
      key: KEY,
    };
    return { on, vault, first, keys: tenant.openKeyVault(vault) };
  }

  test('a key is made and backed up, and a second run finds both', async () => {
    const { on, first, vault, keys } = await onSandbox('Contoso-Made-1');

    const run = await started(on, { first, keySize: 2048 });
    await play(on, run);
    const again = await started(on, { first, keySize: 2048 });
    await play(on, again);

    const versions = await keys.listVersions(KEY);
    const history = await on.runs.about('customer-key/contoso.example');
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect(await on.stepsOf(again)).toEqual({ 'key-1': 'verified', 'backup-1': 'verified' });
    expect(versions).toHaveLength(1);
    expect(lastBackup(history, { keyUri: `${vault.url}/keys/${KEY}` })).toMatchObject({
      version: versions[0]?.version,
      how: 'verified',
    });
    expect(await readdir(folder)).toContain(
      `Contoso-Made-1-${KEY}-Backup-${versions[0]?.version}.backup`,
    );
  });

  test('what an administrator did to a key is put right', async () => {
    const { on, first, vault, keys } = await onSandbox('Contoso-Mended-1');
    const byHand = clientByHand(vault.url, tenant);
    const expiresOn = new Date(tenant.clock.now().getTime() + 86_400_000);
    const keyOps = ['wrapKey', 'unwrapKey', 'sign'];
    const { properties } = await byHand.createRsaKey(KEY, { hsm: true, expiresOn, keyOps });
    await byHand.createRsaKey(KEY, { hsm: true, keyOps });
    await byHand.updateKeyProperties(KEY, properties.version ?? '', { enabled: false });
    await byHand.updateKeyRotationPolicy(KEY, { expiresIn: 'P2Y', lifetimeActions: [] });

    const run = await started(on, { first, keySize: 2048 });
    await play(on, run);

    const { state, note, asked } = await stepOf(on, run, 'key-1');
    const versions = await keys.listVersions(KEY);
    expect(asked.map(({ changes }) => changes.map(({ details }) => details.operation))).toEqual([
      ['keyvault.key.enable', 'keyvault.key.moveExpiry', 'keyvault.key.stopRotation'],
    ]);
    expect([state, note]).toEqual([
      'verified',
      expect.stringContaining('may also be used for sign'),
    ]);
    expect(versions.map(({ enabled }) => enabled)).toEqual([true, true]);
    expect(versions[0]?.expiresAt).toContain('9999-12-31');
    expect((await keys.getRotationPolicy(KEY)).expiryTime).toBeUndefined();
  });

  test('a deleted key comes back instead of a new one', async () => {
    const { on, first, vault, keys } = await onSandbox('Contoso-Deleted-1');
    const { version } = await keys.createKey({ name: KEY, size: 2048, hsm: true }, 'by-hand');
    await deleteByHand(vault.url, KEY, tenant);
    await tenant.advance('PT5M');

    const run = await started(on, { first, keySize: 2048 });
    await play(on, run);

    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect((await keys.listVersions(KEY)).map((one) => one.version)).toEqual([version]);
  });

  test('a policy that demands an expiry stops the run with a sentence', async () => {
    const { on, first, keys } = await onSandbox('Contoso-Policy-1');
    const policies = [{ name: 'Keys must expire', denies: 'keys-without-expiry' }];
    await tenant.wire.control('PUT', '/sandbox/policies', { policies });

    const run = await started(on, { first, keySize: 2048 });
    await play(on, run);
    await tenant.wire.control('PUT', '/sandbox/policies', { policies: [] });

    const { state, note } = await stepOf(on, run, 'key-1');
    expect([state, note]).toEqual([
      'failed',
      expect.stringContaining('An Azure Policy forbids this for keys'),
    ]);
    expect(await keys.findKey(KEY)).toBeUndefined();
  });

  test('a key of one’s own is imported under the key exchange key that was made for it', async () => {
    const { on, first, keys } = await onSandbox('Contoso-Import-1');
    const run = await started(on, { first, keySize: 2048, keySource: 'import' });
    await play(on, run, 3);
    const { change } = await stepOf(on, run, 'key-1');
    const transfer = vendorsTool(change?.guide);
    await keys.importKey(KEY, transfer, 'by-hand');

    await play(on, run);

    expect((await keys.findKey(`${KEY}-KEK`))?.operations).toEqual(['import']);
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
  });
});
