import {
  createCipheriv,
  generateKeyPairSync,
  publicEncrypt,
  constants,
  createPublicKey,
  randomBytes,
} from 'node:crypto';
import { expect } from 'expect';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import {
  makeVault,
  ONE,
  startAzure,
  TWO,
  vaultPath,
  wrapOnly,
  type AzureWire,
} from './arm-wire.ts';
import type { Reply } from './wire.ts';

const V = 'contoso-ck-a1';

suite('the sandbox keeps keys as Key Vault does', () => {
  let azure: AzureWire;
  setup(async () => {
    azure = await startAzure();
    await makeVault(azure, ONE, V, 'westeurope');
  });
  teardown(() => azure.close());

  const keys = (method: string, path: string, json?: unknown) => azure.keys(V, method, path, json);
  const create = (name: string, body: object = wrapOnly) =>
    keys('POST', `/keys/${name}/create`, body);
  const codeOf = ({ status, body }: Reply) => [
    status,
    body?.error?.innererror?.code ?? body?.error?.code,
  ];
  const versionOf = ({ body }: { body: any }) => body.key.kid.split('/').at(-1); // eslint-disable-line @typescript-eslint/no-explicit-any -- a key
  const patchVault = (properties: object) => azure.arm('PATCH', vaultPath(ONE, V), { properties });

  test('whoever comes without a token, or with one for something else, is told where to get one', async () => {
    const url = `https://${V}.vault.azure.net/keys?api-version=2025-07-01`;

    const replies = [
      await azure.ask(url),
      await azure.ask(url, { token: await azure.token('https://management.azure.com') }),
    ];

    expect(replies.map(({ status }) => status)).toEqual([401, 401]);
    expect(replies[0]?.headers['www-authenticate']).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${TENANT_ID}", resource="https://vault.azure.net"`,
    );
  });

  for (const size of [2048, 3072, 4096])
    test(`an RSA key of ${size} bits has that modulus and is fit for Customer Key`, async () => {
      const { body } = await create('k', { ...wrapOnly, key_size: size });

      expect(body.key).toMatchObject({ kty: 'RSA-HSM', key_ops: ['wrapKey', 'unwrapKey'] });
      expect(Buffer.from(body.key.n, 'base64url')).toHaveLength(size / 8);
      expect(body.attributes).toMatchObject({
        enabled: true,
        recoverableDays: 90,
        hsmPlatform: '2',
      });
      expect(body.attributes.exp).toBeUndefined();
    });

  test('what a version wrapped, that version unwraps, and no other', async () => {
    const first = await create('k');
    const second = await create('k');
    const value = randomBytes(32).toString('base64url');
    const at = (reply: Reply, use: string) => `/keys/k/${versionOf(reply)}/${use}`;
    const wrapped = await keys('POST', at(first, 'wrapkey'), { alg: 'RSA-OAEP-256', value });

    const same = await keys('POST', at(first, 'unwrapkey'), {
      alg: 'RSA-OAEP-256',
      value: wrapped.body.value,
    });
    const other = await keys('POST', at(second, 'unwrapkey'), {
      alg: 'RSA-OAEP-256',
      value: wrapped.body.value,
    });

    expect(wrapped.body.value).not.toBe(value);
    expect(same.body.value).toBe(value);
    expect(other.status).toBe(400);
  });

  test('lists and versions come in pages', async () => {
    for (let n = 0; n < 4; n++) await create('k');
    const first = await keys('GET', '/keys/k/versions');
    const token = await azure.token('https://vault.azure.net');

    const second = await azure.ask(first.body.nextLink, { token });

    expect([first.body.value.length, second.body.value.length]).toEqual([3, 1]);
    expect(second.body.nextLink).toBeNull();
  });

  test('a key out of its time closes nothing more but opens what it closed', async () => {
    const version = versionOf(await create('k'));
    const value = randomBytes(16).toString('base64url');
    const use = (verb: string, given: string) =>
      keys('POST', `/keys/k/${version}/${verb}`, { alg: 'RSA-OAEP', value: given });
    const wrapped = (await use('wrapkey', value)).body.value;
    const exp = Math.floor(azure.sandbox.clock.now().getTime() / 1000) + 60;
    await keys('PATCH', `/keys/k/${version}`, { attributes: { exp } });
    azure.seconds(61);

    const replies = [await use('wrapkey', value), await use('unwrapkey', wrapped)];

    expect(replies.map(codeOf)).toEqual([
      [403, 'KeyExpired'],
      [200, undefined],
    ]);
    // Moved it can be, taken away it cannot.
    await keys('PATCH', `/keys/k/${version}`, { attributes: { exp: 253402214400 } });
    await keys('PATCH', `/keys/k/${version}`, { attributes: {} });
    expect((await keys('GET', '/keys/k')).body.attributes.exp).toBe(253402214400);
  });

  test('a disabled key is of no use', async () => {
    const version = versionOf(await create('k'));
    await keys('PATCH', `/keys/k/${version}`, { attributes: { enabled: false } });

    const reply = await keys('POST', `/keys/k/${version}/wrapkey`, {
      alg: 'RSA-OAEP',
      value: 'AAAA',
    });

    expect(codeOf(reply)).toEqual([403, 'KeyDisabled']);
  });

  test('a rotation policy with an expiry stamps it on every new version', async () => {
    await create('k');
    const usual = await keys('GET', '/keys/k/rotationpolicy');
    await keys('PUT', '/keys/k/rotationpolicy', {
      lifetimeActions: [{ trigger: { timeAfterCreate: 'P90D' }, action: { type: 'Rotate' } }],
      attributes: { expiryTime: 'P1Y' },
    });

    const { body } = await keys('POST', '/keys/k/rotate');

    expect(usual.body.lifetimeActions[0].action.type).toBe('Notify');
    expect(body.attributes.exp - body.attributes.created).toBeGreaterThan(364 * 86_400);
    expect(body.key.key_ops).toEqual(['wrapKey', 'unwrapKey']);
  });

  test('a deleted key keeps its name, comes back whole, and cannot be purged', async () => {
    const kid = (await create('k')).body.key.kid;
    const deleted = await keys('DELETE', '/keys/k');

    const refused = [
      await keys('GET', '/keys/k'),
      await create('k'),
      await keys('DELETE', '/deletedkeys/k'),
    ];
    const recovered = await keys('POST', '/deletedkeys/k/recover');

    expect(deleted.body.scheduledPurgeDate - deleted.body.deletedDate).toBe(90 * 86_400);
    expect(refused.map(codeOf)).toEqual([
      [404, 'KeyNotFound'],
      [409, 'ObjectIsDeletedButRecoverable'],
      [403, 'ForbiddenByPurgeProtection'],
    ]);
    expect(recovered.body.key.kid).toBe(kid);
    expect((await keys('GET', '/deletedkeys/k')).status).toBe(404);
  });

  test('after its retention a deleted key is gone', async () => {
    await create('k');
    await keys('DELETE', '/keys/k');
    azure.seconds(90 * 86_400 + 1);

    expect((await keys('POST', '/deletedkeys/k/recover')).status).toBe(404);
  });

  test('a backup shows nothing and is restored in its own subscription and geography only', async () => {
    const { n } = (await create('k')).body.key;
    const { value } = (await keys('POST', '/keys/k/backup')).body;
    await makeVault(azure, ONE, 'contoso-ck-a2', 'northeurope');
    await makeVault(azure, ONE, 'contoso-ck-us', 'eastus');
    await makeVault(azure, TWO, 'contoso-ck-b1', 'westeurope');
    const restore = (vault: string, given: string) =>
      azure.keys(vault, 'POST', '/keys/restore', { value: given });

    const replies = [
      await restore(V, value),
      await restore('contoso-ck-us', value),
      await restore('contoso-ck-b1', value),
      await restore('contoso-ck-a2', `${value.slice(0, -4)}AAAA`),
      await restore('contoso-ck-a2', value),
    ];

    expect(replies.map(({ status }) => status)).toEqual([409, 400, 400, 400, 200]);
    expect(replies[4]?.body.key.n).toBe(n);
    expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain('PRIVATE');
  });

  test('a key brought along is opened with its exchange key', async () => {
    const exchange = (await create('kek', { kty: 'RSA-HSM', key_ops: ['import'] })).body.key;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const byok = transferBlob(exchange, privateKey.export({ type: 'pkcs8', format: 'der' }));

    const { body } = await keys('PUT', '/keys/k', {
      Hsm: true,
      key: { kty: 'RSA-HSM', key_ops: ['wrapKey', 'unwrapKey'], key_hsm: byok },
    });
    const spoilt = await keys('PUT', '/keys/other', {
      key: { kty: 'RSA-HSM', key_hsm: Buffer.from('{}').toString('base64url') },
    });

    expect(body.key).toMatchObject({ kty: 'RSA-HSM', n: privateKey.export({ format: 'jwk' }).n });
    expect(codeOf(spoilt)).toEqual([400, 'BadParameter']);
  });

  test('roles decide in a vault of roles, access policies in one of policies', async () => {
    const policies = [
      { tenantId: TENANT_ID, objectId: APPLICATION.objectId, permissions: { keys: ['Get'] } },
    ];
    await create('k');
    await patchVault({ accessPolicies: policies, enableRbacAuthorization: false });

    const byPolicy = [await keys('GET', '/keys/k'), await create('k')];
    await patchVault({ enableRbacAuthorization: true });
    const byRole = await create('k');

    expect(byPolicy.map(codeOf)).toEqual([
      [200, undefined],
      [403, 'AccessDenied'],
    ]);
    expect(byRole.status).toBe(200);
  });

  test('the firewall lets in the addresses it names', async () => {
    const rules = (value: string) =>
      patchVault({
        networkAcls: {
          bypass: 'AzureServices',
          defaultAction: 'Deny',
          ipRules: [{ value }],
          virtualNetworkRules: [],
        },
      });
    await rules('198.51.100.0/24');
    const shut = await keys('GET', '/keys');
    await rules('203.0.113.0/24');
    const open = await keys('GET', '/keys');
    await patchVault({ publicNetworkAccess: 'Disabled' });
    const disabled = await keys('GET', '/keys');

    expect([shut, open, disabled].map(codeOf)).toEqual([
      [403, 'ForbiddenByFirewall'],
      [200, undefined],
      [403, 'ForbiddenByConnection'],
    ]);
  });

  test('what is not right is refused as a bad parameter', async () => {
    await makeVault(azure, ONE, 'contoso-std', 'westeurope', {
      sku: { family: 'A', name: 'standard' },
    });
    const replies = [
      await create('k', { kty: 'oct-HSM' }),
      await create('k', { kty: 'RSA-HSM', key_size: 1024 }),
      await create('k', { kty: 'EC', key_ops: ['wrapKey'] }),
      await create('k', { ...wrapOnly, attributes: { exp: -856064 } }),
      await create('k', { ...wrapOnly, attributes: { nbf: 20, exp: 10 } }),
      await azure.keys('contoso-std', 'POST', '/keys/k/create', wrapOnly),
    ];

    expect(replies.map(codeOf)).toEqual(replies.map(() => [400, 'BadParameter']));
    expect((await keys('GET', '/keys')).body.value).toEqual([]);
  });

  test('more than ten HSM keys in ten seconds are too many', async () => {
    const replies = [];
    for (let n = 0; n < 11; n++) replies.push(await create(`k${n}`));
    azure.seconds(11);

    const later = await create('later');

    expect(replies.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429]);
    expect(Number(replies[10]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(later.status).toBe(200);
  });

  test('keys outlive the process that made them', async () => {
    const { kid } = (await create('k')).body.key;
    await azure.close();
    azure = await startAzure({ folder: azure.folder });

    expect((await keys('GET', '/keys/k')).body.key.kid).toBe(kid);
  });
});

/** As the vendors' tools write it. */
function transferBlob(exchange: { kid: string; n: string; e: string }, der: Buffer): string {
  const aes = randomBytes(32);
  const publicKey = createPublicKey({
    key: { kty: 'RSA', n: exchange.n, e: exchange.e },
    format: 'jwk',
  });
  const wrapped = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    aes,
  );
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('A65959A6', 'hex'));
  const ciphertext = Buffer.concat([wrapped, cipher.update(der), cipher.final()]);
  const blob = {
    schema_version: '1.0.0',
    header: { kid: exchange.kid, alg: 'dir', enc: 'CKM_RSA_AES_KEY_WRAP' },
    ciphertext: ciphertext.toString('base64url'),
    generator: 'test',
  };
  return Buffer.from(JSON.stringify(blob)).toString('base64url');
}
