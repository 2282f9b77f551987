import { expect } from 'expect';
import { SUBSCRIPTIONS } from '../../../src/sandbox/arm/ids.ts';
import type { World } from '../../../src/walkthroughs/customer-key/world.ts';
import { startAzureTenant, type AzureTenant } from '../../gateways/azure-tenant.ts';
import { asking } from './questions-stage.ts';

let tenant: AzureTenant;
const overTheWire = (): World => ({ ...asking().world, azure: tenant.azure });

const AT = {
  subscription: SUBSCRIPTIONS.one,
  resourceGroup: 'keys-of-old',
  name: 'Contoso-CK-MW-EU-VaultA1',
};

/** A vault that stands already, in a subscription that had none. */
async function standing(): Promise<void> {
  const { azure } = tenant;
  await azure.registerProvider(AT.subscription, 'Microsoft.KeyVault', crypto.randomUUID());
  await tenant.advance('PT5M');
  const group = {
    subscription: AT.subscription,
    name: AT.resourceGroup,
    location: 'swedencentral',
  };
  await azure.createResourceGroup(group, crypto.randomUUID());
  await azure.createVault(
    {
      ...AT,
      location: 'swedencentral',
      tenantId: '11111111-1111-4111-8111-111111111111',
      sku: 'premium',
      purgeProtection: true,
      permissionModel: 'policies',
      network: {
        ...{ publicAccess: 'Enabled', defaultAction: 'Allow', bypass: 'AzureServices' },
        ...{ ipRules: [], subnets: [] },
      },
    },
    crypto.randomUUID(),
  );
}

suite('The questions of Customer Key over the wire', () => {
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  test('are answered where nothing is there yet, not even the provider', async () => {
    const answers = await asking('recommended', overTheWire()).allAnswers([
      { typed: 'Contoso CK One and Contoso CK Two' },
      { typed: 'defaults' },
      { typed: 'defaults' },
    ]);

    expect(answers).toMatchObject({
      first: { subscription: SUBSCRIPTIONS.one, location: 'germanywestcentral' },
      second: { subscription: SUBSCRIPTIONS.two, location: 'francecentral' },
    });
  });

  test('find a vault that is there, and take over how its rights are given', async () => {
    await standing();

    const answers = await asking('recommended', overTheWire()).allAnswers([
      { typed: 'Contoso CK One and Contoso CK Two' },
      { typed: 'defaults' },
      { typed: 'defaults' },
    ]);

    expect(answers).toMatchObject({
      permissionModel: 'policies',
      first: { vault: AT.name, resourceGroup: AT.resourceGroup, location: 'swedencentral' },
      second: { vault: 'Contoso-CK-MW-EU-VaultA2', location: 'germanywestcentral' },
    });
  });

  test('refuse the subscriptions that Customer Key would refuse', async () => {
    const on = asking('recommended', overTheWire());

    for (const [name, why] of [
      ['Contoso Free Trial', /free trial/],
      ['Fabrikam Shared', /another tenant/],
      ['Contoso Retired', /Disabled/],
    ] as const)
      expect(await on.problem('subscriptions', {}, { typed: `${name}, 1` })).toMatch(why);
  });
});
