import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { PEOPLE, TENANT_ID } from '../../src/sandbox/people.ts';
import { AZURE_TENANT, fakeAzure, FIRST_SUBSCRIPTION } from '../fakes/fake-azure.ts';
import { azureContract } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';

const DAN = PEOPLE.find(({ name }) => name === 'Dan')?.id ?? '';

suite('Azure', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  azureContract('the fake', async () => ({
    azure: fakeAzure(),
    ...{ tenantId: AZURE_TENANT, subscription: FIRST_SUBSCRIPTION },
    principal: DAN,
    workspace: WORKSPACE,
    later: async () => {},
  }));
  azureContract('HTTP', async () => ({
    azure: tenant.azure,
    ...{ tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
    principal: DAN,
    workspace: WORKSPACE,
    later: () => tenant.advance('PT10M'),
  }));
});
