import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import { httpKeyVaults } from '../../src/gateways/http/key-vault.ts';
import type { KeyVault, NewKey } from '../../src/gateways/key-vault.ts';
import type { Vault } from '../../src/gateways/azure-vaults.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { EGRESS } from '../../src/sandbox/key-vault/access.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { makeVault, type AzureUnderTest } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { clientByHand } from './key-vault-by-hand.ts';
import { startStub, thrownBy, type Stub } from './stub.ts';
import type { Fault } from './tenant.ts';

const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';

suite('Key Vault in the sandbox', () => {
  let tenant: AzureTenant;
  let under: AzureUnderTest;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
    under = {
      ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
      ...{ principal: '', workspace: WORKSPACE },
      later: () => tenant.advance('PT10M'),
    };
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  const key = (name: string): NewKey => ({ name, size: 2048, hsm: true });
  const open = async (more = {}): Promise<{ vault: Vault; keys: KeyVault }> => {
    // A name of its own: the limits of a vault outlive a fresh tenant.
    const name = `Contoso-${randomUUID().slice(0, 8)}`;
    const vault = await makeVault(under, { name, ...more });
    return { vault, keys: tenant.openKeyVault(vault) };
  };

  const FAULTS: readonly Fault[] = [
    { status: 429, retryAfter: 0 },
    { status: 503, retryAfter: 0 },
    { status: 500, when: 'after' },
    { reset: true },
    { reset: true, when: 'after' },
  ];
  for (const fault of FAULTS)
    test(`a key and its next version are made exactly once in spite of ${JSON.stringify(fault)}`, async () => {
      const { keys } = await open();
      // The first request only asks which token is wanted.
      await keys.listDeletedKeys();
      const wrong = { service: 'keyvault', match: '/POST .*\\/create/', ...fault };

      await tenant.fault(wrong);
      const first = await keys.createKey(key('root'), randomUUID());
      await tenant.fault(wrong);
      const second = await keys.rollKey('root', first.version, randomUUID());

      const versions = await keys.listVersions('root');
      expect(versions.map(({ version }) => version).sort()).toEqual(
        [first.version, second.version].sort(),
      );
    });

  for (const fault of FAULTS)
    test(`a deleted key comes back once in spite of ${JSON.stringify(fault)}`, async () => {
      const { vault, keys } = await open();
      await keys.createKey(key('root'), randomUUID());
      await clientByHand(vault.url, tenant).beginDeleteKey('root');
      await tenant.advance('PT5M');
      await tenant.fault({ service: 'keyvault', match: '/POST .*\\/recover/', ...fault });

      await keys.recoverKey('root', randomUUID());

      expect(await keys.findKey('root')).toMatchObject({ name: 'root', enabled: true });
    });

  test('reads go on after a service that was out of order', async () => {
    const { keys } = await open();
    await keys.createKey(key('root'), randomUUID());
    await tenant.fault({ service: 'keyvault', match: '/GET /', status: 500, times: 2 });

    expect(await keys.findKey('root')).toMatchObject({ name: 'root' });
  });

  test('a right that was just given is waited for, and then it counts', async () => {
    const { vault, keys } = await open();
    const rights = await tenant.azure.listRoleAssignments(vault.id, APPLICATION.objectId);
    const officer = rights.find(({ role }) => role === CRYPTO_OFFICER);
    await tenant.wire.call(`https://management.azure.com${officer?.id}?api-version=2022-04-01`, {
      method: 'DELETE',
    });
    const missing = await thrownBy(() => keys.createKey(key('root'), randomUUID()));
    await tenant.azure.assignRole(
      {
        ...{ scope: vault.id, role: CRYPTO_OFFICER },
        ...{ principal: APPLICATION.objectId, principalType: 'ServicePrincipal' },
      },
      randomUUID(),
    );

    const spreading = await thrownBy(() => keys.createKey(key('root'), randomUUID()));
    await tenant.advance('PT4M');
    const made = await keys.createKey(key('root'), randomUUID());

    expect(missing).toMatchObject({ code: 'ForbiddenByRbac', status: 403, transient: false });
    expect(missing.message).toContain('the role Key Vault Crypto Officer');
    expect(spreading).toMatchObject({ code: 'AccessStillSpreading', transient: true });
    expect(made.name).toBe('root');
  });

  test('access policies and the firewall are told apart from roles', async () => {
    const { vault, keys } = await open({ permissionModel: 'policies' });
    const unlisted = await thrownBy(() => keys.findKey('root'));
    const network = { ...vault.network, defaultAction: 'Deny' };
    await tenant.azure.changeVault(vault, { network }, randomUUID());

    const outside = await thrownBy(() => keys.findKey('root'));

    expect(unlisted).toMatchObject({ code: 'AccessDenied', transient: false });
    expect(unlisted.message).toContain('access policies of this vault');
    expect(outside).toMatchObject({ code: 'ForbiddenByFirewall', transient: false });
    expect(outside.message).toContain(`(the vault saw it call from ${EGRESS}), in the network`);
  });

  test('a refusal to make a key is one, and not a broken connection', async () => {
    const { keys } = await open();
    const policies = [{ name: 'Keys must expire', denies: 'keys-without-expiry' }];
    await tenant.wire.control('PUT', '/sandbox/policies', { policies });

    const error = await thrownBy(() => keys.createKey(key('root'), randomUUID()));
    await tenant.wire.control('PUT', '/sandbox/policies', { policies: [] });

    expect(error).toMatchObject({
      ...{ status: 403, transient: false, unknownOutcome: false },
      code: expect.stringContaining('Policy') as unknown,
    });
  });

  test('a list is refused in the same words as a key', async () => {
    const { vault, keys } = await open({ permissionModel: 'policies' });
    const unlisted = await thrownBy(() => keys.listVersions('root'));
    const network = { ...vault.network, defaultAction: 'Deny' };
    await tenant.azure.changeVault(vault, { network }, randomUUID());

    const outside = await thrownBy(() => keys.listDeletedKeys());

    expect(unlisted).toMatchObject({ code: 'AccessDenied', transient: false });
    expect(unlisted.message).toContain('access policies of this vault');
    expect(outside).toMatchObject({ code: 'ForbiddenByFirewall', transient: false });
    expect(outside.message).toContain('network settings');
  });

  test('an expiry is moved to the last day there is, which the library cannot write', async () => {
    const { vault, keys } = await open();
    const soon = new Date(tenant.clock.now().getTime() + 86_400_000);
    const made = await clientByHand(vault.url, tenant).createRsaKey('root', {
      ...{ hsm: true, expiresOn: soon, keyOps: ['wrapKey', 'unwrapKey'] },
    });
    const { version = '' } = made.properties;
    expect((await keys.findKey('root'))?.expiresAt?.slice(0, 10)).toBe(
      soon.toISOString().slice(0, 10),
    );

    await keys.moveExpiry('root', version, randomUUID());

    expect(await keys.findKey('root')).toMatchObject({
      ...{ expiresAt: '9999-12-31T00:00:00.000Z', enabled: true, version },
    });
  });

  test('a rotation policy that makes keys expire is seen, explained by what it says, and stopped', async () => {
    const { vault, keys } = await open();
    await keys.createKey(key('root'), randomUUID());
    await clientByHand(vault.url, tenant).updateKeyRotationPolicy('root', {
      expiresIn: 'P1Y',
      lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P6M' }],
    });
    expect(await keys.getRotationPolicy('root')).toEqual({
      ...{ expiryTime: 'P1Y', actions: ['rotate'] },
    });

    await keys.stopRotation('root', randomUUID());

    const policy = await keys.getRotationPolicy('root');
    expect(policy.expiryTime).toBeUndefined();
    expect(policy.actions).not.toContain('rotate');
  });

  test('an old version that somebody switched off is switched on again', async () => {
    const { vault, keys } = await open();
    const first = await keys.createKey(key('root'), randomUUID());
    await keys.rollKey('root', first.version, randomUUID());
    const byHand = clientByHand(vault.url, tenant);
    await byHand.updateKeyProperties('root', first.version, { enabled: false });
    expect((await keys.listVersions('root')).filter(({ enabled }) => !enabled)).toHaveLength(1);

    await keys.enableVersion('root', first.version, randomUUID());

    expect((await keys.listVersions('root')).every(({ enabled }) => enabled)).toBe(true);
  });

  test('what is restored from its backup is the key it was', async () => {
    const { vault, keys } = await open();
    const made = await keys.createKey(key('root'), randomUUID());
    const kept: Uint8Array[] = [];
    await keys.backUp('root', async (blob) => void kept.push(blob));
    const other = await makeVault(under, { name: 'Contoso-CK-Restored' });
    const elsewhere = tenant.openKeyVault(other);

    const restored = await elsewhere.restoreKey(kept[0] ?? new Uint8Array(), randomUUID());

    expect(restored).toMatchObject({ name: 'root', version: made.version, size: 2048 });
    expect(restored.uri).toBe(made.uri.replace(vault.url.toLowerCase(), other.url.toLowerCase()));
    const nonsense = new TextEncoder().encode('no backup');
    expect(await thrownBy(() => elsewhere.restoreKey(nonsense, randomUUID()))).toMatchObject({
      name: 'GatewayError',
      status: 400,
    });
  });
});

suite('Key Vault on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const scopes: string[] = [];
  const credential = {
    async getToken(scope: string | string[]) {
      scopes.push(String(scope));
      return { token: 'canary-token', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const open = (url = 'https://contoso.vault.azure.net') =>
    httpKeyVaults(stub.http, {
      ...{ credential, agent: stub.agent, spreading: async () => false },
      clock: { now: () => new Date() },
      library: { retryOptions: { maxRetries: 1, retryDelayInMs: 1 } },
    })({ id: '/subscriptions/s', url });

  for (const url of [
    'https://contoso.vault.azure.net.evil.example',
    'http://contoso.vault.azure.net',
    'https://contoso.vault.azure.net:8443',
    'https://evil.example/https://contoso.vault.azure.net',
    'https://contoso@evil.vault.azure.net',
    'https://vault.azure.net',
    'https://a.b.vault.azure.net',
    'https://contoso.vault.azure.cn',
    'https://contoso.vault.azure.net/keys',
    'no address',
  ])
    test(`nothing is sent to ${url}`, async () => {
      const error = await thrownBy(() => open(url).findKey('root'));

      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
      expect(stub.seen).toEqual([]);
    });

  test('the first question carries neither token nor body, and the token is meant for vaults', async () => {
    scopes.length = 0;
    const resource = 'https://vault.azure.net';
    const authorization = `https://login.microsoftonline.com/${TENANT_ID}`;
    const challenge = `Bearer authorization="${authorization}", resource="${resource}"`;
    stub.answers(
      { status: 401, headers: { 'www-authenticate': challenge } },
      { status: 404, body: { error: { code: 'KeyNotFound', message: 'canary' } } },
    );

    expect(await open().findKey('root')).toBeUndefined();

    expect(stub.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer canary-token',
    ]);
    expect(scopes).toEqual(['https://vault.azure.net/.default']);
  });

  test('the request id of a change reaches the vault, and marks what it made', async () => {
    const requestId = randomUUID();
    const kid = `https://contoso.vault.azure.net/keys/root/${'a'.repeat(32)}`;
    const challenge =
      `Bearer authorization="https://login.microsoftonline.com/${TENANT_ID}", ` +
      'resource="https://vault.azure.net"';
    stub.answers(({ method, headers }) => {
      if (headers.authorization === undefined)
        return { status: 401, headers: { 'www-authenticate': challenge } };
      if (method === 'GET') return { status: 404, body: { error: { code: 'KeyNotFound' } } };
      return { body: { key: { kid, kty: 'RSA-HSM', key_ops: [] }, attributes: {} } };
    });

    await open().createKey({ name: 'root', size: 3072, hsm: true }, requestId);

    const sent = stub.seen.filter(({ method, text }) => method === 'POST' && text !== '');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers['x-ms-client-request-id']).toBe(requestId);
    expect(JSON.parse(sent[0]?.text ?? '')).toEqual({
      ...{ kty: 'RSA-HSM', key_size: 3072, key_ops: ['wrapKey', 'unwrapKey'], attributes: {} },
      tags: { auditStewardChange: requestId },
    });
  });

  for (const resource of [
    'https://evil.example',
    'https://azure.net.evil.example',
    'https://graph.microsoft.com',
  ])
    test(`a vault that wants a token for ${resource} gets none`, async () => {
      scopes.length = 0;
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${TENANT_ID}", resource="${resource}"`;
      stub.answers({ status: 401, headers: { 'www-authenticate': challenge } });

      const error = await thrownBy(() => open().findKey('root'));

      expect(error).toMatchObject({
        name: 'GatewayError',
        code: 'ChallengeRefused',
        transient: false,
      });
      expect(scopes).toEqual([]);
    });

  test('a vault that leads elsewhere is not followed', async () => {
    stub.answers({ status: 307, headers: { location: 'https://evil.example/keys/root' } });

    await thrownBy(() => open().findKey('root'));

    expect(new Set(stub.seen.map(({ url }) => new URL(url).host))).toEqual(
      new Set(['contoso.vault.azure.net']),
    );
  });

  test('not found by something before the vault is not taken for absent', async () => {
    const code = 'VaultNotFound';
    for (const body of ['<html>', {}, { error: {} }, { error: { code, message: '' } }]) {
      stub.answers({ status: 404, body });
      expect(await thrownBy(() => open().findKey('root'))).toMatchObject({ status: 404 });
    }
  });

  test('a key that is off and not shown is said to be off, not called a missing right', async () => {
    const innererror = { code: 'KeyDisabled' };
    stub.answers({ status: 403, body: { error: { code: 'Forbidden', message: '', innererror } } });

    const { message } = await thrownBy(() => open().findKey('root'));

    expect(message).toMatch(/\(KeyDisabled\).*switched this key off.*recover key/);
    expect(message).not.toMatch(/role|permission/);
  });

  test('of what a firewall says, only an address that is one is shown', async () => {
    const saying = async (message: string) => {
      const innererror = { code: 'ForbiddenByFirewall' };
      stub.answers({
        status: 403,
        body: { error: { code: 'Forbidden', message, innererror, innerError: innererror } },
      });
      return (await thrownBy(() => open().findKey('root'))).message;
    };

    expect(await saying('canary.\r\nClient address: 198.51.100.7\r\nVault: canary')).toMatch(
      /in \(the vault saw it call from 198\.51\.100\.7\), in the network settings of the vault, then/,
    );
    for (const address of [
      '1.2.3.999',
      '1.2.3',
      '1.2.3.4.5',
      'canary',
      '<b>1.2.3.4</b>',
      '2001:db8::1',
    ])
      expect(await saying(`Client address: ${address}`)).toMatch(
        /Let the address of the bot in, in the network settings of the vault, then type resume\.$/,
      );
  });

  test('whatever goes wrong is a sentence without address, token or body', async () => {
    const wrong = [
      { status: 403, body: { error: { code: 'Forbidden', message: 'canary' } } },
      { status: 500, body: '<html>canary</html>' },
      { status: 200, body: '<html>canary</html>' },
      { status: 200, body: { nothing: 'canary' } },
      { status: 200, body: {} },
      { reset: true },
    ];
    for (const answer of wrong) {
      stub.answers(answer);
      const error = await thrownBy(() => open().findKey('root'));
      expect(error).toMatchObject({ name: 'GatewayError' });
      expect(error.message).toMatch(/^Reading the key root /);
      expect(error.message).not.toMatch(/canary|https?:|vault\.azure/);
    }
  });
});
