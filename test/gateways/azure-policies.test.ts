import { expect } from 'expect';
import type { OrganisationPolicies } from '../../src/gateways/azure-policies.ts';
import { httpAzure } from '../../src/gateways/http/azure.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { fakeAzure, FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION } from '../fakes/fake-azure.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { startStub, type Stub } from './stub.ts';

const GROUP = '/providers/Microsoft.Management/managementGroups/contoso';
const EXPIRY =
  '/providers/Microsoft.Authorization/policyDefinitions/152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0';

interface Under {
  readonly azure: OrganisationPolicies;
  readonly first: string;
  readonly second: string;
}

/** What every gateway does; `open` sets four policies in the first subscription, none elsewhere. */
function contract(name: string, open: () => Promise<Under>): void {
  test(`${name}: all policies of a subscription are listed, however many pages they take`, async () => {
    const { azure, first } = await open();

    const found = await azure.listPolicies(first);

    expect(found).toHaveLength(4);
    expect(found.find((one) => one.name === 'Keys expire')).toEqual({
      ...{ name: 'Keys expire', displayName: 'Keys expire', enforced: true },
      ...{ scope: `/subscriptions/${first}`, definition: EXPIRY },
    });
  });

  test(`${name}: policies of another subscription are not listed`, async () => {
    const { azure, second } = await open();

    expect(await azure.listPolicies(second)).toEqual([]);
  });
}

function fakeWithPolicies(): Under {
  const scope = `/subscriptions/${FIRST_SUBSCRIPTION}`;
  const policies = ['Keys expire', 'No locks', 'No vaults', 'No groups'].map((name) => ({
    ...{ name, displayName: name, enforced: true, scope, definition: EXPIRY },
  }));
  const azure = fakeAzure({ policies: new Map([[FIRST_SUBSCRIPTION, policies]]) });
  return { azure, first: FIRST_SUBSCRIPTION, second: SECOND_SUBSCRIPTION };
}

suite('Azure policies', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  const setPolicies = (policies: readonly object[]) =>
    tenant.wire.control('PUT', '/sandbox/policies', { policies });

  contract('the fake', async () => fakeWithPolicies());
  contract('HTTP', async () => {
    const subscriptionId = SUBSCRIPTIONS.one;
    await setPolicies([
      { name: 'Keys expire', denies: 'keys-without-expiry', subscriptionId },
      { name: 'No locks', denies: 'Microsoft.Authorization/locks/write', subscriptionId },
      { name: 'No vaults', denies: 'Microsoft.KeyVault/vaults/write', subscriptionId },
      { name: 'No groups', denies: 'Microsoft.Resources/groups/write', subscriptionId },
    ]);
    return { azure: tenant.azure, first: SUBSCRIPTIONS.one, second: SUBSCRIPTIONS.two };
  });

  test('a policy of the whole organisation is seen in every subscription, with its place', async () => {
    await setPolicies([{ name: 'Keys expire', denies: 'keys-without-expiry' }]);

    const found = await tenant.azure.listPolicies(SUBSCRIPTIONS.three);

    expect(found.map(({ scope }) => scope)).toEqual([GROUP]);
  });

  test('a subscription that the bot cannot see is refused with what it lacks', async () => {
    const stranger = '33333333-0000-4000-8000-0000000000ff';

    await expect(tenant.azure.listPolicies(stranger)).rejects.toMatchObject({
      status: 404,
      transient: false,
    });
  });
});

suite('Azure policies as the service writes them', () => {
  let stub: Stub;
  suiteSetup(async () => {
    stub = await startStub();
  });
  suiteTeardown(() => stub.close());

  const listed = async (properties: object) => {
    const id = `${GROUP}/providers/Microsoft.Authorization/policyAssignments/keys`;
    stub.answers({ body: { value: [{ id, name: 'keys', properties }] } });
    const azure = httpAzure(stub.http, { spreading: async () => false });
    const [found] = await azure.listPolicies(FIRST_SUBSCRIPTION);
    return found;
  };

  test('a policy that only reports is not taken for one that denies', async () => {
    const found = await listed({ policyDefinitionId: EXPIRY, enforcementMode: 'DoNotEnforce' });

    expect(found?.enforced).toBe(false);
  });

  test('a policy that leaves this subscription out does not count for it', async () => {
    const notScopes = [`/subscriptions/${FIRST_SUBSCRIPTION.toUpperCase()}`];

    const found = await listed({ policyDefinitionId: EXPIRY, notScopes });

    expect(found?.enforced).toBe(false);
  });

  test('what is not said is enforced, named by its name, and placed by its id', async () => {
    const found = await listed({ policyDefinitionId: EXPIRY });

    expect(found).toEqual({
      ...{ name: 'keys', displayName: 'keys', enforced: true, scope: GROUP, definition: EXPIRY },
    });
  });
});
