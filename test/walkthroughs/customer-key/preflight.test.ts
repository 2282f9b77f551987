import { expect } from 'expect';
import { SECOND } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import type { LicencePlan } from '../../../src/gateways/tenant.ts';
import { ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { WORTH_KNOWING } from '../../../src/walkthroughs/customer-key/worth-knowing.ts';
import { botRights } from '../../../src/walkthroughs/customer-key/steps/bot-rights.ts';
import { cloud } from '../../../src/walkthroughs/customer-key/steps/cloud.ts';
import { licence } from '../../../src/walkthroughs/customer-key/steps/licence.ts';
import { FIRST_SUBSCRIPTION } from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { fakeServicePrincipals } from '../../fakes/fake-service-principals.ts';
import { CUSTOMER_KEY_PLAN } from '../../fakes/fake-tenant.ts';
import { operator } from '../../fakes/stage.ts';
import { ANSWERS, assignment, BOT, earlyStage, looked, stepOf } from './early-stage.ts';

const SCOPE = `/subscriptions/${FIRST_SUBSCRIPTION}`;

suite('The licence for Customer Key', () => {
  async function withPlans(...plans: readonly Partial<LicencePlan>[]) {
    const on = earlyStage((site) => [licence(site)]);
    on.tenant.world.plans = plans.map((plan) => ({ ...CUSTOMER_KEY_PLAN, ...plan }));
    const run = await looked(on);
    return { on, run, step: await stepOf(on, run, 'licence') };
  }

  test('is recognised by its plan, whatever the licence is called', async () => {
    const { step } = await withPlans({
      ...{ sku: 'SOMETHING_NEW', planName: 'RENAMED' },
      planId: CUSTOMER_KEY_PLAN.planId.toUpperCase(),
    });

    expect(step).toMatchObject({
      state: 'verified',
      note: 'SOMETHING_NEW contains Customer Key: 25 units, state Enabled.',
    });
  });

  test('counts while it is about to end, and that is said', async () => {
    const { step } = await withPlans({ skuState: 'Warning', units: 0 });

    expect(step.state).toBe('verified');
    expect(step.note).toContain('its state is Warning: it ends soon');
    expect(step.note).toContain('unconfirmed');
  });

  test('is waited for while Microsoft provisions it, and found by itself', async () => {
    const { on, run, step } = await withPlans({ provisioning: 'PendingProvisioning' });
    expect(step).toMatchObject({ state: 'waiting', asked: [] });
    expect(step.note).toContain('Microsoft to provision');

    on.tenant.world.plans = [CUSTOMER_KEY_PLAN];
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'licence')).state).toBe('verified');
  });

  const MISSING: readonly (readonly [string, readonly Partial<LicencePlan>[]])[] = [
    ['no licence at all', []],
    ['another plan of the same name', [{ planId: '00000000-0000-4000-8000-000000000001' }]],
    ['a suspended licence', [{ skuState: 'Suspended' }]],
    ['a locked licence', [{ skuState: 'LockedOut' }]],
    ['a licence without units', [{ units: 0 }]],
    ['a plan that is switched off', [{ provisioning: 'Disabled' }]],
    ['a plan that waits for somebody', [{ provisioning: 'PendingActivation' }]],
    ['states that are not said', [{ skuState: '', provisioning: '' }]],
  ];
  for (const [what, plans] of MISSING)
    test(`is not there with ${what}: a person is told which licences contain it`, async () => {
      const { step } = await withPlans(...plans);

      expect(step).toMatchObject({ state: 'your-turn', asked: [] });
      expect(step.change?.guide?.proof).toBe('observed');
      expect(step.change?.guide?.steps.join(' ')).toContain('Microsoft 365 E5 Compliance');
    });

  test('that does not count is named with its state', async () => {
    const { step } = await withPlans({ skuState: 'Suspended' });

    expect(step.change?.guide?.steps[0]).toBe(
      'SPE_E5 contains it, but its state is Suspended, 25 units are paid for, and the plan is Success.',
    );
  });

  test('that is fit is preferred to one that is not', async () => {
    const { step } = await withPlans({ skuState: 'Suspended' }, {});

    expect(step.state).toBe('verified');
  });
});

suite('The tenant and its cloud', () => {
  const inCloud = (name: string) => {
    const on = earlyStage((site) => [cloud(site)]);
    const settings = { ...on.world.settings, cloud: name };
    return earlyStage((site) => [cloud(site)], { settings });
  };

  test('a tenant other than the one that was asked about is refused by name', async () => {
    const on = earlyStage((site) => [cloud(site)]);
    const id = '22222222-2222-4222-8222-222222222222';
    on.tenant.world.profile = { ...on.tenant.world.profile, id };

    const step = await stepOf(on, await looked(on), 'cloud');

    expect(step.state).toBe('failed');
    expect(step.note).toContain(`was started for the tenant ${ANSWERS.tenant.id}`);
    expect(step.note).toContain(`works in the tenant ${id}`);
  });

  test('the same tenant in other letters is the same tenant', async () => {
    const on = earlyStage((site) => [cloud(site)]);
    const id = 'ABCDEF00-1111-4111-8111-111111111111';
    on.tenant.world.profile = { ...on.tenant.world.profile, id };

    const run = await looked(on, { tenant: { ...ANSWERS.tenant, id: id.toLowerCase() } });

    expect((await stepOf(on, run, 'cloud')).state).toBe('verified');
  });

  for (const name of ['gcc', 'gcc-high', 'dod', 'china', 'moon'])
    test(`in the cloud ${name} it goes on, and says what is unconfirmed`, async () => {
      const on = inCloud(name);

      const step = await stepOf(on, await looked(on), 'cloud');

      expect(step.state).toBe('verified');
      expect(step.note).toContain('is unconfirmed');
    });

  test('in the public cloud nothing is called unconfirmed', async () => {
    const on = inCloud('public');

    const step = await stepOf(on, await looked(on), 'cloud');

    expect(step.note).not.toContain('unconfirmed');
  });
});

suite('The rights of the bot', () => {
  const stageWith = (...roles: readonly (readonly [scope: string, role: string])[]) => {
    const on = earlyStage((site) => [botRights(site, site.branches[0])]);
    const given = roles.map(([scope, role]) => assignment(scope, role));
    on.azure.world.assignments.splice(0, Infinity, ...given);
    return on;
  };
  const rightsOf = async (...roles: readonly (readonly [string, string])[]) => {
    const on = stageWith(...roles);
    return stepOf(on, await looked(on), 'bot-rights-1');
  };
  const ENOUGH: readonly (readonly [string, readonly string[]])[] = [
    ['Owner', [ROLES.owner]],
    [
      'Contributor and User Access Administrator',
      [ROLES.contributor, ROLES.userAccessAdministrator],
    ],
    [
      'Contributor and Role Based Access Control Administrator',
      [ROLES.contributor, ROLES.accessControlAdministrator],
    ],
    [
      'Contributor and Key Vault Data Access Administrator',
      [ROLES.contributor, ROLES.dataAccessAdministrator],
    ],
  ];
  for (const [name, roles] of ENOUGH)
    test(`are enough with ${name}`, async () => {
      const step = await rightsOf(...roles.map((role) => [SCOPE, role] as const));

      expect(step.state).toBe('verified');
    });

  test('count when they were given above the subscription', async () => {
    const step = await rightsOf(['', ROLES.owner]);

    expect(step).toMatchObject({
      state: 'verified',
      note: 'Roles of the bot at or above Contoso CK One: Owner.',
    });
  });

  test('do not count when they were given below it or on another subscription', async () => {
    const step = await rightsOf(
      [`${SCOPE}/resourceGroups/ck-a`, ROLES.owner],
      [`${SCOPE}0`, ROLES.owner],
    );

    expect(step.state).toBe('your-turn');
  });

  test('that cannot lock are enough, and that a person has to lock is said', async () => {
    const step = await rightsOf([SCOPE, ROLES.contributor], [SCOPE, ROLES.dataAccessAdministrator]);

    expect(step.note).toContain('Locks take User Access Administrator');
  });

  test('that are missing are named with the exact commands, and only those', async () => {
    const step = await rightsOf([SCOPE, ROLES.contributor], [SCOPE, ROLES.reader]);

    expect(step).toMatchObject({ state: 'your-turn', asked: [] });
    expect(step.change?.guide).toMatchObject({
      command: `az role assignment create --assignee-object-id ${BOT} --assignee-principal-type ServicePrincipal --role "User Access Administrator" --scope ${SCOPE}`,
      proof: 'observed',
    });
  });

  test('that are all missing take one command each', async () => {
    const step = await rightsOf([SCOPE, ROLES.keyVaultContributor]);

    const commands = step.change?.guide?.command?.split('\n') ?? [];
    expect(commands.map((command) => /--role "([^"]+)"/.exec(command)?.[1])).toEqual([
      'Contributor',
      'User Access Administrator',
    ]);
  });

  test('under a role of the organisation’s own are for a person to confirm', async () => {
    const own = 'cccccccc-0000-4000-8000-000000000001';
    const on = stageWith([SCOPE, own]);
    const run = await looked(on);

    const step = await stepOf(on, run, 'bot-rights-1');
    expect(step.change?.guide?.proof).toBe('attested');
    expect(step.change?.guide?.steps[0]).toContain(own);
    const { kind } = await on.runs.attest(run, 'bot-rights-1', operator(ada));

    expect(kind).toBe('recorded');
    expect((await stepOf(on, run, 'bot-rights-1')).state).toBe('attested');
  });

  test('that only a known role lacks cannot be confirmed by word alone', async () => {
    const on = stageWith([SCOPE, ROLES.reader]);
    const run = await looked(on);

    await on.runs.attest(run, 'bot-rights-1', operator(ada));

    expect((await stepOf(on, run, 'bot-rights-1')).state).toBe('your-turn');
  });

  test('are seen by themselves once they were given', async () => {
    const on = stageWith();
    const run = await looked(on);
    expect((await stepOf(on, run, 'bot-rights-1')).state).toBe('your-turn');

    on.azure.world.assignments.push(assignment(SCOPE, ROLES.owner));
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'bot-rights-1')).state).toBe('verified');
  });

  const refusal = (code: string, status: number, transient = false) =>
    new GatewayError('Listing who has access failed.', { status, code, transient });

  test('that cannot be read are given by a person, who is told why', async () => {
    const on = stageWith();
    on.faults.failNext('listRoleAssignments', refusal('AuthorizationFailed', 403), 2);

    const step = await stepOf(on, await looked(on), 'bot-rights-1');

    expect(step.state).toBe('your-turn');
    expect(step.change?.guide?.steps[0]).toContain('cannot read who has access');
    expect(step.change?.guide?.steps[0]).toContain('Listing who has access failed.');
    expect(step.change?.guide?.command?.split('\n')).toHaveLength(2);
  });

  test('that are still spreading are waited for under that name', async () => {
    const on = stageWith([SCOPE, ROLES.owner]);
    on.faults.failNext('listRoleAssignments', refusal('AccessStillSpreading', 403, true), 2);
    const run = await looked(on);

    const waiting = await stepOf(on, run, 'bot-rights-1');
    expect(waiting.state).toBe('waiting');
    expect(waiting.note).toContain('known everywhere');
    on.clock.advance(30 * SECOND);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'bot-rights-1')).state).toBe('verified');
  });

  test('cannot be given to a bot without a service principal, and the sentence says so', async () => {
    const principals = fakeServicePrincipals();
    const on = earlyStage((site) => [botRights(site, site.branches[0])], { principals });

    const step = await stepOf(on, await looked(on), 'bot-rights-1');

    expect(step.state).toBe('failed');
    expect(step.note).toContain('has no service principal in this tenant');
  });

  test('of the two branches are two steps', async () => {
    const on = earlyStage((site) => site.branches.map((branch) => botRights(site, branch)));
    on.azure.world.assignments.splice(0, Infinity, assignment(SCOPE, ROLES.owner));
    const run = await looked(on);

    expect(await on.stepsOf(run)).toEqual({
      'bot-rights-1': 'verified',
      'bot-rights-2': 'your-turn',
    });
  });
});

suite('The people that are needed', () => {
  test('are named before the run, with what each of them needs', () => {
    const said = WORTH_KNOWING.map(({ text }) => text).join(' ');

    expect(said).toContain('Two different approvers');
    expect(said).toContain('Reader on both subscriptions');
    expect(said).toContain('Compliance Administrator or Global Administrator');
  });
});
