import { expect } from 'expect';
import { MINUTE } from '../../../src/core/clock.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { AccessPolicy } from '../../../src/gateways/azure-access.ts';
import type { PermissionModel } from '../../../src/gateways/azure-vaults.ts';
import { access } from '../../../src/walkthroughs/customer-key/steps/access.ts';
import {
  application,
  onboardingApplication,
} from '../../../src/walkthroughs/customer-key/steps/application.ts';
import type { Site } from '../../../src/walkthroughs/customer-key/world.ts';
import { AZURE_TENANT, vaultId } from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { operator } from '../../fakes/stage.ts';
import {
  ANSWERS,
  approveAll,
  BOT,
  keyStage,
  play,
  refusal,
  silence,
  started,
  stepOf,
  type KeyStage,
  type Setting,
} from './key-stage.ts';

const APP = 'c066d759-24ae-40e7-a56f-027002b5d3e4';
const ONBOARDING = '19f7f505-34aa-44a4-9dcc-6a768854d2ea';
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
const OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const READER = '21090545-7ca7-4776-b22c-e363652d74d2';
const { vault: VAULT } = ANSWERS.first;
const ID = vaultId({ ...ANSWERS.first, name: VAULT });
const above = (parts: number): string => ID.split('/').slice(0, parts).join('/');
const SUBSCRIPTION = above(3);
const GROUP = above(5);

const firstOnly = (site: Site) => [application(site), access(site, site.branches[0])];
const accessOf = (more: Partial<Setting> = {}) => keyStage({ steps: firstOnly, ...more });

/** The application as it stands in the tenant; its object id. */
function present(on: KeyStage, appId: string = APP, more = {}): string {
  const principal = servicePrincipal(appId, more);
  on.principals.world.principals.set(appId, principal);
  return principal.id;
}

function give(on: KeyStage, role: string, principal: string, scope = ID): void {
  on.azure.world.assignments.push({
    ...{ id: `${scope}/x/${on.azure.world.assignments.length}`, scope, role, principal },
    ...{ principalType: 'ServicePrincipal', createdAt: undefined },
  });
}

const policy = (objectId: string, keys: readonly string[], more = {}): AccessPolicy => ({
  ...{ tenantId: AZURE_TENANT, objectId, keys },
  ...more,
});

/** What becomes of the access step of the first branch. */
async function outcomeOf(on: KeyStage, model: PermissionModel = 'roles') {
  const run = await started(on, { permissionModel: model });
  await play(on, run);
  return stepOf(on, run, 'access-1');
}

const summaryOf = ({ asked }: Awaited<ReturnType<typeof stepOf>>): string =>
  asked[0]?.changes[0]?.summary ?? '';

suite('Microsoft’s application in the tenant', () => {
  test('is added after approval where it is missing, and shown by the directory’s name', async () => {
    const on = accessOf();
    const run = await started(on);

    await play(on, run);

    const { state, note, asked } = await stepOf(on, run, 'application');
    expect([state, asked[0]?.quorum]).toEqual(['verified', 1]);
    expect(note).toContain('“M365DataAtRestEncryption”');
    expect(on.principals.world.writes).toEqual([`create ${APP}`]);
  });

  test('is left as it is where it stands', async () => {
    const on = accessOf();
    present(on, APP, { name: 'Renamed by somebody' });
    const run = await started(on);

    await play(on, run);

    const { state, note, asked } = await stepOf(on, run, 'application');
    expect([state, asked]).toEqual(['verified', []]);
    expect(note).toContain('“Renamed by somebody”');
    expect(note).toContain('the id is what counts');
    expect(on.principals.world.writes).toEqual([]);
  });

  test('is a person’s turn where it is switched off, and seen when it is on', async () => {
    const on = accessOf();
    const id = present(on, APP, { enabled: false });
    const run = await started(on);
    await play(on, run, 2);
    const turn = await stepOf(on, run, 'application');

    present(on, APP, { id });
    await on.runs.attest(run, 'application', operator(ada));
    await on.runs.advance(run);

    expect(turn.state).toBe('your-turn');
    expect(turn.change?.guide?.command).toContain(
      `-ServicePrincipalId '${id}' -AccountEnabled:$true`,
    );
    expect((await stepOf(on, run, 'application')).state).toBe('verified');
  });

  test('that cannot be seen at once is waited for and not added twice', async () => {
    const on = accessOf();
    const { principals } = on.world;
    let hidden = 0;
    Object.assign(on.world, {
      principals: {
        ...principals,
        create: (appId: string, id: string) => ((hidden = 3), principals.create(appId, id)),
        find: async (appId: string) => (hidden-- > 0 ? undefined : principals.find(appId)),
      },
    });
    const run = await started(on);

    await play(on, run);

    expect((await stepOf(on, run, 'application')).state).toBe('verified');
    expect(on.principals.world.writes).toEqual([`create ${APP}`]);
  });

  test('a missing permission is said with the directory’s sentence', async () => {
    const on = accessOf();
    on.principalFaults.failNext('create', refusal('Authorization_RequestDenied'));
    const run = await started(on);

    await play(on, run);

    expect(await stepOf(on, run, 'application')).toMatchObject({
      state: 'failed',
      note: 'It was refused (Authorization_RequestDenied).',
    });
  });
});

suite('The application behind onboarding', () => {
  const onboarding = () => keyStage({ steps: (site) => [onboardingApplication(site)] });

  async function begun(on: KeyStage): Promise<string> {
    const run = await started(on);
    await play(on, run, 3);
    return run;
  }

  test('is added like the other, and held by the name that the directory gives it', async () => {
    const on = onboarding();

    const run = await begun(on);

    const { state, note } = await stepOf(on, run, 'onboarding-application');
    expect([state, note]).toEqual([
      'verified',
      expect.stringContaining('“Customer Key Onboarding”'),
    ]);
    expect(on.principals.world.writes).toEqual([`create ${ONBOARDING}`]);
  });

  test('is confirmed by a person where the directory calls it otherwise, once', async () => {
    const on = onboarding();
    present(on, ONBOARDING, { name: 'Something else' });
    const run = await begun(on);
    const turn = await stepOf(on, run, 'onboarding-application');

    await on.runs.attest(run, 'onboarding-application', operator(ada));
    await on.runs.advance(run);
    const again = await begun(on);

    expect(turn.state).toBe('your-turn');
    expect(turn.change?.summary).toContain('“Something else”');
    expect((await stepOf(on, run, 'onboarding-application')).state).toBe('attested');
    expect((await stepOf(on, again, 'onboarding-application')).state).toBe('verified');
  });

  test('is asked about anew when it is another object', async () => {
    const on = onboarding();
    present(on, ONBOARDING, { name: 'Something else' });
    const run = await begun(on);
    await on.runs.attest(run, 'onboarding-application', operator(ada));
    await on.runs.advance(run);

    present(on, ONBOARDING, { name: 'Something else' });
    const again = await begun(on);

    expect((await stepOf(on, again, 'onboarding-application')).state).toBe('your-turn');
  });
});

suite('Access to the keys by roles', () => {
  test('is planned before vault and application are there, and given as approved', async () => {
    const on = accessOf();
    on.azure.world.vaults.clear();
    const run = await started(on);

    await on.runs.advance(run);
    await approveAll(on, run);
    on.addVaults();
    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'access-1');
    const object = on.principals.world.principals.get(APP)?.id;
    expect([state, asked.length]).toEqual(['verified', 1]);
    expect(asked[0]?.custody?.part).toBe(`${VAULT}/${ANSWERS.first.key}`);
    expect(asked[0]?.changes[0]?.details).toMatchObject({
      operation: 'azure.role.assign',
      target: ID,
      after: { application: APP, roleId: ENCRYPTION_USER },
    });
    expect(on.azure.world.assignments).toEqual([
      expect.objectContaining({ scope: ID, role: ENCRYPTION_USER, principal: object }),
    ]);
  });

  test('holds on the vault with exactly the role, and nothing is asked', async () => {
    const on = accessOf();
    give(on, ENCRYPTION_USER.toUpperCase(), present(on).toUpperCase(), ID.toUpperCase());

    const step = await outcomeOf(on);

    expect([step.state, step.asked]).toEqual(['verified', []]);
    expect(step.note).not.toContain('broader');
    expect(on.azure.world.writes).toEqual([]);
  });

  for (const [where, scope] of [
    ['the resource group', GROUP],
    ['the subscription', SUBSCRIPTION],
    ['a management group', '/providers/Microsoft.Management/managementGroups/root'],
    ['everything', '/'],
  ] as const)
    test(`holds by a role on ${where}, which is said to be broader than needed`, async () => {
      const on = accessOf();
      const object = present(on);
      give(on, ENCRYPTION_USER, object, scope);
      // The fake lists by the path alone, the cloud knows what is above.
      const all = on.azure.world.assignments;
      Object.assign(on.azureFaults, { listRoleAssignments: async () => all });

      const step = await outcomeOf(on);

      expect(step).toMatchObject({ state: 'verified', asked: [] });
      expect(step.note).toContain(`at ${scope} (broader than needed)`);
    });

  test('holds by a role that allows more, which is said', async () => {
    const on = accessOf();
    give(on, OFFICER, present(on));

    const { state, note } = await outcomeOf(on);

    expect(state).toBe('verified');
    expect(note).toContain('Key Vault Crypto Officer on the vault (broader than needed)');
  });

  test('holds through a group that the application is in', async () => {
    const on = accessOf();
    const object = present(on);
    give(on, ENCRYPTION_USER, 'a-group');
    Object.assign(on.azureFaults, {
      listRoleAssignments: async (_scope: string, principal?: string) =>
        principal === undefined || principal === object ? on.azure.world.assignments : [],
    });

    const step = await outcomeOf(on);

    expect([step.state, step.asked.length]).toEqual(['verified', 0]);
  });

  for (const [what, role, scope] of [
    ['a role that does not wrap', READER, ID],
    ['the role on one key only', ENCRYPTION_USER, `${ID}/keys/another`],
    ['the role on another vault whose name begins the same', ENCRYPTION_USER, ID.slice(0, -1)],
  ] as const)
    test(`does not hold by ${what}`, async () => {
      const on = accessOf();
      give(on, role, present(on), scope);
      const all = on.azure.world.assignments;
      Object.assign(on.azureFaults, { listRoleAssignments: async () => [...all] });

      const step = await outcomeOf(on);

      expect([step.state, step.asked.length]).toEqual(['verified', 1]);
      expect(on.azure.world.writes).toEqual([`role ${ENCRYPTION_USER} ${ID}`]);
    });

  for (const [name, appId] of [
    ['Exchange Online', EXCHANGE],
    ['SharePoint Online', SHAREPOINT],
  ] as const)
    test(`rights for ${name} on the vault are said to do nothing`, async () => {
      const on = accessOf();
      present(on);
      give(on, ENCRYPTION_USER, present(on, appId));

      const step = await outcomeOf(on);

      expect(summaryOf(step)).toContain(name);
      expect(summaryOf(step)).toContain('do nothing for audit records');
      expect([step.state, step.asked.length]).toEqual(['verified', 1]);
    });

  test('an access policy is said to have no effect here', async () => {
    const on = accessOf();
    const object = present(on);
    on.addVaults({ accessPolicies: [policy(object, ['get', 'wrapKey', 'unwrapKey'])] });

    const step = await outcomeOf(on);

    expect(summaryOf(step)).toContain('has no effect, because the vault goes by roles');
    expect(step.state).toBe('verified');
  });

  test('is not given where the vault goes by access policies after all', async () => {
    const on = accessOf();
    present(on);
    on.addVaults({ permissionModel: 'policies' });

    const step = await outcomeOf(on);

    expect(step).toMatchObject({
      state: 'failed',
      note: expect.stringContaining('goes by access policies'),
    });
    expect(on.azure.world.writes).toEqual([]);
  });

  test('is polled for until it is seen, and fails with a sentence when it never is', async () => {
    const on = accessOf();
    present(on);
    Object.assign(on.azureFaults, { listRoleAssignments: async () => [] });
    const run = await started(on);
    await play(on, run, 4);
    const waiting = await stepOf(on, run, 'access-1');

    on.clock.advance(16 * MINUTE);
    await on.runs.advance(run);

    expect(waiting.state).toBe('waiting');
    expect(waiting.note).toContain('its effect cannot be seen yet');
    expect((await stepOf(on, run, 'access-1')).state).toBe('failed');
    expect(on.azure.world.writes).toHaveLength(1);
  });

  test('that was given without an answer is seen and not given twice', async () => {
    const on = accessOf();
    const object = present(on);
    const { azureFaults } = on;
    const { assignRole } = azureFaults;
    let done = false;
    Object.assign(azureFaults, {
      async assignRole(...args: Parameters<typeof assignRole>) {
        await assignRole(...args);
        if (done) return;
        done = true;
        throw silence();
      },
    });

    const step = await outcomeOf(on);

    expect([step.state, step.asked.length]).toEqual(['verified', 1]);
    expect(on.azure.world.assignments.map(({ principal }) => principal)).toEqual([object]);
  });

  test('a right of the bot that is missing fails, one that is still spreading is tried again', async () => {
    const ons = [accessOf(), accessOf()] as const;
    for (const on of ons) present(on);
    ons[0].azureFaults.failNext('assignRole', refusal('AuthorizationFailed'));
    ons[1].azureFaults.failNext('assignRole', refusal('AccessStillSpreading', 403, true), 2);

    const steps = [await outcomeOf(ons[0]), await outcomeOf(ons[1])];

    expect(steps.map(({ state }) => state)).toEqual(['failed', 'verified']);
    expect(steps.map(({ asked }) => asked.length)).toEqual([1, 1]);
  });

  test('a repeat changes nothing', async () => {
    const on = accessOf();
    await outcomeOf(on);
    const before = [...on.azure.world.writes];

    const run = await started(on);
    await play(on, run);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect([ended, asks]).toEqual(['finished', []]);
    expect(on.azure.world.writes).toEqual(before);
  });
});

suite('Access to the keys by access policies', () => {
  const byPolicies = (policies: readonly AccessPolicy[] = []) => {
    const on = accessOf();
    on.addVaults({ permissionModel: 'policies', accessPolicies: policies });
    return on;
  };
  const listed = (on: KeyStage) => on.azure.world.vaults.get(VAULT.toLowerCase())?.accessPolicies;

  test('is added for the object id, beside what others have', async () => {
    const bot = policy('bot-object', ['get', 'list', 'create']);
    const on = byPolicies([bot]);
    const object = present(on);

    const step = await outcomeOf(on, 'policies');

    expect([step.state, step.asked.length]).toEqual(['verified', 1]);
    expect(step.asked[0]?.changes[0]?.details.after).toEqual({
      ...{ application: APP, tenantId: AZURE_TENANT, keys: ['get', 'wrapKey', 'unwrapKey'] },
    });
    expect(listed(on)).toEqual([bot, policy(object, ['get', 'wrapKey', 'unwrapKey'])]);
  });

  for (const keys of [['GET', 'WrapKey', 'UNWRAPKEY', 'list'], ['All']])
    test(`holds with ${keys.join(', ')}`, async () => {
      const on = byPolicies();
      const object = present(on);
      on.addVaults({ permissionModel: 'policies', accessPolicies: [policy(object, keys)] });

      const step = await outcomeOf(on, 'policies');

      expect([step.state, step.asked]).toEqual(['verified', []]);
      expect(step.note).toContain(keys[0]?.toLowerCase());
    });

  for (const [what, more] of [
    ['without unwrapKey', { keys: ['get', 'wrapKey'] }],
    ['for an application acting for it', { application: BOT }],
    ['of another tenant', { tenantId: '22222222-2222-4222-8222-222222222222' }],
  ] as const)
    test(`does not hold by an entry ${what}`, async () => {
      const on = byPolicies();
      const object = present(on);
      const entry = policy(object, ['get', 'wrapKey', 'unwrapKey'], more);
      on.addVaults({ permissionModel: 'policies', accessPolicies: [entry] });
      const run = await started(on, { permissionModel: 'policies' });

      await on.runs.advance(run);

      expect((await stepOf(on, run, 'access-1')).state).toBe('asked');
    });

  test('an entry that names the application id is said to have no effect', async () => {
    const on = byPolicies([policy(APP, ['get', 'wrapKey', 'unwrapKey'])]);
    const object = present(on);

    const step = await outcomeOf(on, 'policies');

    expect(summaryOf(step)).toContain(`names the application id ${APP}`);
    expect(step.state).toBe('verified');
    expect(listed(on)?.map(({ objectId }) => objectId)).toEqual([APP, object]);
  });

  test('a role is said to have no effect here', async () => {
    const on = byPolicies();
    give(on, ENCRYPTION_USER, present(on));

    const step = await outcomeOf(on, 'policies');

    expect(summaryOf(step)).toContain('has no effect, because the vault goes by access policies');
    expect(step.state).toBe('verified');
  });

  test('is not given where the vault goes by roles after all', async () => {
    const on = accessOf();
    present(on);

    const step = await outcomeOf(on, 'policies');

    expect(step).toMatchObject({ state: 'failed', note: expect.stringContaining('goes by roles') });
    expect(on.azure.world.writes).toEqual([]);
  });
});
