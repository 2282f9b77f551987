import { expect } from 'expect';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { throttle } from '../../src/sandbox/arm/throttle.ts';
import { APPLICATION, OTHER_TENANT_ID, TENANT_ID } from '../../src/sandbox/people.ts';
import {
  ARM,
  assignment,
  assignmentPath,
  groupPath,
  makeVault,
  ONE,
  startAzure,
  takeIn,
  TWO,
  vaultPath,
  type AzureWire,
} from './arm-wire.ts';
import type { Reply } from './wire.ts';

const FEATURE = `/subscriptions/${ONE}/providers/Microsoft.Features/providers/Microsoft.Resources/features/mandatoryRetentionPeriodEnabled`;
const PROVIDER = `/subscriptions/${ONE}/providers/Microsoft.KeyVault`;

suite('the sandbox answers like Azure Resource Manager', () => {
  let azure: AzureWire;
  setup(async () => {
    azure = await startAzure();
  });
  teardown(() => azure.close());

  const codeOf = (reply?: Reply) => [reply?.status, reply?.body?.error?.code];
  const changes = async () =>
    (await azure.control('GET', '/sandbox/state')).body.changes.map(
      ({ operation }: { operation: string }) => operation,
    );

  test('subscriptions come in pages, fit for Customer Key or not', async () => {
    const { rows, pages } = await azure.all('/subscriptions');

    const byName = Object.fromEntries(rows.map((row) => [row.displayName, row]));
    expect(pages).toBeGreaterThan(1);
    expect(byName['Contoso CK One']).toMatchObject({
      subscriptionId: ONE,
      state: 'Enabled',
      tenantId: TENANT_ID,
      subscriptionPolicies: { quotaId: 'EnterpriseAgreement_2014-09-01', spendingLimit: 'Off' },
    });
    expect(byName['Contoso Free Trial'].subscriptionPolicies.spendingLimit).toBe('On');
    expect(byName['Fabrikam Shared'].tenantId).toBe(OTHER_TENANT_ID);
    expect(byName['Contoso Retired'].state).toBe('Disabled');
  });

  test('regions name their pairs', async () => {
    const { body } = await azure.arm('GET', `/subscriptions/${ONE}/locations`);

    const west = body.value.find(({ name }: { name: string }) => name === 'westeurope');
    expect(west.metadata.pairedRegion[0].name).toBe('northeurope');
  });

  test('a subscription is created on a billing scope once, and takes a while', async () => {
    const path = '/providers/Microsoft.Subscription/aliases/ck-three';
    const { rows: accounts } = await azure.all('/providers/Microsoft.Billing/billingAccounts');
    const scope = accounts[1].properties.enrollmentAccounts[0].id;
    const properties = {
      displayName: 'Contoso CK New',
      workload: 'Production',
      billingScope: scope,
    };
    const created = await azure.arm('PUT', path, { properties });
    const early = (await azure.all('/subscriptions')).rows.length;
    azure.seconds(181);
    const again = await azure.arm('PUT', path, { properties });

    const { subscriptionId } = (await azure.arm('GET', path)).body.properties;
    const found = await azure.arm('GET', `/subscriptions/${subscriptionId}`);
    expect([created.status, created.body.properties.provisioningState]).toEqual([201, 'Accepted']);
    expect([again.status, again.body.properties.provisioningState]).toEqual([200, 'Succeeded']);
    expect(found.body.displayName).toBe('Contoso CK New');
    expect((await azure.all('/subscriptions')).rows).toHaveLength(early + 1);
  });

  test('a billing scope without the right, or another body under the same name, is refused', async () => {
    const path = '/providers/Microsoft.Subscription/aliases/ck';
    const put = (billingScope: string, displayName = 'x') =>
      azure.arm('PUT', path, { properties: { displayName, workload: 'Production', billingScope } });
    const { rows } = await azure.all('/providers/Microsoft.Billing/billingAccounts');
    const { rows: profiles } = await azure.all(`${rows[0].id}/billingProfiles`);
    const { rows: sections } = await azure.all(`${profiles[0].id}/invoiceSections`);

    const replies = [
      await put(sections[1].id),
      await put('/providers/Microsoft.Billing/billingAccounts/nobody'),
      await put(sections[0].id),
      await put(sections[0].id, 'y'),
    ];

    expect(replies.map(codeOf)).toEqual([
      [403, 'UserNotAuthorized'],
      [400, 'InvalidBillingScope'],
      [201, undefined],
      [409, 'Conflict'],
    ]);
  });

  test('the retention is pending for days and shows in keys once the provider is registered again', async () => {
    await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');
    await azure.keys('contoso-ck-a1', 'POST', '/keys/k/create', { kty: 'RSA-HSM' });
    const level = async () =>
      (await azure.keys('contoso-ck-a1', 'GET', '/keys/k')).body.attributes.recoveryLevel;
    const state = async () => (await azure.arm('GET', FEATURE)).body.properties.state;
    const states = [
      await state(),
      (await azure.arm('POST', `${FEATURE}/register`)).body.properties.state,
    ];
    azure.seconds(47 * 3600);
    // Asking again does not start the wait anew.
    await azure.arm('POST', `${FEATURE}/register`);
    await azure.arm('POST', `${PROVIDER}/register`);
    states.push(await state());
    azure.seconds(3600);
    states.push(await state());
    const levels = [await level()];
    await azure.arm('POST', `${PROVIDER}/register`);

    levels.push(await level());

    expect(states).toEqual(['NotRegistered', 'Pending', 'Pending', 'Registered']);
    expect(levels).toEqual(['Recoverable', 'Recoverable+ProtectedSubscription']);
  });

  test('the feature belongs to Microsoft.Resources and to no other provider', async () => {
    const wrong = FEATURE.replace('Microsoft.Resources', 'Microsoft.KeyVault');

    expect(codeOf(await azure.arm('POST', `${wrong}/register`))).toEqual([404, 'FeatureNotFound']);
  });

  test('a role is assigned once, to somebody who is there', async () => {
    const vault = await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');
    const principal = await takeIn(azure);
    const put = () => azure.arm('PUT', assignmentPath(vault, 1), assignment(principal));

    const replies = [
      await put(),
      await put(),
      await azure.arm('PUT', assignmentPath(vault, 2), assignment(principal)),
      await azure.arm('PUT', assignmentPath(vault, 3), assignment(TENANT_ID)),
    ];

    const { rows } = await azure.all(
      `${vault}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('${principal}')`,
    );
    expect(replies.map(codeOf)).toEqual([
      [201, undefined],
      [200, undefined],
      [409, 'RoleAssignmentExists'],
      [400, 'PrincipalNotFound'],
    ]);
    expect(rows.map((row) => row.properties.principalId)).toEqual([principal]);
  });

  test('a principal created a moment ago is found only with its type', async () => {
    const vault = await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');
    const { body } = await azure.call('https://graph.microsoft.com/v1.0/servicePrincipals', {
      method: 'POST',
      json: { appId: 'c066d759-24ae-40e7-a56f-027002b5d3e4' },
    });
    const { properties } = assignment(body.id);
    const { principalType: _, ...untyped } = properties;

    const without = await azure.arm('PUT', assignmentPath(vault, 1), { properties: untyped });
    const typed = await azure.arm('PUT', assignmentPath(vault, 1), { properties });

    expect([codeOf(without), typed.status]).toEqual([[400, 'PrincipalNotFound'], 201]);
  });

  test('a lock keeps a vault from being deleted until it is taken away', async () => {
    const vault = await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');
    const lock = `${vault}/providers/Microsoft.Authorization/locks/customer-key`;
    await azure.arm('PUT', lock, { properties: { level: 'CanNotDelete', notes: 'root key' } });

    const replies = [
      await azure.arm('DELETE', vault),
      await azure.arm('GET', `${vault}/providers/Microsoft.Authorization/locks`),
      await azure.arm('DELETE', lock),
      await azure.arm('DELETE', vault),
    ];

    expect(replies.map(({ status }) => status)).toEqual([409, 200, 200, 200]);
    expect(codeOf(replies[0])[1]).toBe('ScopeLocked');
    expect(replies[1]?.body.value[0].properties.level).toBe('CanNotDelete');
  });

  test('diagnostics need a destination that is there and a category of vaults', async () => {
    const vault = await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');
    const { rows } = await azure.all(
      `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resources?$filter=resourceType eq 'Microsoft.OperationalInsights/workspaces'`,
    );
    const put = (properties: object) =>
      azure.arm('PUT', `${vault}/providers/Microsoft.Insights/diagnosticSettings/audit`, {
        properties,
      });
    const logs = [{ category: 'AuditEvent', enabled: true }];
    const workspaceId = rows[0].id;

    const replies = [
      await put({ logs }),
      await put({ logs, workspaceId: `${workspaceId}x` }),
      await put({ logs: [{ category: 'Everything', enabled: true }], workspaceId }),
      await put({ logs, workspaceId }),
    ];

    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 200]);
    const list = await azure.arm('GET', `${vault}/providers/Microsoft.Insights/diagnosticSettings`);
    expect(list.body.value[0].properties.logs).toEqual(logs);
  });

  test('a rule of the organisation forbids what it names, and nothing else', async () => {
    const policies = [{ name: 'no-vaults', denies: 'Microsoft.KeyVault/vaults/write' }];
    await azure.control('PUT', '/sandbox/policies', { policies });
    await makeVault(azure, ONE, 'contoso-ck-a1', 'westeurope');

    const vault = await azure.arm('GET', vaultPath(ONE, 'contoso-ck-a1'));
    const group = await azure.arm('GET', groupPath(ONE));

    expect([vault.status, group.status]).toEqual([404, 200]);
    expect(await changes()).not.toContain('vaults/create');
  });

  test('what the bot has no role for is forbidden', async () => {
    const path = groupPath(SUBSCRIPTIONS.payAsYouGo, 'mine');

    const replies = [
      await azure.arm('PUT', path, { location: 'westeurope' }),
      await azure.arm('GET', '/subscriptions/33333333-0000-4000-8000-00000000000f'),
      await azure.arm('GET', '/subscriptions/nonsense'),
      await azure.arm('PUT', groupPath(SUBSCRIPTIONS.disabled), { location: 'westeurope' }),
      await azure.call(`${ARM}/subscriptions`),
      await azure.call(`${ARM}/subscriptions?api-version=2001-01-01`),
      await azure.ask(`${ARM}/subscriptions?api-version=2022-12-01`),
    ];

    expect(replies.map(codeOf)).toEqual([
      [403, 'AuthorizationFailed'],
      [404, 'SubscriptionNotFound'],
      [400, 'InvalidSubscriptionId'],
      [409, 'ReadOnlyDisabledSubscription'],
      [400, 'MissingApiVersionParameter'],
      [400, 'InvalidApiVersionParameter'],
      [401, 'Unauthorized'],
    ]);
  });

  test('a role that is taken away is missed at once', async () => {
    const { rows } = await azure.all(
      `/subscriptions/${TWO}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('${APPLICATION.objectId}')`,
    );
    const [contributor] = rows;
    await azure.arm('DELETE', contributor.id);

    const reply = await azure.arm('PUT', groupPath(TWO), { location: 'westeurope' });

    expect(codeOf(reply)).toEqual([403, 'AuthorizationFailed']);
  });

  test('each answer says how many requests are left', async () => {
    const first = await azure.arm('GET', `/subscriptions/${ONE}`);
    const second = await azure.arm('GET', `/subscriptions/${ONE}`);

    const left = [first, second].map((reply) =>
      Number(reply.headers['x-ms-ratelimit-remaining-subscription-reads']),
    );
    expect(left[0]).toBeLessThan(250);
    expect(left[1]).toBeLessThanOrEqual(left[0] ?? 0);
  });
});

suite('Azure Resource Manager counts requests', () => {
  test('a full bucket is emptied, refused with a time to wait, and fills again', () => {
    let now = 0;
    const count = throttle(() => now);
    for (let n = 0; n < 200; n++) count('writes', 'a');

    expect(() => count('writes', 'a')).toThrow(/throttled/);
    expect(count('reads', 'a')).toBe(249);
    now = 1000;
    expect(count('writes', 'a')).toBe(9);
  });
});
