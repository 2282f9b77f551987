import { expect } from 'expect';
import { MINUTE, SECOND } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Resource, Subscription } from '../../../src/gateways/azure-subscriptions.ts';
import { judgeOffer } from '../../../src/walkthroughs/customer-key/offers.ts';
import { providerRegistered } from '../../../src/walkthroughs/customer-key/steps/provider-registered.ts';
import { subscriptionFit } from '../../../src/walkthroughs/customer-key/steps/subscription-fit.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION, subscription } from '../../fakes/fake-azure.ts';
import { ada, ben } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import { ANSWERS, approveAll, earlyStage, looked, stepOf } from './early-stage.ts';

const PROVIDER = `${FIRST_SUBSCRIPTION}/microsoft.keyvault`;

suite('A subscription for a key', () => {
  const fit = () => earlyStage((site) => [subscriptionFit(site, site.branches[0])]);
  async function judged(more: Partial<Subscription>, resources: readonly Resource[] = []) {
    const on = fit();
    on.azure.world.subscriptions.set(FIRST_SUBSCRIPTION, subscription(FIRST_SUBSCRIPTION, more));
    on.azure.world.resources.set(FIRST_SUBSCRIPTION, [...resources]);
    return stepOf(on, await looked(on), 'subscription-1');
  }
  const firstWords = (text: string) => text.split(':')[0];

  test('that is paid for, enabled and of this tenant is fit', async () => {
    const step = await judged({});

    expect(step).toMatchObject({ state: 'verified', asked: [] });
    expect(step.note).toContain('offer EnterpriseAgreement_2014-09-01');
    expect(step.note).not.toContain('To know');
  });

  const UNFIT: readonly (readonly [string, Partial<Subscription>, string])[] = [
    ['disabled', { state: 'Disabled' }, 'SUB-2'],
    ['past due', { state: 'PastDue' }, 'SUB-2'],
    ['warned', { state: 'Warned' }, 'SUB-2'],
    ['of a state not said', { state: '' }, 'SUB-2'],
    ['of another tenant', { tenantId: '22222222-2222-4222-8222-222222222222' }, 'SUB-3'],
    ['of a tenant not said', { tenantId: '' }, 'SUB-3'],
    ['a free trial', { quotaId: 'FreeTrial_2014-09-01' }, 'SUB-4'],
    ['of Visual Studio, in other letters', { quotaId: 'msdn_2014-09-01' }, 'SUB-4'],
    ['limited', { spendingLimit: 'On' }, 'SUB-5'],
    ['limited after this period', { spendingLimit: 'CurrentPeriodOff' }, 'SUB-5'],
  ];
  for (const [what, more, check] of UNFIT)
    test(`that is ${what} is put right by a person (${check})`, async () => {
      const step = await judged(more);

      expect(step).toMatchObject({ state: 'your-turn', asked: [] });
      const [, ...findings] = step.change?.guide?.steps ?? [];
      expect(findings.map(firstWords)).toEqual([check]);
      expect(step.change?.guide?.proof).toBe('observed');
    });

  test('with several faults has all of them named, each with its fix', async () => {
    const step = await judged({
      ...{ state: 'Disabled', quotaId: 'FreeTrial_2014-09-01', spendingLimit: 'On' },
    });

    const [, ...findings] = step.change?.guide?.steps ?? [];
    expect(findings.map(firstWords)).toEqual(['SUB-2', 'SUB-4', 'SUB-5']);
    expect(findings[1]).toContain('Azure shows the old offer for about half an hour');
  });

  test('that was upgraded is found fit as soon as Azure shows it', async () => {
    const on = fit();
    const { subscriptions } = on.azure.world;
    const trial = subscription(FIRST_SUBSCRIPTION, { quotaId: 'FreeTrial_2014-09-01' });
    subscriptions.set(FIRST_SUBSCRIPTION, trial);
    const run = await looked(on);

    subscriptions.set(FIRST_SUBSCRIPTION, subscription(FIRST_SUBSCRIPTION));
    on.clock.advance(30 * MINUTE);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'subscription-1')).state).toBe('verified');
  });

  test('that was chosen for both keys is refused, in whatever letters it was written', async () => {
    const on = fit();
    const second = { ...ANSWERS.second, subscription: FIRST_SUBSCRIPTION.toUpperCase() };

    // No run begins with such answers; the step itself looks all the same.
    const site = siteOf(on.world, { ...ANSWERS, second }, remembering());
    const looking = { entries: [], history: [], now: on.clock.now() };

    const [change] = await subscriptionFit(site, site.branches[0]).check(looking);

    expect(change?.summary).toContain('cannot hold the first key');
    expect(JSON.stringify(change)).toContain('SUB-1');
  });

  test('that cannot be seen is said to be so', async () => {
    const on = fit();
    on.azure.world.subscriptions.delete(FIRST_SUBSCRIPTION);

    const step = await stepOf(on, await looked(on), 'subscription-1');

    expect(step.change?.summary).toContain('does not exist, or the bot may not see it');
  });

  const DOUBTFUL: readonly (readonly [string, Partial<Subscription>, string])[] = [
    ['pay-as-you-go', { quotaId: 'PayAsYouGo_2014-09-01' }, 'unconfirmed'],
    ['an offer that no list has', { quotaId: 'Lunar_2031-01-01' }, 'Lunar_2031-01-01'],
    ['an offer that is not said', { quotaId: '' }, 'Azure does not name'],
    ['a limit that is not said', { spendingLimit: '' }, 'SUB-5'],
  ];
  for (const [what, more, word] of DOUBTFUL)
    test(`with ${what} is fit, and the doubt is said`, async () => {
      const step = await judged(more);

      expect(step.state).toBe('verified');
      expect(step.note).toContain('To know:');
      expect(step.note).toContain(word);
    });

  test('that is used for other things is fit, and what else is in it is said', async () => {
    const resource = (type: string) => ({ id: `/x/${type}`, type });
    const step = await judged({}, [
      resource('Microsoft.Web/sites'),
      resource('Microsoft.KeyVault/vaults'),
      resource('Microsoft.OperationalInsights/workspaces'),
      resource('Microsoft.Compute/virtualMachines'),
      resource('Microsoft.Web/sites'),
    ]);

    expect(step.state).toBe('verified');
    expect(step.note).toContain(
      'SUB-6: it also holds Microsoft.Compute/virtualMachines, Microsoft.Web/sites;',
    );
    expect(step.note).not.toContain('OperationalInsights');
  });

  test('whose contents cannot be listed is fit, and that is said', async () => {
    const on = fit();
    const error = new GatewayError('Listing failed.', { status: 403, transient: false });
    on.faults.failNext('listResources', error, 2);

    const step = await stepOf(on, await looked(on), 'subscription-1');

    expect(step.state).toBe('verified');
    expect(step.note).toContain('SUB-6 cannot be looked at: Listing failed.');
  });
});

suite('Offers of subscriptions', () => {
  const VERDICTS: Readonly<Record<string, string>> = {
    'EnterpriseAgreement_2014-09-01': 'pass',
    'CSP_2015-05-01': 'pass',
    'PayAsYouGo_2014-09-01': 'warning',
    'AzureInOpen_2014-09-01': 'warning',
    'FreeTrial_2014-09-01': 'refused',
    'MSDN_2014-09-01': 'refused',
    'MSDNDevTest_2014-09-01': 'refused',
    'MPN_2014-09-01': 'refused',
    'Sponsored_2016-01-01': 'refused',
    'AzurePass_2014-09-01': 'refused',
    'AzureForStudents_2018-01-01': 'refused',
    'DreamSpark_2015-02-01': 'refused',
    'Default_2014-09-01': 'refused',
  };
  for (const [quotaId, kind] of Object.entries(VERDICTS))
    test(`${quotaId}: ${kind}`, () => {
      expect(judgeOffer(quotaId).kind).toBe(kind);
      expect(judgeOffer(quotaId.toUpperCase()).kind).toBe(kind);
    });

  test('a newer form of a known offer is neither accepted nor refused, but shown', () => {
    expect(judgeOffer('FreeTrial_2030-01-01')).toEqual({
      kind: 'warning',
      says: 'of the offer FreeTrial_2030-01-01, which is in no list that was read; its name begins like that of a free trial',
    });
    expect(judgeOffer('EnterpriseAgreement_2030-01-01').kind).toBe('warning');
  });

  for (const odd of ['constructor', '__proto__', 'toString_2014-09-01', '_', 'MSDN'])
    test(`${odd} is no known offer`, () => {
      expect(judgeOffer(odd).kind).toBe('warning');
    });
});

suite('The resource provider of vaults', () => {
  const both = () =>
    earlyStage((site) => site.branches.map((branch) => providerRegistered(site, branch)));
  const one = () => earlyStage((site) => [providerRegistered(site, site.branches[0])]);

  test('is registered in each subscription by a custodian of its own', async () => {
    const on = both();
    const run = await looked(on);
    const asked = await Promise.all([1, 2].map((each) => stepOf(on, run, `provider-${each}`)));
    expect(asked.map((step) => step.asked[0]?.quorum)).toEqual([1, 1]);
    expect(on.azure.world.writes).toEqual([]);

    await approveAll(on, run);
    await on.runs.advance(run);

    expect(await on.stepsOf(run)).toEqual({ 'provider-1': 'verified', 'provider-2': 'verified' });
    expect([...on.azure.world.writes].sort()).toEqual([
      `provider ${FIRST_SUBSCRIPTION}/microsoft.keyvault`,
      `provider ${SECOND_SUBSCRIPTION}/microsoft.keyvault`,
    ]);
  });

  test('is not approved by one person alone for both keys', async () => {
    const on = both();
    const run = await looked(on);

    await expect(approveAll(on, run, () => [ben])).rejects.toThrow('somebody else');
  });

  test('that is registered already is left alone', async () => {
    const on = one();
    on.azure.world.providers.set(PROVIDER, 'Registered');

    const step = await stepOf(on, await looked(on), 'provider-1');

    expect(step).toMatchObject({ state: 'verified', asked: [] });
    expect(on.azure.world.writes).toEqual([]);
  });

  test('that somebody is registering is waited for without asking anybody', async () => {
    const on = one();
    on.azure.world.providers.set(PROVIDER, 'Registering');
    const run = await looked(on);
    expect(await stepOf(on, run, 'provider-1')).toMatchObject({ state: 'waiting', asked: [] });

    on.azure.world.providers.set(PROVIDER, 'Registered');
    on.clock.advance(15 * SECOND);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'provider-1')).state).toBe('verified');
  });

  /** Azure takes the request and needs its time. */
  const slow = () => {
    const on = one();
    const registerProvider = on.azure.registerProvider;
    on.azure.registerProvider = async (...args) => {
      await registerProvider(...args);
      on.azure.world.providers.set(PROVIDER, 'Registering');
    };
    return on;
  };

  test('is sent once, however long Azure takes within reason', async () => {
    const on = slow();
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);
    on.clock.advance(5 * MINUTE);
    await on.runs.advance(run);
    expect((await stepOf(on, run, 'provider-1')).state).toBe('waiting');

    on.azure.world.providers.set(PROVIDER, 'Registered');
    on.clock.advance(10 * SECOND);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'provider-1')).state).toBe('verified');
    expect(on.azure.world.writes).toHaveLength(1);
  });

  test('that never becomes registered fails with a sentence', async () => {
    const on = slow();
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);

    on.clock.advance(16 * MINUTE);
    await on.runs.advance(run);

    const step = await stepOf(on, run, 'provider-1');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('its effect cannot be seen');
  });

  test('is registered once although the answer to the first call was lost', async () => {
    const on = one();
    const registerProvider = on.azure.registerProvider;
    on.azure.registerProvider = async (...args) => {
      await registerProvider(...args);
      on.azure.registerProvider = registerProvider;
      throw new GatewayError('Registering got no answer.', {
        ...{ status: 0, transient: true, unknownOutcome: true },
      });
    };
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);

    on.clock.advance(10 * SECOND);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'provider-1')).state).toBe('verified');
    expect(on.azure.world.writes).toHaveLength(1);
  });

  test('that may not be registered fails with its sentence, and goes on after resume', async () => {
    const on = one();
    const error = new GatewayError('Registering failed: give Contributor.', {
      ...{ status: 403, code: 'AuthorizationFailed', transient: false },
    });
    on.faults.failNext('registerProvider', error);
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);
    expect(await stepOf(on, run, 'provider-1')).toMatchObject({
      state: 'failed',
      note: 'Registering failed: give Contributor.',
    });

    await on.runs.resume(run, operator(ada));
    await on.runs.advance(run);
    await approveAll(on, run);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'provider-1')).state).toBe('verified');
  });
});
