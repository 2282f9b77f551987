import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { Azure } from '../../src/gateways/azure.ts';
import type { NewVault, VaultAt } from '../../src/gateways/azure-vaults.ts';

export const CRYPTO_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
const RETENTION = { namespace: 'Microsoft.Resources', name: 'mandatoryRetentionPeriodEnabled' };

export interface AzureUnderTest {
  readonly azure: Azure;
  readonly tenantId: string;
  readonly subscription: string;
  /** Object id of somebody who has no role yet. */
  readonly principal: string;
  /** Resource id of a place for logs. */
  readonly workspace: string;
  /** Lets what was begun come to its end. */
  later(): Promise<void>;
}

export const wantedVault = (under: AzureUnderTest, more: Partial<NewVault> = {}): NewVault => ({
  subscription: under.subscription,
  resourceGroup: 'customer-key',
  name: 'Contoso-CK-MW-EU-VaultA1',
  location: 'westeurope',
  tenantId: under.tenantId,
  sku: 'premium',
  purgeProtection: true,
  permissionModel: 'roles',
  network: {
    publicAccess: 'Enabled',
    defaultAction: 'Allow',
    bypass: 'AzureServices',
    ipRules: [],
    subnets: [],
  },
  ...more,
});

/** A vault with all that has to be there before it. */
export async function makeVault(under: AzureUnderTest, more: Partial<NewVault> = {}) {
  const { azure, subscription } = under;
  const wanted = wantedVault(under, more);
  const { location, resourceGroup: name } = wanted;
  await azure.registerProvider(subscription, 'Microsoft.KeyVault', randomUUID());
  await under.later();
  await azure.createResourceGroup({ subscription, name, location }, randomUUID());
  await azure.createVault(wanted, randomUUID());
  await under.later();
  const found = await azure.findVault(wanted);
  if (found === undefined) throw new Error('The vault was not created.');
  return found;
}

/** What every Azure does, the fake as well as the one over HTTP. */
export function azureContract(name: string, open: () => Promise<AzureUnderTest>): void {
  const elsewhere = (under: AzureUnderTest): VaultAt => ({
    subscription: under.subscription,
    resourceGroup: 'customer-key',
    name: 'Contoso-CK-MW-EU-Absent',
  });

  test(`${name}: a subscription that can be seen is found, any other is not`, async () => {
    const { azure, subscription, tenantId } = await open();

    const all = await azure.listSubscriptions();
    const one = await azure.findSubscription(subscription);

    expect(all.map(({ id }) => id)).toContain(subscription);
    expect(one).toMatchObject({
      id: subscription,
      tenantId,
      state: 'Enabled',
      spendingLimit: 'Off',
    });
    expect(await azure.findSubscription(randomUUID())).toBeUndefined();
  });

  test(`${name}: regions come with their continent and their pair`, async () => {
    const { azure, subscription } = await open();

    const found = (await azure.listLocations(subscription)).find(
      (one) => one.name === 'westeurope',
    );

    expect(found).toMatchObject({ geographyGroup: 'Europe', paired: ['northeurope'] });
  });

  test(`${name}: a feature that was asked for waits for Microsoft, and asking again changes nothing`, async () => {
    const { azure, subscription } = await open();
    expect(await azure.findFeature(subscription, RETENTION)).toBe('NotRegistered');

    const first = await azure.registerFeature(subscription, RETENTION, randomUUID());
    const second = await azure.registerFeature(subscription, RETENTION, randomUUID());

    expect([first, second]).toEqual(['Pending', 'Pending']);
    expect(await azure.findFeature(subscription, RETENTION)).toBe('Pending');
  });

  test(`${name}: a resource group is created once and found by its name in any case`, async () => {
    const { azure, subscription } = await open();
    const group = { subscription, name: 'customer-key', location: 'westeurope' };
    expect(await azure.findResourceGroup(subscription, group.name)).toBeUndefined();

    await azure.createResourceGroup(group, randomUUID());
    await azure.createResourceGroup({ ...group, location: 'northeurope' }, randomUUID());

    expect(await azure.findResourceGroup(subscription, 'Customer-Key')).toMatchObject({
      location: 'westeurope',
    });
  });

  test(`${name}: a new vault is premium, keeps deleted keys for 90 days and cannot be purged`, async () => {
    const under = await open();

    const vault = await makeVault(under);

    expect(vault).toMatchObject({
      ...{ subscription: under.subscription, resourceGroup: 'customer-key' },
      ...{ location: 'westeurope', tenantId: under.tenantId, sku: 'premium' },
      ...{ softDelete: true, retentionDays: 90, purgeProtection: true },
      ...{ permissionModel: 'roles', provisioning: 'Succeeded' },
      network: { publicAccess: 'Enabled', defaultAction: 'Allow', bypass: 'AzureServices' },
    });
    expect(vault.url.toLowerCase()).toBe('https://contoso-ck-mw-eu-vaulta1.vault.azure.net');
    expect((await under.azure.listVaults(under.subscription)).map(({ id }) => id)).toEqual([
      vault.id,
    ]);
    const resources = await under.azure.listResources(under.subscription);
    expect(resources.map(({ type }) => type.toLowerCase())).toContain('microsoft.keyvault/vaults');
  });

  test(`${name}: a vault that is there is not created over`, async () => {
    const under = await open();
    await makeVault(under);
    const other = wantedVault(under, { sku: 'standard', permissionModel: 'policies' });

    const found = await under.azure.createVault(other, randomUUID());

    expect(found).toMatchObject({ sku: 'premium', permissionModel: 'roles' });
  });

  test(`${name}: what is not there is not found`, async () => {
    const under = await open();
    const { azure, subscription } = under;

    expect(await azure.findVault(elsewhere(under))).toBeUndefined();
    expect(await azure.listDeletedVaults(subscription)).toEqual([]);
    expect(
      await azure.findDeletedVault(subscription, 'westeurope', 'Contoso-CK-MW-EU-Absent'),
    ).toBeUndefined();
    expect(await azure.findSubscriptionRequest(randomUUID())).toBeUndefined();
  });

  test(`${name}: a name is refused when it is taken or not valid`, async () => {
    const under = await open();
    const { name: taken } = await makeVault(under);
    const check = (one: string) => under.azure.checkVaultName(under.subscription, one);

    expect(await check(taken)).toEqual({ available: false, reason: 'AlreadyExists' });
    expect(await check('two--hyphens')).toEqual({ available: false, reason: 'AccountNameInvalid' });
    expect(await check('Contoso-CK-MW-EU-Free1')).toEqual({ available: true, reason: '' });
  });

  test(`${name}: a change touches only what it names`, async () => {
    const under = await open();
    const before = await makeVault(under, { purgeProtection: false, sku: 'standard' });
    expect(before).toMatchObject({ purgeProtection: false, sku: 'standard' });

    await under.azure.changeVault(before, { purgeProtection: true, sku: 'premium' }, randomUUID());

    const after = await under.azure.findVault(before);
    expect(after).toEqual({ ...before, purgeProtection: true, sku: 'premium' });
  });

  test(`${name}: a firewall keeps Microsoft and the addresses it is given`, async () => {
    const under = await open();
    const vault = await makeVault(under);
    const network = {
      ...vault.network,
      ...{ defaultAction: 'Deny', bypass: 'AzureServices', ipRules: ['203.0.113.10/32'] },
    };

    await under.azure.changeVault(vault, { network }, randomUUID());

    const found = await under.azure.findVault(vault);
    expect(found?.network).toMatchObject({ defaultAction: 'Deny', bypass: 'AzureServices' });
    expect(found?.network.ipRules).toHaveLength(1);
  });

  test(`${name}: a role given twice is one assignment, seen at the vault`, async () => {
    const under = await open();
    const { azure, principal } = under;
    const { id: scope } = await makeVault(under);
    const wanted = {
      scope,
      role: CRYPTO_USER,
      principal,
      principalType: 'User',
    } as const;

    await azure.assignRole(wanted, randomUUID());
    await azure.assignRole(wanted, randomUUID());

    const found = await azure.listRoleAssignments(scope, principal);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ role: CRYPTO_USER, principal, scope });
    expect(found[0]?.createdAt).toMatch(/^20\d\d-/);
    expect((await azure.listRoleAssignments(scope)).length).toBeGreaterThanOrEqual(1);
  });

  test(`${name}: an access policy adds rights and takes none away`, async () => {
    const under = await open();
    const vault = await makeVault(under, { permissionModel: 'policies' });
    const { tenantId, principal: objectId } = under;
    const give = (...keys: string[]) =>
      under.azure.addAccessPolicy(vault, { tenantId, objectId, keys }, randomUUID());

    await give('get');
    await give('wrapKey', 'unwrapKey');

    const found = await under.azure.findVault(vault);
    const keys = found?.accessPolicies
      .filter((policy) => policy.objectId === objectId)
      .flatMap((policy) => policy.keys.map((key) => key.toLowerCase()));
    expect(keys?.sort()).toEqual(['get', 'unwrapkey', 'wrapkey']);
  });

  test(`${name}: a lock on the vault is seen, and one on its group counts for it`, async () => {
    const under = await open();
    const { azure, subscription } = under;
    const { id } = await makeVault(under);
    const group = `/subscriptions/${subscription}/resourceGroups/customer-key`;
    expect(await azure.listLocks(id)).toEqual([]);

    await azure.createLock({ scope: id, name: 'keep', notes: 'Root key' }, randomUUID());
    await azure.createLock({ scope: group, name: 'keep-group', notes: '' }, randomUUID());

    const locks = await azure.listLocks(id);
    expect(locks.map((lock) => [lock.name, lock.level]).sort()).toEqual([
      ['keep', 'CanNotDelete'],
      ['keep-group', 'CanNotDelete'],
    ]);
    expect(locks.find((lock) => lock.name === 'keep')).toMatchObject({
      scope: id,
      notes: 'Root key',
    });
  });

  test(`${name}: audit events are recorded where it was said`, async () => {
    const under = await open();
    const { azure, workspace } = under;
    const { id: resource } = await makeVault(under);
    expect(await azure.listDiagnostics(resource)).toEqual([]);

    await azure.setDiagnostics({ resource, name: 'audit', workspace }, randomUUID());

    expect(await azure.listDiagnostics(resource)).toEqual([
      { name: 'audit', auditEvents: true, workspace, storage: undefined, eventHub: undefined },
    ]);
  });
}
