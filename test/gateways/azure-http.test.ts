import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import { httpAzure } from '../../src/gateways/http/azure.ts';
import { spreadingOf } from '../../src/gateways/http/azure-spreading.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { PEOPLE, TENANT_ID } from '../../src/sandbox/people.ts';
import { CRYPTO_USER, makeVault, wantedVault, type AzureUnderTest } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { startStub, thrownBy, type Seen, type Stub } from './stub.ts';
import type { Fault } from './tenant.ts';

const ONE = SUBSCRIPTIONS.one;
const DAN = PEOPLE.find(({ name }) => name === 'Dan')?.id ?? '';

suite('Azure in the sandbox', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());
  const under = (): AzureUnderTest => ({
    ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: ONE },
    ...{ principal: DAN, workspace: WORKSPACE },
    later: () => tenant.advance('PT10M'),
  });
  const ask = (method: string, path: string, json?: unknown) =>
    tenant.wire.call(`https://management.azure.com${path}`, {
      method,
      ...(json === undefined ? {} : { json }),
    });

  test('a new vault can be read before it can be used, and nobody waits for it inside the call', async () => {
    const before = tenant.clock.now().getTime();
    await tenant.azure.registerProvider(ONE, 'Microsoft.KeyVault', randomUUID());
    await tenant.advance('PT10M');
    const { location, resourceGroup: name } = wantedVault(under());
    await tenant.azure.createResourceGroup({ subscription: ONE, name, location }, randomUUID());

    const vault = await tenant.azure.createVault(wantedVault(under()), randomUUID());

    expect(vault.provisioning).toBe('RegisteringDns');
    expect(tenant.clock.now().getTime() - before).toBeLessThan(10 * 60_000 + 30_000);
    await tenant.advance('PT2M');
    expect((await tenant.azure.findVault(vault))?.provisioning).toBe('Succeeded');
  });

  test('a deleted vault is found, and recovered without the rights it had', async () => {
    const vault = await makeVault(under());
    const given = {
      scope: vault.id,
      role: CRYPTO_USER,
      principal: DAN,
      principalType: 'User',
    } as const;
    await tenant.azure.assignRole(given, randomUUID());
    const version = '?api-version=2026-02-01';
    expect((await ask('DELETE', `${vault.id}${version}`)).status).toBe(200);
    expect(await tenant.azure.findVault(vault)).toBeUndefined();

    const [deleted] = await tenant.azure.listDeletedVaults(ONE);
    if (deleted === undefined) throw new Error('The vault is not among the deleted ones.');
    await tenant.azure.recoverVault(deleted, TENANT_ID, randomUUID());
    await tenant.advance('PT5M');

    expect(deleted).toMatchObject({
      name: vault.name,
      purgeProtection: true,
      location: 'westeurope',
    });
    expect(await tenant.azure.findVault(vault)).toMatchObject({ id: vault.id, sku: 'premium' });
    expect(
      (await tenant.azure.listRoleAssignments(vault.id, DAN)).filter(
        ({ role }) => role === CRYPTO_USER,
      ),
    ).toEqual([]);
    expect(await tenant.azure.listDeletedVaults(ONE)).toEqual([]);
  });

  test('a subscription is asked for once, and is there some minutes later', async () => {
    const scopes = await tenant.azure.listBillingScopes();
    const [scope] = scopes.filter(({ agreement }) => agreement === 'MicrosoftCustomerAgreement');
    const alias = randomUUID();
    const wanted = {
      alias,
      name: 'Contoso CK',
      billingScope: scope?.id ?? '',
      tenantId: TENANT_ID,
    };

    await tenant.azure.createSubscription(wanted, randomUUID());
    await tenant.azure.createSubscription(wanted, randomUUID());

    expect(scopes.map(({ agreement }) => agreement)).toContain('EnterpriseAgreement');
    expect(await tenant.azure.findSubscriptionRequest(alias)).toMatchObject({ state: 'Accepted' });
    await tenant.advance('PT15M');
    const done = await tenant.azure.findSubscriptionRequest(alias);
    expect(done?.state).toBe('Succeeded');
    expect(await tenant.azure.findSubscription(done?.subscription ?? '')).toMatchObject({
      name: 'Contoso CK',
      state: 'Enabled',
    });
  });

  test('a policy of the organisation that forbids a vault is named', async () => {
    await makeVault(under());
    const policies = [{ name: 'No vaults here', denies: 'Microsoft.KeyVault/vaults/write' }];
    await tenant.wire.control('PUT', '/sandbox/policies', { policies });

    const error = await thrownBy(() =>
      tenant.azure.createVault(wantedVault(under(), { name: 'Contoso-CK-Second' }), randomUUID()),
    );

    expect(error).toMatchObject({ code: 'RequestDisallowedByPolicy', transient: false });
    expect(error.message).toContain('“No vaults here”');
  });

  test('a name that somebody else has is a sentence about the name', async () => {
    const vault = await makeVault(under());
    const group = { subscription: ONE, name: 'other', location: 'westeurope' };
    await tenant.azure.createResourceGroup(group, randomUUID());

    const error = await thrownBy(() =>
      tenant.azure.createVault({ ...wantedVault(under()), resourceGroup: 'other' }, randomUUID()),
    );

    expect(error).toMatchObject({ code: 'VaultAlreadyExists', status: 409, transient: false });
    expect(error.message).toMatch(/name is taken.*another name/);
    expect(error.message).not.toContain(vault.name.toLowerCase());
  });

  const FAULTS: readonly Fault[] = [
    { status: 429, retryAfter: 1 },
    { status: 503 },
    { status: 500, when: 'after' },
    { reset: true },
    { reset: true, when: 'after' },
  ];
  for (const fault of FAULTS)
    test(`everything about a vault is made exactly once in spite of ${JSON.stringify(fault)}`, async () => {
      await tenant.fault(
        { service: 'arm', match: '/PUT /', ...fault },
        { service: 'arm', match: '/PATCH /', ...fault },
        { service: 'arm', match: '/POST /', ...fault },
      );

      const vault = await makeVault(under(), { purgeProtection: false });
      await tenant.azure.changeVault(vault, { purgeProtection: true }, randomUUID());

      expect(await tenant.azure.listVaults(ONE)).toHaveLength(1);
      expect(await tenant.azure.findVault(vault)).toMatchObject({ purgeProtection: true });
    });
});

suite('Azure on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const open = () => httpAzure(stub.http, { spreading: async () => false });
  const refusal = (status: number, code: string) => ({
    status,
    body: { error: { code, message: 'canary' } },
  });

  test('pages are followed on the same host and nowhere else', async () => {
    const row = (number: number) => ({
      subscriptionId: `${number}`,
      displayName: `Number ${number}`,
    });
    const next = 'https://management.azure.com/subscriptions?api-version=2022-12-01&$skiptoken=2';
    stub.answers({ body: { value: [row(1)], nextLink: next } }, { body: { value: [row(2)] } });
    expect((await open().listSubscriptions()).map(({ id }) => id)).toEqual(['1', '2']);

    stub.answers({ body: { value: [row(1)], nextLink: 'https://evil.example/next' } });
    const error = await thrownBy(() => open().listSubscriptions());

    expect(error.message).toContain('another host');
    expect(stub.seen.every(({ url }) => url.startsWith('https://management.azure.com/'))).toBe(
      true,
    );
  });

  test('a name that somebody typed stays one segment of the address', async () => {
    stub.answers(refusal(404, 'ResourceNotFound'));

    await open().findVault({
      ...{ subscription: '../../evil', resourceGroup: 'a/b?c=d#e' },
      name: '..%2f..',
    });

    const path = new URL(stub.seen[0]?.url ?? '').pathname;
    expect(path).toBe(
      '/subscriptions/..%2F..%2Fevil/resourceGroups/a%2Fb%3Fc%3Dd%23e/providers/Microsoft.KeyVault/vaults/..%252f..',
    );
  });

  test('a long-running operation is followed to its end, and its failure is a sentence', async () => {
    const link = 'https://management.azure.com/subscriptions/s/providers/p/operationStatuses/1';
    const vault = { subscription: 's', resourceGroup: 'g', name: 'contoso' };
    const script = (end: object) => (seen: Seen) => {
      if (seen.url === link) return { body: end };
      if (seen.method === 'PATCH')
        return { status: 202, headers: { 'azure-asyncoperation': link, 'retry-after': '2' } };
      return refusal(404, 'ResourceNotFound');
    };
    const change = () => open().changeVault(vault, { sku: 'premium' }, randomUUID());
    stub.answers(
      script({ status: 'Failed', error: { code: 'SkuNotSupported', message: 'canary' } }),
    );

    const failed = await thrownBy(change);

    expect(failed).toMatchObject({ code: 'SkuNotSupported', transient: false });
    expect(failed.message).toContain('no vaults of that kind');
    expect(stub.pauses).toContain(2000);
    stub.answers(script({ status: 'InProgress' }));
    const endless = await thrownBy(change);
    expect(endless).toMatchObject({ code: 'NotYetSeen', transient: true });
    expect(stub.pauses.reduce((one, other) => one + other)).toBeLessThan(150_000);
  });

  test('a network is recognised in whatever order and letters the service writes it', async () => {
    const vault = { subscription: 's', resourceGroup: 'g', name: 'contoso' };
    const [one, two] = ['/subscriptions/s/subnets/One', '/subscriptions/s/subnets/two'];
    const network = {
      ...{ publicAccess: 'Enabled', defaultAction: 'Deny', bypass: 'AzureServices' },
      ...{ ipRules: ['198.51.100.0/24', '203.0.113.7/32'], subnets: [one, two] },
    };
    const written = {
      ...{ bypass: 'azureServices', defaultAction: 'deny' },
      ipRules: [{ value: '203.0.113.7' }, { value: '198.51.100.0/24' }],
      virtualNetworkRules: [{ id: two.toUpperCase() }, { id: one.toLowerCase() }],
    };
    stub.answers({
      body: {
        ...{ id: '/subscriptions/s/resourceGroups/g/x', name: 'contoso', location: 'westeurope' },
        properties: { tenantId: 't', sku: { name: 'Premium' }, networkAcls: written },
      },
    });

    await open().changeVault(vault, { network }, randomUUID());

    expect(stub.pauses).toEqual([]);
  });

  test('an operation that is said to be elsewhere is not followed', async () => {
    const headers = { 'azure-asyncoperation': 'https://evil.example/1' };
    const vault = { subscription: 's', resourceGroup: 'g', name: 'contoso' };
    stub.answers({ status: 202, headers });

    await thrownBy(() => open().changeVault(vault, { sku: 'premium' }, randomUUID()));

    expect(stub.seen.map(({ url }) => new URL(url).host)).toEqual(['management.azure.com']);
  });

  test('what the service says about itself is never shown', async () => {
    for (const [status, code] of [
      [400, 'BadRequest'],
      [403, 'AuthorizationFailed'],
      [403, 'RequestDisallowedByPolicy'],
      [409, 'VaultAlreadyExists'],
      [500, 'InternalServerError'],
    ] as const) {
      stub.answers(refusal(status, code));
      const error = await thrownBy(() => open().listVaults('s'));
      expect(error).toMatchObject({ name: 'GatewayError', status, code });
      expect(error.message).not.toMatch(/canary|https?:/);
    }
  });

  test('not found by something before the service is not taken for absent', async () => {
    stub.answers({ status: 404, body: '<html>' });

    const error = await thrownBy(() => open().findSubscription('s'));

    expect(error).toMatchObject({ status: 404 });
  });

  test('a vault is not called absent because its subscription is not there', async () => {
    const at = { subscription: 's', resourceGroup: 'g', name: 'v' };
    stub.answers(refusal(404, 'SubscriptionNotFound'));

    const errors = await Promise.all([
      thrownBy(() => open().findVault(at)),
      thrownBy(() => open().findDeletedVault('s', 'westeurope', 'v')),
      thrownBy(() => open().findFeature('s', { namespace: 'n', name: 'f' })),
    ]);

    for (const error of errors) {
      expect(error).toMatchObject({ code: 'SubscriptionNotFound', transient: false });
      expect(error.message).toContain('moved to another tenant');
    }
    expect(await open().findSubscription('s')).toBeUndefined();
  });

  test('a subscription that was moved to another tenant is said to be', async () => {
    stub.answers(refusal(401, 'InvalidAuthenticationTokenTenant'));

    const error = await thrownBy(() => open().findSubscription('s'));

    expect(error).toMatchObject({ status: 401, transient: false });
    expect(error.message).toContain('another Entra tenant');
    expect(error.message).not.toContain('role Reader');
  });

  test('a right that lacks at what a setting refers to is not looked for at the vault', async () => {
    stub.answers(refusal(403, 'LinkedAuthorizationFailed'));
    const setting = { resource: '/subscriptions/s', name: 'n', workspace: '/subscriptions/w' };

    const error = await thrownBy(() => open().setDiagnostics(setting, randomUUID()));

    expect(error.message).toContain('Log Analytics Contributor on the workspace');
  });

  test('a right that is missing is told from one that is still spreading', async () => {
    const clock = { now: () => new Date('2026-11-21T12:00:00Z') };
    const spreading = spreadingOf(stub.http, { bot: async () => DAN, clock });
    const azure = httpAzure(stub.http, { spreading });
    const given = (createdOn: string) => (seen: Seen) =>
      seen.url.includes('/roleAssignments')
        ? { body: { value: [{ properties: { createdOn } }] } }
        : refusal(403, 'AuthorizationFailed');
    const ask = () => thrownBy(() => azure.listVaults('s'));

    stub.answers(given('2026-11-20T12:00:00Z'));
    const missing = await ask();
    stub.answers(given('2026-11-21T11:52:00Z'));
    const young = await ask();
    stub.answers(refusal(403, 'AuthorizationFailed'));
    const unknown = await ask();

    expect(missing).toMatchObject({ code: 'AuthorizationFailed', transient: false });
    expect(missing.message).toContain('Give the bot’s application the role Reader');
    expect(young).toMatchObject({ code: 'AccessStillSpreading', status: 403, transient: true });
    expect(young.message).toContain('still spreading');
    expect(unknown).toMatchObject({ code: 'AuthorizationFailed', transient: false });
    const asked = stub.seen.find(({ url }) => url.includes('/roleAssignments'))?.url ?? '';
    expect(decodeURIComponent(asked)).toContain(`$filter=assignedTo('${DAN}')`);
  });

  test('the same role for the same holder is always the same assignment', async () => {
    const role = {
      ...{ scope: '/subscriptions/s', role: CRYPTO_USER, principal: DAN },
      principalType: 'ServicePrincipal',
    } as const;
    const listed = {
      body: {
        value: [
          {
            id: '/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/x',
            properties: {
              scope: '/subscriptions/S',
              roleDefinitionId: `/x/${CRYPTO_USER.toUpperCase()}`,
              principalId: DAN,
            },
          },
        ],
      },
    };
    stub.answers(({ method }) =>
      method === 'PUT' ? refusal(409, 'RoleAssignmentExists') : listed,
    );

    await open().assignRole(role, randomUUID());
    await open().assignRole({ ...role, role: CRYPTO_USER.toUpperCase() }, randomUUID());

    const puts = stub.seen.filter(({ method }) => method === 'PUT');
    expect(JSON.parse(puts[0]?.text ?? '')).toEqual({
      properties: {
        roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_USER}`,
        principalId: DAN,
        principalType: 'ServicePrincipal',
      },
    });
    expect(puts[1]?.url).toBe(puts[0]?.url);
    expect(puts[0]?.url).toMatch(
      /roleAssignments\/[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-/,
    );
  });
});
