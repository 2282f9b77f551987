import { expect } from 'expect';
import {
  assignment,
  assignmentPath,
  groupPath,
  makeVault,
  ONE,
  startAzure,
  takeIn,
  TWO,
  vaultBody,
  vaultPath,
  type AzureWire,
} from './arm-wire.ts';
import type { Reply } from './wire.ts';

interface Entry {
  readonly objectId: string;
  readonly permissions: { readonly keys: readonly string[] };
}

const NAME = 'Contoso-CK-MW-EU-VaultA1';

suite('the sandbox keeps vaults as Azure does', () => {
  let azure: AzureWire;
  setup(async () => {
    azure = await startAzure();
  });
  teardown(() => azure.close());

  const codes = (replies: readonly Reply[]) =>
    replies.map(({ status, body }) => [status, body?.error?.code]);
  const register = () =>
    azure.arm('POST', `/subscriptions/${ONE}/providers/Microsoft.KeyVault/register`);
  const patch = (properties: object) => azure.arm('PATCH', vaultPath(ONE, NAME), { properties });

  test('a vault needs its provider and its resource group first', async () => {
    const put = () => azure.arm('PUT', vaultPath(ONE, NAME), vaultBody('westeurope'));
    const replies = [await put()];
    await register();
    replies.push(await put());
    await azure.arm('PUT', groupPath(ONE), { location: 'westeurope' });
    replies.push(await put());

    expect(codes(replies)).toEqual([
      [409, 'MissingSubscriptionRegistration'],
      [404, 'ResourceGroupNotFound'],
      [201, undefined],
    ]);
  });

  test('a new vault takes a minute, and its name does not resolve before', async () => {
    await register();
    await azure.arm('PUT', groupPath(ONE), { location: 'westeurope' });
    const { headers, body } = await azure.arm(
      'PUT',
      vaultPath(ONE, NAME),
      vaultBody('West Europe'),
    );
    const follow = async () => [
      (await azure.call(String(headers['azure-asyncoperation']))).body.status,
      (await azure.call(String(headers.location))).status,
    ];
    const early = await follow();
    await expect(azure.keys(NAME, 'GET', '/keys')).rejects.toThrow();
    azure.seconds(61);

    const late = await follow();

    const listed = await azure.keys(NAME, 'GET', '/keys');
    expect(body).toMatchObject({
      location: 'westeurope',
      properties: { provisioningState: 'RegisteringDns' },
    });
    expect([early, late]).toEqual([
      ['InProgress', 202],
      ['Succeeded', 200],
    ]);
    expect(listed.body).toEqual({ value: [], nextLink: null });
  });

  test('purge protection and retention are doors that open one way', async () => {
    await makeVault(azure, ONE, NAME, 'westeurope');

    const replies = [
      await patch({ enablePurgeProtection: false }),
      await patch({ enableSoftDelete: false }),
      await patch({ softDeleteRetentionInDays: 30 }),
      await azure.arm(
        'PUT',
        vaultPath(ONE, NAME),
        vaultBody('westeurope', { softDeleteRetentionInDays: 7 }),
      ),
    ];
    const { enablePurgeProtection: _, ...silent } = vaultBody('westeurope').properties;
    await azure.arm('PUT', vaultPath(ONE, NAME), { location: 'westeurope', properties: silent });

    const { body } = await azure.arm('GET', vaultPath(ONE, NAME));
    expect(codes(replies)).toEqual([400, 400, 400, 400].map((status) => [status, 'BadRequest']));
    expect(replies[0]?.body.error.message).toContain('irreversible');
    expect(body.properties).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 90,
    });
  });

  test('a patch keeps what it does not name', async () => {
    await makeVault(azure, ONE, NAME, 'westeurope', { enablePurgeProtection: undefined });
    const before = (await azure.arm('GET', vaultPath(ONE, NAME))).body.properties;

    await patch({ enablePurgeProtection: true });

    const after = (await azure.arm('GET', vaultPath(ONE, NAME))).body.properties;
    expect(before.enablePurgeProtection).toBeUndefined();
    expect(after).toEqual({ ...before, enablePurgeProtection: true });
  });

  test('a vault that nobody gave a permission model has roles', async () => {
    await makeVault(azure, ONE, NAME, 'westeurope', { enableRbacAuthorization: undefined });
    await makeVault(azure, ONE, 'ck-old', 'westeurope', { enableRbacAuthorization: null });

    const models = await Promise.all(
      [NAME, 'ck-old'].map(async (name) => (await azure.arm('GET', vaultPath(ONE, name))).body),
    );

    expect(models.map(({ properties }) => properties.enableRbacAuthorization)).toEqual([
      true,
      false,
    ]);
  });

  test('a name is there once in the whole cloud', async () => {
    await makeVault(azure, ONE, NAME, 'westeurope');
    const check = (name: string) =>
      azure.arm(
        'POST',
        `/subscriptions/${TWO}/providers/Microsoft.KeyVault/checkNameAvailability`,
        {
          name,
          type: 'Microsoft.KeyVault/vaults',
        },
      );
    await azure.arm('POST', `/subscriptions/${TWO}/providers/Microsoft.KeyVault/register`);
    await azure.arm('PUT', groupPath(TWO), { location: 'northeurope' });

    const taken = await azure.arm('PUT', vaultPath(TWO, NAME), vaultBody('northeurope'));

    const checks = [
      await check(NAME.toUpperCase()),
      await check('a--b'),
      await check('contoso-free'),
    ];
    expect(codes([taken])).toEqual([[409, 'VaultAlreadyExists']]);
    expect(checks.map(({ body }) => body.reason)).toEqual([
      'AlreadyExists',
      'AccountNameInvalid',
      undefined,
    ]);
  });

  test('a deleted vault comes back with its keys, and without its roles and locks', async () => {
    const path = await makeVault(azure, ONE, NAME, 'westeurope');
    const principal = await takeIn(azure);
    await azure.arm('PUT', assignmentPath(path, 1), assignment(principal));
    const { kid } = (await azure.keys(NAME, 'POST', '/keys/k/create', { kty: 'RSA-HSM' })).body.key;
    await azure.arm('DELETE', path);
    const { rows: deleted } = await azure.all(
      `/subscriptions/${ONE}/providers/Microsoft.KeyVault/deletedVaults`,
    );
    const anew = await azure.arm('PUT', path, vaultBody('westeurope'));
    const body = vaultBody('westeurope', { createMode: 'recover' });

    const recovered = await azure.arm('PUT', path, body);
    azure.seconds(61);

    const roles = await azure.all(
      `${path}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('${principal}')`,
    );
    expect(deleted[0].properties).toMatchObject({ vaultId: path, purgeProtectionEnabled: true });
    expect(codes([anew, recovered])).toEqual([
      [409, 'ConflictError'],
      [201, undefined],
    ]);
    expect((await azure.keys(NAME, 'GET', '/keys/k')).body.key.kid).toBe(kid);
    expect(roles.rows).toEqual([]);
  });

  test('access policies are added, replaced and removed for the principals named', async () => {
    const path = await makeVault(azure, ONE, NAME, 'westeurope', {
      enableRbacAuthorization: false,
    });
    const { tenantId } = vaultBody('x').properties;
    const change = async (kind: string, objectId: string, keys: readonly string[]) => {
      const accessPolicies = [{ tenantId, objectId, permissions: { keys } }];
      const { body } = await azure.arm('PUT', `${path}/accessPolicies/${kind}`, {
        properties: { accessPolicies },
      });
      return body.properties.accessPolicies.map(({ objectId, permissions }: Entry) => [
        objectId,
        permissions.keys,
      ]);
    };
    await change('add', 'somebody', ['list']);

    const shown = [
      await change('add', 'app', ['get', 'wrapKey']),
      await change('add', 'app', ['WrapKey', 'unwrapKey']),
      await change('remove', 'app', ['get', 'wrapKey', 'unwrapKey']),
      await change('replace', 'somebody', ['get']),
    ];

    expect(shown.map((entries) => entries.at(-1))).toEqual([
      ['app', ['get', 'wrapKey']],
      ['app', ['get', 'wrapKey', 'unwrapKey']],
      ['somebody', ['list']],
      ['somebody', ['get']],
    ]);
  });
});
