import { expect } from 'expect';
import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { APPLICATIONS, ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { customerKey } from '../../../src/walkthroughs/customer-key/walkthrough.ts';
import { vaultId } from '../../fakes/fake-azure.ts';
import { ada, ben, cleo, dan } from '../../fakes/fake-directory.ts';
import { encryptionPolicy } from '../../fakes/fake-encryption-policies.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { ANSWERS, atOf, BOT, healthyTenant, uriOf } from './checks-world.ts';

const { first, second, policy } = ANSWERS;
const KEYS = [uriOf(first), uriOf(second)] as const;

/** Everything is ready, with the real checks: the assignment is asked for. */
async function atTheDoor() {
  const tenant = await healthyTenant();
  tenant.policies.world.assigned = undefined;
  const { azure } = tenant;
  const bot = await tenant.principals.find(BOT);
  for (const one of [first, second]) {
    const { subscription, resourceGroup: name, location } = one;
    azure.world.providers.set(`${subscription}/microsoft.insights`, 'Registered');
    await azure.createResourceGroup({ subscription, name, location }, '');
    for (const role of [ROLES.cryptoOfficer, ROLES.contributor, ROLES.userAccessAdministrator])
      await azure.assignRole(
        {
          scope: `/subscriptions/${subscription}`,
          ...{ role, principal: bot?.id ?? '', principalType: 'ServicePrincipal' },
        },
        '',
      );
  }
  const on = stage([customerKey(tenant.world)]);
  const answers = JSON.parse(JSON.stringify(ANSWERS)) as Data;
  const { run = '', says } = await on.runs.start('customer-key', answers, operator(ada));
  if (run === '') throw new Error(says);
  const askOf = async () => {
    const { asks } = standingOf(await on.runs.read(run));
    return asks.findLast(({ step }) => step === 'assignment');
  };
  /** Approves what else is asked for on the way, each key by its custodian. */
  for (let pass = 0; pass < 5; pass += 1) {
    await on.runs.advance(run);
    for (const { ask, step, state } of standingOf(await on.runs.read(run)).asks)
      if (state === 'pending' && step !== 'assignment')
        await on.vote(run, ask, step.endsWith('-2') ? cleo : ben, { steps: [step] });
    for (const number of [1, 2]) {
      const hash = `${number}0a1b2c3d4e5f607${number}`.padEnd(64, '0123456789abcdef');
      const printed = `Algorithm : SHA256\nHash : ${hash}\nPath : C:\\key-${number}.backup`;
      await on.runs.attest(run, `backup-${number}`, operator(ada), printed);
    }
    on.clock.advance(MINUTE);
  }
  const approve = async () => {
    const { ask = 0 } = (await askOf()) ?? {};
    const vote = { steps: ['assignment'], phrase: ONE_WAY_PHRASE };
    for (const person of [ben, cleo]) await on.vote(run, ask, person, vote);
  };
  return {
    ...{ ...on, ...tenant, run, askOf, approve },
    assigned: () => tenant.policies.world.writes.filter((one) => one.startsWith('assign')),
    step: async () =>
      standingOf(await on.runs.read(run)).steps.find(({ id }) => id === 'assignment'),
    /** The hour is over. */
    async later() {
      on.clock.advance(HOUR + MINUTE);
      await on.runs.advance(run);
    },
  };
}
type Door = Awaited<ReturnType<typeof atTheDoor>>;

const vaultIn = ({ azure }: Door, name = first.vault) => {
  const found = azure.world.vaults.get(name.toLowerCase());
  if (found === undefined) throw new Error('The vault is not there.');
  return found;
};
const alterVault = (door: Door, more: object) =>
  void door.azure.world.vaults.set(first.vault.toLowerCase(), { ...vaultIn(door), ...more });
const policyIs = ({ policies }: Door, keys: readonly [string, string], more = {}) =>
  void policies.world.policies.splice(
    0,
    1,
    encryptionPolicy({ name: policy.name, description: '', keys }, more),
  );
const urlOf = (uri: string) => uri.slice(0, uri.indexOf('/keys/'));

suite('the one-way door of a whole tenant, with every check', () => {
  test('opens when everything holds', async () => {
    const door = await atTheDoor();
    await door.approve();
    expect(door.assigned()).toEqual([]);

    await door.later();

    expect(await door.step()).toMatchObject({ state: 'verified' });
    expect(door.assigned()).toEqual([`assign ${policy.name}`]);
  });

  const happenings: Record<string, (door: Door) => unknown> = {
    'the firewall of a vault is closed, also to Microsoft': (door) =>
      alterVault(door, {
        network: { ...vaultIn(door).network, defaultAction: 'Deny', bypass: 'None' },
      }),
    'a vault is taken off the public network': (door) =>
      alterVault(door, {
        network: { ...vaultIn(door).network, publicAccess: 'Disabled', bypass: 'None' },
      }),
    'purge protection is off': (door) => alterVault(door, { purgeProtection: false }),
    'a vault belongs to another tenant': (door) =>
      alterVault(door, { tenantId: '99999999-0000-4000-8000-000000000009' }),
    'Microsoft’s application has lost its role': ({ azure }) =>
      azure.world.assignments.splice(
        0,
        azure.world.assignments.length,
        ...azure.world.assignments.filter(({ role }) => role !== ROLES.encryptionUser),
      ),
    'Microsoft’s application is switched off': async ({ principals }) => {
      const found = await principals.find(APPLICATIONS.encryption);
      if (found) Object.assign(found, { enabled: false });
    },
    'a subscription is disabled': ({ azure }) => {
      const found = azure.world.subscriptions.get(first.subscription);
      if (found) azure.world.subscriptions.set(first.subscription, { ...found, state: 'Disabled' });
    },
    'a key is disabled': ({ keys }) => keys.alter(urlOf(KEYS[1]), second.key, { enabled: false }),
    'a key expires': ({ keys }) =>
      keys.alter(urlOf(KEYS[0]), first.key, { expiresAt: '2027-01-01T00:00:00.000Z' }),
    'a key is deleted': ({ keys }) => keys.deleteKey(urlOf(KEYS[0]), first.key),
    'a key is rolled': ({ keys }) =>
      keys
        .open({ id: '', url: urlOf(KEYS[0]) })
        .findKey(first.key)
        .then((key) =>
          keys.open({ id: '', url: urlOf(KEYS[0]) }).rollKey(first.key, key?.version ?? '', 'x'),
        ),
    'a vault is deleted': ({ azure }) => azure.deleteVault(second.vault),
    'the policy has other keys': (door) => policyIs(door, [KEYS[0], `${KEYS[1]}x`]),
    'the policy has one key twice': (door) => policyIs(door, [KEYS[0], KEYS[0]]),
    'the policy is disabled': (door) => policyIs(door, [...KEYS], { enabled: false }),
    'the policy is another one of this name': (door) =>
      policyIs(door, [...KEYS], { identity: 'another' }),
    'another policy is assigned': ({ policies }) => (policies.world.assigned = 'Other'),
    'somebody gets the keys of a vault': ({ azure }) =>
      azure.assignRole(
        {
          scope: vaultId(atOf(first)),
          ...{ role: ROLES.keyVaultAdministrator, principal: dan.id, principalType: 'User' },
        },
        '',
      ),
    'somebody gets both keys alone who has approved': async ({ azure }) => {
      for (const one of [first, second])
        await azure.assignRole(
          {
            scope: vaultId(atOf(one)),
            ...{ role: ROLES.owner, principal: ben.id, principalType: 'User' },
          },
          '',
        );
    },
    'an approver is none any more': ({ directory }) => directory.revoke('approver', cleo),
    'the request is taken back': ({ runs, run }) => runs.withdraw(run, operator(ada)),
    'the run is cancelled': ({ runs, run }) => runs.cancel(run, operator(ada)),
    'the clock goes back': ({ clock }) => clock.advance(-3 * HOUR),
    'the clock goes on for a year': ({ clock }) => clock.advance(365 * 24 * HOUR),
  };
  for (const [what, happen] of Object.entries(happenings))
    test(`stays shut when ${what} after it was approved`, async () => {
      const door = await atTheDoor();
      await door.approve();
      expect((await door.askOf())?.state).toBe('approved');

      await happen(door);
      await door.later();
      await door.runs.advance(door.run);

      expect(door.assigned()).toEqual([]);
      expect(await door.step()).not.toMatchObject({ state: 'verified' });
    });

  test('does not open to one who resumes what others have approved, nor twice', async () => {
    const door = await atTheDoor();
    await door.approve();
    const both = { person: ben, roles: new Set(['operator', 'approver'] as const) };

    const resumed = await door.runs.resume(door.run, both);
    await door.later();
    await door.runs.resume(door.run, operator(ada));
    await door.later();

    expect(resumed.kind).toBe('refused');
    expect(door.assigned()).toHaveLength(1);
  });

  test('opens once for ten looks at the same moment', async () => {
    const door = await atTheDoor();
    await door.approve();
    door.clock.advance(HOUR + MINUTE);

    await Promise.all(Array.from({ length: 10 }, () => door.runs.advance(door.run)));

    expect(door.assigned()).toHaveLength(1);
  });
});
