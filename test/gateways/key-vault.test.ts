import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import type { Vault } from '../../src/gateways/azure-vaults.ts';
import { fakeKeyVaults } from '../fakes/fake-key-vault.ts';
import { makeVault } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { keyVaultContract } from './key-vault-contract.ts';
import { deleteByHand } from './key-vault-by-hand.ts';

const URL_OF_FAKE = 'https://contoso-a1.vault.azure.net';

suite('Key Vault', () => {
  let tenant: AzureTenant;
  let vault: Vault;
  suiteSetup(async function () {
    this.timeout(180_000);
    tenant = await startAzureTenant();
    vault = await makeVault({
      ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
      ...{ principal: '', workspace: WORKSPACE },
      later: () => tenant.advance('PT10M'),
    });
  });
  suiteTeardown(() => tenant.close());

  keyVaultContract('the fake', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const vaults = fakeKeyVaults(undefined, () => new Date(now));
    return {
      vault: vaults.open({ id: '', url: URL_OF_FAKE }),
      deleteKey: async (name) => vaults.deleteKey(URL_OF_FAKE, name),
      ...{ hsm: true, size: 2048, tellsRecovery: true },
      later: async () => void (now += 60_000),
    };
  });
  keyVaultContract('HTTP', async () => ({
    vault: tenant.openKeyVault(vault),
    async deleteKey(name) {
      await deleteByHand(vault.url, name, tenant);
      await tenant.advance('PT5M');
    },
    ...{ hsm: true, size: 2048, tellsRecovery: true },
    later: () => tenant.advance('PT1M'),
  }));
});
