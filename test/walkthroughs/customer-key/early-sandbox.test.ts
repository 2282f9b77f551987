import { expect } from 'expect';
import { MINUTE } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import type { Step } from '../../../src/core/step.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import { SUBSCRIPTIONS } from '../../../src/sandbox/arm/ids.ts';
import { APPLICATION, TENANT_ID } from '../../../src/sandbox/people.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { createSubscription } from '../../../src/walkthroughs/customer-key/create-subscription.ts';
import { botRights } from '../../../src/walkthroughs/customer-key/steps/bot-rights.ts';
import { providerRegistered } from '../../../src/walkthroughs/customer-key/steps/provider-registered.ts';
import { retentionApproved } from '../../../src/walkthroughs/customer-key/steps/retention-approved.ts';
import { retentionReached } from '../../../src/walkthroughs/customer-key/steps/retention-reached.ts';
import { retentionRequested } from '../../../src/walkthroughs/customer-key/steps/retention-requested.ts';
import { subscriptionFit } from '../../../src/walkthroughs/customer-key/steps/subscription-fit.ts';
import { siteOf, type Site, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { makeVault } from '../../gateways/azure-contract.ts';
import { startAzureTenant, type AzureTenant } from '../../gateways/azure-tenant.ts';
import { ANSWERS, approveAll, BOT_APPLICATION, earlyStage, stepOf } from './early-stage.ts';

let tenant: AzureTenant;

const first = { ...ANSWERS.first, subscription: SUBSCRIPTIONS.one };
const ON_SANDBOX: Answers = {
  ...ANSWERS,
  ...{ first, second: { ...ANSWERS.second, subscription: SUBSCRIPTIONS.two } },
};

function sandboxWorld(): World {
  const bot = servicePrincipal(BOT_APPLICATION, { id: APPLICATION.objectId });
  return {
    ...earlyStage(() => []).world,
    ...{ azure: tenant.azure, openKeyVault: tenant.openKeyVault },
    principals: fakeServicePrincipals([bot]),
  };
}

/** Runs by the tenant's clock: the engine waits for days in a moment. */
function runsOn(walkthrough: Walkthrough) {
  const { now, sleep } = tenant.clock;
  return stage([walkthrough], { now, sleep, advance: () => undefined });
}

const early = (world: World, stepsOf: (site: Site) => readonly Step[]): Walkthrough => ({
  ...{ id: 'early', title: 'Early steps', about: 'Early steps only.', command: 'set up early' },
  ...{ answers: Answers, questions: [], subject: () => subjectOf(ANSWERS) },
  steps: (answers, reads) => stepsOf(siteOf(world, Answers.parse(answers), reads)),
});

type On = ReturnType<typeof runsOn>;

async function start(on: On, id: string, answers: Data): Promise<string> {
  const { run = '', ...answer } = await on.runs.start(id, answers, operator(ada));
  if (answer.kind !== 'recorded') throw new Error(answer.says);
  await on.runs.advance(run);
  await approveAll(on, run, undefined);
  return run;
}

/** Looks when the run asks to be looked at, and says how often that was. */
async function play(on: On, run: string): Promise<number> {
  for (let looks = 1; looks < 50; looks += 1) {
    const { state, lookAgainAt } = await on.runs.advance(run);
    if (state !== 'waiting' || lookAgainAt === undefined) return looks;
    const seconds = (Date.parse(lookAgainAt) - tenant.clock.now().getTime()) / 1000;
    await tenant.advance(`PT${Math.max(1, Math.ceil(seconds))}S`);
  }
  throw new Error('The run does not come to an end.');
}

const makeKey = async (): Promise<void> => {
  const under = {
    ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
    ...{ principal: '', workspace: '', later: () => tenant.advance('PT10M') },
  };
  const { vault: name, resourceGroup, key } = first;
  const vault = await makeVault(under, { name, resourceGroup });
  const wanted = { name: key, size: 2048, hsm: true } as const;
  await tenant.openKeyVault(vault).createKey(wanted, crypto.randomUUID());
};

suite('The first stages over the wire', () => {
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  setup(() => tenant.reset());
  suiteTeardown(() => tenant.close());

  test('an empty subscription is looked at and prepared for its vault', async () => {
    const world = sandboxWorld();
    const on = runsOn(
      early(world, (site) =>
        site.branches.flatMap((branch) => [
          botRights(site, branch),
          subscriptionFit(site, branch),
          providerRegistered(site, branch),
        ]),
      ),
    );
    const run = await start(on, 'early', { ...ON_SANDBOX } as Data);

    await play(on, run);

    expect(Object.values(await on.stepsOf(run))).toEqual(Array(6).fill('verified'));
    expect((await stepOf(on, run, 'bot-rights-1')).note).toContain(
      'Contributor, Key Vault Crypto Officer, User Access Administrator',
    );
    expect(await tenant.azure.getProvider(SUBSCRIPTIONS.two, 'Microsoft.KeyVault')).toBe(
      'Registered',
    );
  }).timeout(180_000);

  test('subscriptions that Customer Key does not take are named as what they are', async () => {
    const { freeTrial, otherTenant } = SUBSCRIPTIONS;
    const on = runsOn(
      early(sandboxWorld(), (site) => site.branches.map((branch) => subscriptionFit(site, branch))),
    );
    const answers = {
      ...ON_SANDBOX,
      first: { ...first, subscription: freeTrial },
      second: { ...ON_SANDBOX.second, subscription: otherTenant },
    };

    const run = await start(on, 'early', answers as Data);

    const [trial, theirs] = await Promise.all([
      stepOf(on, run, 'subscription-1'),
      stepOf(on, run, 'subscription-2'),
    ]);
    expect(trial.change?.guide?.steps.join(' ')).toMatch(/SUB-4.*free trial.*SUB-5/);
    expect(theirs.change?.guide?.steps.join(' ')).toContain('SUB-3');
  }).timeout(180_000);

  test('what Microsoft approves after days is seen at the key, and nobody is asked again', async () => {
    await makeKey();
    const on = runsOn(
      early(sandboxWorld(), (site) => [
        retentionRequested(site, site.branches[0]),
        retentionApproved(site, site.branches[0]),
        retentionReached(site, site.branches[0]),
      ]),
    );
    const run = await start(on, 'early', { ...ON_SANDBOX } as Data);
    const began = tenant.clock.now().getTime();

    const looks = await play(on, run);

    expect(Object.values(await on.stepsOf(run))).toEqual(Array(3).fill('verified'));
    const reached = await stepOf(on, run, 'retention-reached-1');
    expect(reached.note).toContain('Recoverable+ProtectedSubscription');
    expect(reached.asked).toHaveLength(1);
    expect(tenant.clock.now().getTime() - began).toBeGreaterThan(24 * 60 * MINUTE);
    expect(looks).toBeLessThan(8);
  }).timeout(180_000);
});

suite('Creating a subscription over the wire', () => {
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  setup(() => tenant.reset());
  suiteTeardown(() => tenant.close());

  async function asked(scope: string) {
    const walkthrough = createSubscription(sandboxWorld());
    let answers: { readonly [key: string]: Data } = {};
    for (const [question, typed] of [scope, 'Contoso CK Four'].entries()) {
      const form = await walkthrough.questions[question]?.form(answers, {});
      const input = { [form?.typed ?? '']: typed };
      const reading = await walkthrough.questions[question]?.read(answers, input);
      if (reading?.kind !== 'answered') throw new Error(JSON.stringify(reading));
      answers = { ...answers, ...reading.answers };
    }
    const on = runsOn(walkthrough);
    return { on, run: await start(on, walkthrough.id, answers), answers };
  }

  test('it can be used when billing is done with it', async () => {
    const { on, run, answers } = await asked('Contoso / Contoso / Security');

    await play(on, run);

    expect(Object.values(await on.stepsOf(run))).toEqual(Array(3).fill('verified'));
    const { subscription } =
      (await tenant.azure.findSubscriptionRequest(String(answers['alias']))) ?? {};
    const { note } = await stepOf(on, run, 'subscription-readable');
    expect(note).toContain(`Contoso CK Four, ${subscription}, state Enabled`);
    const all = await tenant.azure.listSubscriptions();
    expect(all.filter(({ name }) => name === 'Contoso CK Four')).toHaveLength(1);
  }).timeout(180_000);

  test('a place that the bot may see but not bill to is refused with what is missing', async () => {
    const { on, run } = await asked('Contoso / Contoso / Marketing');

    await play(on, run);

    const step = await stepOf(on, run, 'subscription-requested');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('has no billing role there; a role in Azure does not help');
  }).timeout(180_000);
});
