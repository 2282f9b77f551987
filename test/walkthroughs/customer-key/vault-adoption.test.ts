import { expect } from 'expect';
import { standingOf } from '../../../src/core/standing.ts';
import type { Vault, VaultNetwork } from '../../../src/gateways/azure-vaults.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { FIRST_SUBSCRIPTION, OPEN_NETWORK, vault } from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import { AT, FIRST, play, started, stepOf, vaultStage, type VaultStage } from './vault-stage.ts';

const NAME = FIRST.vault.toLowerCase();

/** The first vault is there already, in its group. */
function withVault(more: Partial<Vault>, at: Partial<typeof AT> = {}): VaultStage {
  const on = vaultStage();
  on.azure.world.vaults.set(NAME, vault({ ...AT, ...at }, more));
  return on;
}

async function lookAt(on: VaultStage, more: Partial<Answers> = {}) {
  const run = await started(on, more);
  await on.runs.advance(run);
  // Requested at the start, or met when the group is there.
  await play(on, run);
  const step = await stepOf(on, run, 'vault-1');
  const changes = on.azure.world.writes.filter((what) => what.startsWith(`vault ${FIRST.vault}`));
  return { run, step, changes, ended: standingOf(await on.runs.read(run)).ended };
}

suite('A vault that is there already', () => {
  test('is taken over as it is when it is fit', async () => {
    const on = withVault({});

    const { step, changes, ended } = await lookAt(on);

    expect({ asked: step.asked, changes, ended }).toEqual({
      asked: [],
      changes: [],
      ended: 'finished',
    });
    expect(step.note).toContain('premium vault in westeurope');
  });

  test('gets what it lacks in one change that names each property before and after', async () => {
    const network = { ...OPEN_NETWORK, defaultAction: 'Deny', bypass: 'None' };
    const on = withVault({ purgeProtection: false, sku: 'standard', network });

    const { step, changes, ended } = await lookAt(on);

    expect(changes).toEqual([`vault ${FIRST.vault} network,purgeProtection,sku`]);
    expect(ended).toBe('finished');
    expect(step.asked).toHaveLength(1);
    const [change] = step.asked[0]?.changes ?? [];
    expect(change?.details).toMatchObject({
      before: { purgeProtection: false, sku: 'standard', network: { bypass: 'None' } },
      after: {
        purgeProtection: true,
        sku: 'premium',
        network: { defaultAction: 'Deny', bypass: 'AzureServices' },
      },
    });
    expect(change?.summary).toContain('purge protection on, for good');
  });

  test('that lacks one thing is changed in that alone', async () => {
    const on = withVault({ purgeProtection: false });

    const { step, changes } = await lookAt(on);

    expect(changes).toEqual([`vault ${FIRST.vault} purgeProtection`]);
    expect(step.asked[0]?.changes[0]?.details).toMatchObject({
      before: { purgeProtection: false },
      after: { purgeProtection: true },
    });
  });

  test('altered between approval and change is asked about anew', async () => {
    const on = withVault({ purgeProtection: false });
    const run = await started(on);
    await on.runs.advance(run);
    on.azure.world.vaults.set(NAME, vault(AT, { purgeProtection: false, sku: 'standard' }));

    await play(on, run);

    const { asked } = await stepOf(on, run, 'vault-1');
    expect(asked.map(({ state }) => state)).toEqual(['void', 'done']);
    expect(on.azure.world.vaults.get(NAME)).toMatchObject({ sku: 'premium' });
  });

  const refusals: readonly (readonly [string, Partial<Vault>, RegExp])[] = [
    ['keeps keys for 7 days', { retentionDays: 7 }, /for 7 days.*new vault is made/],
    ['has no soft delete', { softDelete: false }, /no soft delete/],
    [
      'goes by access policies',
      { permissionModel: 'policies' },
      /lose them at that moment.*choose access policies.*type resume/,
    ],
    [
      'belongs to another tenant',
      { tenantId: '22222222-2222-4222-8222-222222222222' },
      /another Entra tenant/,
    ],
    ['stands in another region', { location: 'eastus' }, /eastus, not in westeurope/],
    ['could not be made', { provisioning: 'Failed' }, /ended as Failed/],
  ];
  for (const [what, more, says] of refusals)
    test(`that ${what} is refused with the way out, and never changed`, async () => {
      const on = withVault({ ...more, purgeProtection: false });

      const { step, changes } = await lookAt(on);

      expect(step.state).toBe('failed');
      expect(step.note).toMatch(says);
      expect({ changes, asked: step.asked }).toEqual({ changes: [], asked: [] });
    });

  test('that goes by roles is refused where access policies were chosen', async () => {
    const on = withVault({ permissionModel: 'roles' });

    const { step } = await lookAt(on, { permissionModel: 'policies' });

    expect(step.note).toMatch(/go by Azure roles, not by access policies/);
  });

  test('whose owner has switched the model goes on after a resume', async () => {
    const on = withVault({ permissionModel: 'policies' });
    const { run } = await lookAt(on);
    on.azure.world.vaults.set(NAME, vault(AT));

    await on.runs.resume(run, operator(ada));
    await play(on, run);

    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('behind a perimeter waits for a person, and for what the bot can do first', async () => {
    const network = { ...OPEN_NETWORK, publicAccess: 'SecuredByPerimeter' };
    const on = withVault({ network, purgeProtection: false });

    const { run, step, changes } = await lookAt(on);

    expect(changes).toEqual([`vault ${FIRST.vault} purgeProtection`]);
    expect(step.state).toBe('your-turn');
    on.azure.world.vaults.set(NAME, vault(AT));
    await play(on, run);
    expect((await stepOf(on, run, 'vault-1')).state).toBe('verified');
  });

  test('whose perimeter a person says to be open is recorded as their word', async () => {
    const network = { ...OPEN_NETWORK, publicAccess: 'SecuredByPerimeter' };
    const on = withVault({ network });
    const { run } = await lookAt(on);

    await on.runs.attest(run, 'vault-1', operator(ada));
    await play(on, run);

    expect((await stepOf(on, run, 'vault-1')).state).toBe('attested');
  });
});

suite('The firewall of a vault that is there already', () => {
  const cases: readonly (readonly [
    string,
    Partial<VaultNetwork>,
    Partial<Answers>,
    Partial<VaultNetwork> | undefined,
  ])[] = [
    ['stays closed where an open one was chosen', { defaultAction: 'Deny' }, {}, undefined],
    ['stays open where an open one was chosen', { bypass: 'None' }, {}, undefined],
    [
      'lets Microsoft in where public access is off',
      { publicAccess: 'Disabled', bypass: 'None' },
      {},
      { publicAccess: 'Disabled', bypass: 'AzureServices' },
    ],
    [
      'is closed where that was chosen, and keeps the rules that it has',
      { ipRules: ['192.0.2.1'], subnets: ['/subnets/a'] },
      { firewall: 'trusted', addresses: ['203.0.113.7'] },
      {
        defaultAction: 'Deny',
        ipRules: ['192.0.2.1/32', '203.0.113.7/32'],
        subnets: ['/subnets/a'],
      },
    ],
    [
      'is left alone where it already lets in who was named',
      { defaultAction: 'Deny', ipRules: ['203.0.113.7/32', '192.0.2.1'] },
      { firewall: 'trusted', addresses: ['203.0.113.7'] },
      undefined,
    ],
    [
      'is left alone where public access is off and Microsoft gets in',
      { publicAccess: 'disabled' },
      { firewall: 'trusted', addresses: ['203.0.113.7'] },
      undefined,
    ],
  ];
  for (const [what, now, answers, then] of cases)
    test(what, async () => {
      const network = { ...OPEN_NETWORK, ...now };
      const on = withVault({ network });

      const { changes, ended } = await lookAt(on, answers);

      expect(changes).toEqual(then === undefined ? [] : [`vault ${FIRST.vault} network`]);
      expect(on.azure.world.vaults.get(NAME)?.network).toEqual({ ...network, ...then });
      expect(ended).toBe('finished');
    });

  test('read in another order is still the approved one', async () => {
    const network = { ...OPEN_NETWORK, defaultAction: 'Deny', bypass: 'None' };
    const on = withVault({ network: { ...network, ipRules: ['192.0.2.1', '192.0.2.2'] } });
    const run = await started(on);
    await on.runs.advance(run);
    const turned = { ...network, ipRules: ['192.0.2.2/32', '192.0.2.1/32'] };
    on.azure.world.vaults.set(NAME, vault(AT, { network: turned }));

    await play(on, run);

    expect((await stepOf(on, run, 'vault-1')).asked.map(({ state }) => state)).toEqual(['done']);
  });
});

suite('A vault name that is taken', () => {
  test('in another group of the subscription is named with its place', async () => {
    const on = withVault({}, { resourceGroup: 'old-group' });

    const { step, changes } = await lookAt(on);

    expect(step.note).toContain('the resource group old-group of Contoso CK One');
    expect(changes).toEqual([]);
  });

  test('in the subscription of the other key is named with its place', async () => {
    const on = withVault({}, { subscription: '5a5a5a5a-0000-4000-8000-000000000002' });

    const { step } = await lookAt(on);

    expect(step.note).toContain('the resource group ck-a of Contoso CK Two');
  });

  test('by somebody unknown is refused with what to do', async () => {
    const on = withVault({}, { subscription: '5a5a5a5a-0000-4000-8000-00000000000f' });

    const { step } = await lookAt(on);

    expect(step.note).toMatch(/cannot see.*another name/);
  });

  test('by a deleted vault of this place brings that vault back', async () => {
    const on = withVault({ sku: 'standard' });
    on.azure.deleteVault(FIRST.vault);

    const { step, ended } = await lookAt(on);

    expect(on.azure.world.writes).toContain(`recover ${FIRST.vault}`);
    expect(step.asked.map(({ changes }) => changes[0]?.details.operation)).toEqual([
      'azure.vault.recover',
      'azure.vault.change',
    ]);
    expect(on.azure.world.vaults.get(NAME)?.sku).toBe('premium');
    expect(ended).toBe('finished');
  });

  test('by a deleted vault gets its lock and the rights of the bot back as well', async () => {
    const on = withVault({});
    await lookAt(on);
    on.azure.deleteVault(FIRST.vault);

    const { ended } = await lookAt(on);

    expect(ended).toBe('finished');
    expect(on.azure.world.locks).toHaveLength(2);
    expect(on.azure.world.assignments).toHaveLength(2);
  });

  test('by a deleted vault of another region is refused with its place', async () => {
    const on = withVault({ location: 'eastus' });
    on.azure.deleteVault(FIRST.vault);

    const { step } = await lookAt(on);

    expect(step.note).toMatch(/region eastus/);
    expect(on.azure.world.writes.join()).not.toContain('recover');
  });

  test('by a deleted vault of another group is refused with its place', async () => {
    const on = withVault({}, { resourceGroup: 'old-group' });
    on.azure.deleteVault(FIRST.vault);

    const { step } = await lookAt(on);

    expect(step.note).toContain('only in the resource group old-group of Contoso CK One');
    expect(on.azure.world.writes.join()).not.toContain('recover');
  });
});

suite('A resource group that is there already', () => {
  test('is taken as it is, wherever it stands', async () => {
    const on = vaultStage();
    const group = { subscription: FIRST_SUBSCRIPTION, name: 'ck-a', location: 'eastus' };
    on.azure.world.groups.set(`${FIRST_SUBSCRIPTION}/ck-a`, group);
    const run = await started(on);

    await play(on, run);

    const step = await stepOf(on, run, 'group-1');
    expect(step.asked).toEqual([]);
    expect(step.note).toContain('eastus');
    expect(on.azure.world.writes).not.toContain('group ck-a');
  });
});
