import { expect } from 'expect';
import { GatewayError } from '../../../src/core/errors.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { vaultSteps } from '../../../src/walkthroughs/customer-key/steps/vaults.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { SECOND_SUBSCRIPTION } from '../../fakes/fake-azure.ts';
import { ada, ben } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import {
  ANSWERS,
  approveAll,
  FIRST,
  play,
  SECOND_BRANCH,
  started,
  stepOf,
  vaultStage,
  WORKSPACE,
} from './vault-stage.ts';

const OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const idOf = ({ subscription, resourceGroup, vault }: typeof FIRST): string =>
  `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vault}`;

const silence = new GatewayError('Creating the vault got no answer.', {
  status: 0,
  transient: true,
  unknownOutcome: true,
});

suite('Vaults for Customer Key', () => {
  test('everything is asked before anything is there, and done as approved', async () => {
    const on = vaultStage();
    const run = await started(on, { workspace: WORKSPACE });

    await on.runs.advance(run);
    const { asks } = standingOf(await on.runs.read(run));
    const before = asks.map(({ step, quorum, digest }) => ({ step, quorum, digest }));
    await play(on, run);

    expect(before.map(({ step, quorum }) => [step, quorum]).sort()).toEqual([
      ['bot-access-1', 2],
      ['bot-access-2', 2],
      ['diagnostics-1', 1],
      ['diagnostics-2', 1],
      ['group-1', 1],
      ['group-2', 1],
      ['lock-1', 1],
      ['lock-2', 1],
      ['vault-1', 1],
      ['vault-2', 1],
    ]);
    const after = standingOf(await on.runs.read(run));
    expect(after.ended).toBe('finished');
    expect(after.asks.map(({ digest }) => digest)).toEqual(before.map(({ digest }) => digest));
    expect([...on.azure.world.writes].sort()).toEqual(
      [FIRST, SECOND_BRANCH]
        .flatMap((branch) => [
          `group ${branch.resourceGroup}`,
          `vault ${branch.vault}`,
          `lock ${idOf(branch)}`,
          `diagnostics ${idOf(branch)}`,
          `role ${OFFICER} ${idOf(branch)}`,
        ])
        .sort(),
    );
  });

  test('a new vault is premium, kept for 90 days and protected against purging', async () => {
    const on = vaultStage();
    const run = await started(on);

    await play(on, run);

    const made = on.azure.world.vaults.get(FIRST.vault.toLowerCase());
    expect(made).toMatchObject({
      location: 'westeurope',
      sku: 'premium',
      retentionDays: 90,
      purgeProtection: true,
      permissionModel: 'roles',
      network: { defaultAction: 'Allow', bypass: 'AzureServices' },
    });
  });

  test('behind a firewall only trusted services and the addresses named get in', async () => {
    const on = vaultStage();
    const run = await started(on, {
      firewall: 'trusted',
      addresses: ['203.0.113.7', '198.51.100.0/24', '203.0.113.7'],
    });

    await play(on, run);

    const { asked } = await stepOf(on, run, 'vault-1');
    expect(on.azure.world.vaults.get(FIRST.vault.toLowerCase())?.network).toEqual({
      publicAccess: 'Enabled',
      defaultAction: 'Deny',
      bypass: 'AzureServices',
      ipRules: ['198.51.100.0/24', '203.0.113.7/32'],
      subnets: [],
    });
    expect(asked[0]?.changes[0]?.summary).toContain('198.51.100.0/24, 203.0.113.7/32');
  });

  test('a wall without a gate for the bot is said to be one', async () => {
    const on = vaultStage();
    const run = await started(on, { firewall: 'trusted' });

    await on.runs.advance(run);

    const { asked } = await stepOf(on, run, 'vault-1');
    expect(asked[0]?.changes[0]?.summary).toMatch(
      /only by Microsoft’s trusted services\. No address is named/,
    );
  });

  test('a second run changes nothing and asks for nothing', async () => {
    const on = vaultStage();
    await play(on, await started(on, { workspace: WORKSPACE }));
    const writes = [...on.azure.world.writes];

    const run = await started(on, { workspace: WORKSPACE });
    await play(on, run);

    const { asks, ended } = standingOf(await on.runs.read(run));
    expect({ asks, ended, writes: on.azure.world.writes }).toEqual({
      asks: [],
      ended: 'finished',
      writes,
    });
  });

  test('without a workspace nothing is said about logs', async () => {
    const on = vaultStage();

    const steps = await on.stepsOf(await started(on));

    expect(Object.keys(steps).filter((id) => /diagnostics|insights/.test(id))).toEqual([]);
  });

  test('every step belongs to the custody of its own key, and names its sources', () => {
    const on = vaultStage();
    const site = siteOf(on.world, { ...ANSWERS, workspace: WORKSPACE }, remembering());

    const steps = site.branches.flatMap((branch) => vaultSteps(site, branch, []));

    expect(steps).toHaveLength(12);
    for (const { id, custody, sources, stage } of steps) {
      const mine = id.endsWith('-1') ? FIRST : SECOND_BRANCH;
      expect(custody?.part).toBe(`${mine.vault}/${mine.key}`);
      expect(sources?.length).toBeGreaterThan(0);
      expect(stage).toBe('Vaults');
    }
  });

  test('one person alone does not approve both vaults', async () => {
    const on = vaultStage();
    const run = await started(on);
    await on.runs.advance(run);
    const { asks } = standingOf(await on.runs.read(run));
    const askOf = (step: string) => asks.find((one) => one.step === step)?.ask ?? 0;
    await on.vote(run, askOf('vault-1'), ben, { steps: ['vault-1'] });

    const answer = await on.vote(run, askOf('vault-2'), ben, { steps: ['vault-2'] });

    expect(answer.kind).toBe('refused');
  });

  test('a fresh subscription is registered for logs first', async () => {
    const on = vaultStage();
    on.azure.world.providers.delete(`${SECOND_SUBSCRIPTION}/microsoft.insights`);
    const run = await started(on, { workspace: WORKSPACE });

    await play(on, run);

    const { writes } = on.azure.world;
    const registered = writes.indexOf(`provider ${SECOND_SUBSCRIPTION}/microsoft.insights`);
    expect(registered).toBeGreaterThanOrEqual(0);
    expect(registered).toBeLessThan(writes.indexOf(`diagnostics ${idOf(SECOND_BRANCH)}`));
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('a registration that is under way is waited for and not asked for', async () => {
    const on = vaultStage();
    on.azure.world.providers.set(`${SECOND_SUBSCRIPTION}/microsoft.insights`, 'Registering');
    const run = await started(on, { workspace: WORKSPACE });

    await play(on, run);

    const insights = await stepOf(on, run, 'insights-2');
    expect({ state: insights.state, asked: insights.asked }).toEqual({
      state: 'waiting',
      asked: [],
    });
  });

  test('a vault that is not ready yet is waited for', async () => {
    const on = vaultStage();
    const run = await started(on);
    await on.runs.advance(run);
    await approveAll(on, run);
    const { vaults } = on.azure.world;
    const make = on.azure.createVault;
    on.azure.createVault = async (wanted, requestId) => {
      const made = { ...(await make(wanted, requestId)), provisioning: 'RegisteringDns' };
      vaults.set(made.name.toLowerCase(), made);
      return made;
    };

    await on.runs.advance(run);

    const waiting = await stepOf(on, run, 'vault-1');
    expect(waiting).toMatchObject({ state: 'waiting', usually: 'a minute or more' });
    const lock = await stepOf(on, run, 'lock-1');
    expect(lock.state).toBe('approved');
    for (const one of vaults.values())
      vaults.set(one.name.toLowerCase(), { ...one, provisioning: 'Succeeded' });
    await play(on, run);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('made, but the answer lost: the vault is found, not made again', async () => {
    const on = vaultStage();
    const run = await started(on);
    const make = on.azure.createVault;
    let calls = 0;
    on.azure.createVault = async (wanted, requestId) => {
      await make(wanted, requestId);
      calls += 1;
      if (calls === 1) throw silence;
      return make(wanted, requestId);
    };

    await play(on, run);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect(ended).toBe('finished');
    expect(asks.filter(({ step }) => step === 'vault-1')).toHaveLength(1);
    expect(calls).toBe(2);
  });

  test('killed between the deed and its record: the vault is found, not made again', async () => {
    const on = vaultStage();
    const run = await started(on);
    await on.runs.advance(run);
    await approveAll(on, run);
    const make = on.azure.createVault;
    on.azure.createVault = async (wanted, requestId) => {
      await make(wanted, requestId);
      throw new Error('killed');
    };
    await expect(on.runs.advance(run)).rejects.toThrow('killed');
    on.azure.createVault = make;

    await play(on, run);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect(ended).toBe('finished');
    expect(asks.filter(({ step }) => step.startsWith('vault-'))).toHaveLength(2);
    expect(on.azure.world.writes.filter((what) => what.startsWith('vault '))).toHaveLength(2);
  });

  test('begun and not shown yet: the name is ours, so it is waited for', async () => {
    const on = vaultStage();
    const run = await started(on);
    await on.runs.advance(run);
    await approveAll(on, run);
    const { vaults } = on.azure.world;
    const make = on.azure.createVault;
    const hidden = new Set<string>();
    const find = on.azure.findVault;
    on.azure.findVault = async (at) => (hidden.has(at.name) ? undefined : find(at));
    on.azure.listVaults = async () => [];
    on.azure.createVault = async (wanted, requestId) => {
      await make(wanted, requestId);
      hidden.add(wanted.name);
      throw silence;
    };
    await on.runs.advance(run);
    on.clock.advance(5_000);

    await on.runs.advance(run);

    expect(vaults.size).toBe(2);
    expect(await stepOf(on, run, 'vault-1')).toMatchObject({
      state: 'waiting',
      note: `Azure to show the vault ${FIRST.vault}`,
    });
    hidden.clear();
    await play(on, run);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('what Azure Policy forbids fails with its sentence, and is done once it is allowed', async () => {
    const on = vaultStage();
    const run = await started(on);
    const forbidden = 'Creating the vault failed: the Azure Policy “No vaults” forbids it.';
    on.faults.failNext(
      'createVault',
      new GatewayError(forbidden, {
        status: 403,
        code: 'RequestDisallowedByPolicy',
        transient: false,
      }),
    );

    await play(on, run);
    const failed = ['vault-1', 'vault-2'].map(async (id) => stepOf(on, run, id));
    const [first] = (await Promise.all(failed)).filter(({ state }) => state === 'failed');
    await on.runs.resume(run, operator(ada));
    await play(on, run);

    expect(first?.note).toBe(forbidden);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('a right that is still spreading is waited for under its own name', async () => {
    const on = vaultStage();
    const run = await started(on);
    on.faults.failNext(
      'findResourceGroup',
      new GatewayError('Reading has to wait.', {
        status: 403,
        code: 'AccessStillSpreading',
        transient: true,
      }),
      4,
    );

    await on.runs.advance(run);
    const steps = await Promise.all(['group-1', 'group-2'].map((id) => stepOf(on, run, id)));
    await play(on, run);

    expect(steps.some(({ note }) => note?.startsWith('Azure to make the right'))).toBe(true);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('a subscription that has not registered its vaults can be planned for all the same', async () => {
    const on = vaultStage();
    const unregistered = new GatewayError('not registered', {
      status: 409,
      code: 'MissingSubscriptionRegistration',
      transient: false,
    });
    for (const read of ['findVault', 'checkVaultName', 'findDeletedVault'] as const)
      on.faults.failNext(read, unregistered, 2);
    const run = await started(on);

    await on.runs.advance(run);

    const { asks } = standingOf(await on.runs.read(run));
    expect(asks.map(({ step }) => step)).toEqual(expect.arrayContaining(['vault-1', 'vault-2']));
  });
});
