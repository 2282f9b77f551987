import { expect } from 'expect';
import { HOUR, MINUTE, SECOND } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import type { BillingScope } from '../../../src/gateways/azure-subscriptions.ts';
import { createSubscription } from '../../../src/walkthroughs/customer-key/create-subscription.ts';
import { AZURE_TENANT, subscription } from '../../fakes/fake-azure.ts';
import { ada, ben } from '../../fakes/fake-directory.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { approveAll, earlyStage, stepOf } from './early-stage.ts';

const SECTION: BillingScope = {
  id: '/providers/Microsoft.Billing/billingAccounts/ba:1/billingProfiles/bp/invoiceSections/is',
  name: 'Contoso / Contoso / Security',
  agreement: 'MicrosoftCustomerAgreement',
};
const ENROLMENT: BillingScope = {
  id: '/providers/Microsoft.Billing/billingAccounts/8608480/enrollmentAccounts/245780',
  name: 'Contoso Enterprise / Contoso Security',
  agreement: 'EnterpriseAgreement',
};
const NEW = 'aaaa5555-0000-4000-8000-000000000001';

/** A tenant whose bot has a billing role; billing takes a request and needs its time. */
function contoso(scopes: readonly BillingScope[] = [SECTION, ENROLMENT]) {
  const early = earlyStage(() => []);
  const { azure, clock, world } = early;
  azure.world.billingScopes.push(...scopes);
  const { createSubscription: instantly } = azure;
  azure.createSubscription = async (wanted, requestId) => {
    const had = azure.world.requests.has(wanted.alias);
    await instantly(wanted, requestId);
    if (had) return;
    for (const [id, { name }] of azure.world.subscriptions)
      if (name === wanted.name) azure.world.subscriptions.delete(id);
    azure.world.requests.set(wanted.alias, { state: 'Accepted', subscription: undefined });
  };
  const walkthrough = createSubscription(world);
  const on = stage([walkthrough], clock);
  const questions = Object.fromEntries(walkthrough.questions.map((each) => [each.id, each]));
  const ask = (id: string) => {
    const question = questions[id];
    if (question === undefined) throw new Error(`There is no question ${id}.`);
    return question;
  };
  const answered = async (id: string, known: { readonly [key: string]: Data }, typed: string) => {
    const question = ask(id);
    const form = await question.form(known, {});
    const reading = await question.read(known, { [form?.typed ?? '']: typed });
    if (reading.kind !== 'answered') throw new Error(JSON.stringify(reading));
    return { ...known, ...reading.answers };
  };
  const answers = async (name = 'Contoso CK 1', scope = '1') =>
    answered('subscription-name', await answered('billing-scope', {}, scope), name);
  return {
    ...{ ...early, ...on, walkthrough, ask, answers },
    finish(alias: string, state = 'Succeeded') {
      azure.world.requests.set(alias, {
        state,
        subscription: state === 'Succeeded' ? NEW : undefined,
      });
    },
    show: (more = {}) => azure.world.subscriptions.set(NEW, subscription(NEW, more)),
    async start(given?: { readonly [key: string]: Data }) {
      const all = given ?? (await answers());
      const { run = '', ...answer } = await on.runs.start(walkthrough.id, all, operator(ada));
      if (answer.kind !== 'recorded') throw new Error(answer.says);
      await on.runs.advance(run);
      return { run, alias: String(all['alias']) };
    },
  };
}
type Contoso = ReturnType<typeof contoso>;

async function requested(on: Contoso) {
  const started = await on.start();
  await approveAll(on, started.run);
  await on.runs.advance(started.run);
  return started;
}

const readName = (on: Contoso, name: string) =>
  on.ask('subscription-name').read({ billingScope: { ...SECTION } }, { name });
const readScope = (on: Contoso, scope: string) => on.ask('billing-scope').read({}, { scope });

suite('Creating a subscription', () => {
  test('costs money, so that two approvers see where it is billed and under which request', async () => {
    const on = contoso();
    const { run, alias } = await on.start();

    const { asked } = await stepOf(on, run, 'subscription-requested');

    expect(asked.map(({ quorum }) => quorum)).toEqual([2]);
    expect(asked[0]?.changes[0]?.summary).toContain('billed to Contoso / Contoso / Security');
    expect(asked[0]?.changes[0]?.details).toEqual({
      operation: 'azure.subscription.create',
      target: `/providers/Microsoft.Subscription/aliases/${alias}`,
      before: 'no such request',
      after: {
        ...{ alias, name: 'Contoso CK 1', billingScope: SECTION.id },
        ...{ tenantId: AZURE_TENANT, workload: 'Production' },
      },
    });
    expect(on.azure.world.writes).toEqual([]);
  });

  test('sends what was approved and nothing else', async () => {
    const on = contoso();
    const sent: unknown[] = [];
    const { createSubscription: create } = on.azure;
    on.azure.createSubscription = async (wanted, requestId) => {
      sent.push(wanted);
      return create(wanted, requestId);
    };

    const { alias } = await requested(on);

    expect(sent).toEqual([
      { alias, name: 'Contoso CK 1', billingScope: SECTION.id, tenantId: AZURE_TENANT },
    ]);
  });

  test('is nothing that one approver can decide', async () => {
    const on = contoso();
    const { run } = await on.start();

    await approveAll(on, run, () => [ben]);
    await on.runs.advance(run);

    expect(on.azure.world.writes).toEqual([]);
  });

  test('waits for billing, then for Azure, and names the subscription in the end', async () => {
    const on = contoso();
    const { run, alias } = await requested(on);
    expect((await stepOf(on, run, 'subscription-created')).state).toBe('waiting');

    on.finish(alias);
    on.clock.advance(30 * SECOND);
    await on.runs.advance(run);
    expect(await on.stepsOf(run)).toEqual({
      'subscription-requested': 'verified',
      'subscription-created': 'verified',
      'subscription-readable': 'waiting',
    });
    on.show({ name: 'Contoso CK 1' });
    on.clock.advance(30 * SECOND);
    const { state } = await on.runs.advance(run);

    expect(state).toBe('finished');
    expect((await stepOf(on, run, 'subscription-readable')).note).toContain(
      `Contoso CK 1, ${NEW}, state Enabled`,
    );
    expect(on.azure.world.writes).toEqual(['subscription Contoso CK 1']);
  });

  test('looks often at first and seldom later', async () => {
    const on = contoso();
    const { run } = await requested(on);
    const pause = async () => {
      const { lookAgainAt = '' } = await on.runs.advance(run);
      return Date.parse(lookAgainAt) - on.clock.now().getTime();
    };

    const soon = await pause();
    on.clock.advance(HOUR);
    const later = await pause();

    expect(soon).toBeGreaterThanOrEqual(15 * SECOND);
    expect(soon).toBeLessThan(25 * SECOND);
    expect(later).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(later).toBeLessThan(5 * MINUTE + 10 * SECOND);
  });

  test('that billing cannot fulfil ends with a sentence that says what to do', async () => {
    const on = contoso();
    const { run, alias } = await requested(on);

    on.finish(alias, 'Failed');
    on.clock.advance(30 * SECOND);
    await on.runs.advance(run);

    const step = await stepOf(on, run, 'subscription-created');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('start again with another name');
  });

  test('of a request whose answer was lost happens once', async () => {
    const on = contoso();
    const { createSubscription: create } = on.azure;
    on.azure.createSubscription = async (...args) => {
      await create(...args);
      throw new GatewayError('No answer.', { status: 0, transient: true, unknownOutcome: true });
    };
    const { run } = await requested(on);

    on.clock.advance(10 * SECOND);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'subscription-requested')).state).toBe('verified');
    expect(on.azure.world.writes).toEqual(['subscription Contoso CK 1']);
  });

  test('in another tenant than this one is refused', async () => {
    const on = contoso();
    const { run, alias } = await requested(on);
    on.finish(alias);
    on.show({ tenantId: '22222222-2222-4222-8222-222222222222' });

    on.clock.advance(30 * SECOND);
    await on.runs.advance(run);

    const step = await stepOf(on, run, 'subscription-readable');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('22222222-2222-4222-8222-222222222222');
  });

  test('under a request that does not belong to its name cannot be started', async () => {
    const on = contoso();
    const answers = await on.answers();

    const other = await on.runs.start(
      'customer-key-subscription',
      { ...answers, name: 'Another name' },
      operator(ada),
    );

    expect(other.kind).toBe('refused');
  });

  test('tells afterwards to take the bot’s ownership away', () => {
    const on = contoso();
    const closing = on.walkthrough.closing?.({
      ...{ tenant: { id: AZURE_TENANT, name: '', domain: '' }, name: 'Contoso CK 1' },
      ...{ billingScope: SECTION, alias: NEW },
    });

    expect(closing?.sections[0]?.lines?.join(' ')).toContain('take Owner away');
  });
});

suite('The name of the request', () => {
  test('is the same for the same wish, and another for any other', async () => {
    const on = contoso();
    const aliases = await Promise.all(
      [['Contoso CK 1'], ['Contoso CK 1'], ['Contoso CK 2'], ['Contoso CK 1', '2']].map(
        async ([name, scope]) => (await on.answers(name, scope))['alias'],
      ),
    );

    expect(aliases[0]).toBe(aliases[1]);
    expect(new Set(aliases).size).toBe(3);
    expect(aliases[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

suite('Who pays for a subscription', () => {
  test('is chosen among the places that the bot sees', async () => {
    const form = await contoso().ask('billing-scope').form({}, {});

    expect(form?.fields[0]?.options).toEqual([
      { value: SECTION.id, title: `${SECTION.name} · Microsoft Customer Agreement` },
      { value: ENROLMENT.id, title: `${ENROLMENT.name} · Enterprise Agreement` },
    ]);
  });

  for (const typed of [
    '2',
    ENROLMENT.id,
    ENROLMENT.id.toUpperCase(),
    ` ${ENROLMENT.name.toLowerCase()} `,
  ])
    test(`is understood when typed as “${typed}”`, async () => {
      const on = contoso();

      const reading = await readScope(on, typed);

      expect(reading).toMatchObject({ kind: 'answered', answers: { billingScope: ENROLMENT } });
    });

  for (const typed of [
    '',
    '   ',
    '0',
    '3',
    '-1',
    'Marketing',
    '/providers/Microsoft.Billing',
    '１',
  ])
    test(`is asked again after “${typed}”`, async () => {
      expect((await readScope(contoso(), typed)).kind).toBe('refused');
    });

  test('is asked again with a suggestion after a slip', async () => {
    const reading = await readScope(contoso(), 'contoso / contoso / securty');

    expect(reading).toMatchObject({ problem: expect.stringContaining(SECTION.name) });
  });

  test('is told apart by place where two have one name', async () => {
    const on = contoso([SECTION, { ...ENROLMENT, name: SECTION.name }]);

    const reading = await readScope(on, SECTION.name);

    expect(reading).toMatchObject({ problem: expect.stringContaining('1 or 2') });
  });

  test('is nobody where the bot has no billing role: the way by hand is shown', async () => {
    const on = contoso([]);

    const form = await on.ask('billing-scope').form({}, {});
    const reading = await readScope(on, '1');

    expect(form?.fields[0]?.options).toEqual([]);
    expect(form?.notes?.join(' ')).toContain('a role in Azure such as Owner does not help');
    expect(form?.notes?.join(' ')).toContain('https://portal.azure.com');
    expect(reading.kind).toBe('refused');
  });
});

suite('What a subscription is called', () => {
  for (const name of ['CK', 'Contoso CK 1', ' Contoso_CK-1 (EU) ', 'Prüfschlüssel & Co. 2'])
    test(`may be “${name}”`, async () => {
      const reading = await readName(contoso(), name);

      expect(reading).toMatchObject({ kind: 'answered', answers: { name: name.trim() } });
    });

  const NAMES = [
    '',
    ' ',
    'x',
    '-start',
    'end-',
    'a'.repeat(65),
    '<b>bold</b>',
    'a;b',
    'a|b',
    'a"b',
  ];
  for (const name of [
    ...NAMES,
    "it's",
    '$(id)',
    '`id`',
    'two\nlines',
    'tab\there',
    'a\u202eb',
    'a\u0000b',
  ])
    test(`may not be ${JSON.stringify(name)}`, async () => {
      expect((await readName(contoso(), name)).kind).toBe('refused');
    });

  test('may not be what another subscription is called, in whatever letters', async () => {
    const on = contoso();

    const reading = await readName(on, 'CUSTOMER KEY 1');

    expect(reading).toMatchObject({ problem: expect.stringContaining('already') });
  });

  test('may not be that of a request that failed: it could not be repeated', async () => {
    const on = contoso();
    const { alias } = await on.answers('Fresh one');
    on.finish(String(alias), 'Failed');

    const reading = await readName(on, 'Fresh one');

    expect(reading).toMatchObject({ problem: expect.stringContaining('cannot be repeated') });
  });
});
