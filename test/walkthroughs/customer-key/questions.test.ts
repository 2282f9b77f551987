import { expect } from 'expect';
import { GatewayError } from '../../../src/core/errors.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { chatStage } from '../../fakes/chat-stage.ts';
import { AZURE_TENANT } from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import {
  asking,
  ONE,
  SUBSCRIPTIONS,
  subscriptionNumber,
  TWO,
  vaultIn,
  type Input,
} from './questions-stage.ts';

const NONE = {};

suite('Which two subscriptions', () => {
  test('are named by name, id or place, however they are separated', async () => {
    const on = asking();

    for (const typed of [
      'Contoso CK One, Contoso CK Two',
      ' contoso ck one AND CONTOSO CK TWO ',
      'Contoso CK One;Contoso CK Two',
      'Contoso CK One\nContoso CK Two',
      'Contoso CK One & Contoso CK Two',
      `${ONE.id.toUpperCase()}, ${TWO.id}`,
      `${ONE.id} ${TWO.id}`,
      '1, 2',
      '1 and 2',
      '1 2',
      'Contoso CK One Contoso CK Two',
      '1, Contoso CK Two',
    ])
      expect(await on.answers('subscriptions', NONE, { typed })).toEqual(SUBSCRIPTIONS);
  });

  test('are the same from the form as from typing, in the order given', async () => {
    const on = asking();

    const formed = await on.answers('subscriptions', NONE, { first: TWO.id, second: ONE.id });
    const typed = await on.answers('subscriptions', NONE, { typed: '2, 1' });

    expect(formed).toEqual(typed);
    expect(formed['first']).toMatchObject({ subscription: TWO.id });
  });

  test('may have commas and “and” in their names', async () => {
    const on = asking();
    on.add(
      subscriptionNumber(3, { name: 'Research and Development' }),
      subscriptionNumber(4, { name: 'Berlin, Keys' }),
    );

    const read = await on.answers('subscriptions', NONE, {
      typed: 'Berlin, Keys, Research and Development',
    });

    expect(read).toMatchObject({
      first: { subscriptionName: 'Berlin, Keys' },
      second: { subscriptionName: 'Research and Development' },
    });
  });

  test('have to be two different ones', async () => {
    const on = asking();

    for (const typed of ['Contoso CK One, contoso ck one', '1 and 1', `1, ${ONE.id}`])
      expect(await on.problem('subscriptions', NONE, { typed })).toContain('twice');
    expect(
      await on.problem('subscriptions', NONE, { first: ONE.id, second: ONE.id.toUpperCase() }),
    ).toContain('twice');
    expect(await on.problem('subscriptions', NONE, { typed: 'Contoso CK One' })).toContain(
      'second one',
    );
    expect(await on.problem('subscriptions', NONE, { first: ONE.id })).toContain('two');
    expect(await on.problem('subscriptions', NONE, {})).toContain('two');
    expect(await on.problem('subscriptions', NONE, { typed: '' })).toContain('two');
  });

  test('are refused with what may have been meant', async () => {
    const on = asking();

    const says = await on.problem('subscriptions', NONE, { typed: 'Contoso CK Onne, 2' });
    const places = await on.problem('subscriptions', NONE, { typed: '0, 3' });
    const neither = await on.problem('subscriptions', NONE, { typed: 'Fabrikam and Northwind' });

    expect(says).toContain('Did you mean Contoso CK One');
    expect(places).toContain('“0”');
    expect(places).toContain('“3”');
    expect(neither).toContain('“Fabrikam”');
    expect(neither).toContain('“Northwind”');
  });

  test('are never guessed where two have the same name', async () => {
    const on = asking();
    const twin = subscriptionNumber(3, { name: 'contoso ck one' });
    on.add(twin);

    const says = await on.problem('subscriptions', NONE, { typed: 'Contoso CK One, 3' });

    expect(says).toContain(ONE.id);
    expect(says).toContain(twin.id);
    expect(
      await on.answers('subscriptions', NONE, { typed: `${twin.id}, Contoso CK Two` }),
    ).toMatchObject({ first: { subscription: twin.id } });
  });

  test('that are listed twice are still one', async () => {
    const on = asking();
    on.azure.world.subscriptions.set('again', { ...ONE, id: ONE.id.toUpperCase() });

    expect((await on.form('subscriptions')).field('first')?.options).toHaveLength(2);
    expect(await on.answers('subscriptions', NONE, { typed: `${ONE.name}, 2` })).toEqual(
      SUBSCRIPTIONS,
    );
  });

  test('that cannot be used are not offered, and it is said why', async () => {
    const on = asking();
    const refused: readonly (readonly [
      string,
      Parameters<typeof subscriptionNumber>[1],
      RegExp,
    ])[] = [
      ['Elsewhere', { tenantId: '22222222-2222-4222-8222-222222222222' }, /another tenant/],
      ['Retired', { state: 'Disabled' }, /Disabled/],
      ['Unpaid', { state: 'PastDue' }, /PastDue/],
      ['Trial', { quotaId: 'FreeTrial_2014-09-01' }, /free trial/],
      ['Studio', { quotaId: 'msdn_2014-09-01' }, /Visual Studio/],
      ['Limited', { spendingLimit: 'CurrentPeriodOff' }, /spending limit/],
    ];
    on.add(
      ...refused.map(([name, more], index) => subscriptionNumber(10 + index, { name, ...more })),
    );

    const form = await on.form('subscriptions');

    expect(form.field('first')?.options?.map(({ value }) => value)).toEqual([ONE.id, TWO.id]);
    for (const [name, , why] of refused) {
      expect(form.notes).toMatch(new RegExp(`${name} is not offered: .*${why.source}`));
      expect(await on.problem('subscriptions', NONE, { typed: `${name}, 1` })).toMatch(why);
    }
    expect(
      await on.problem('subscriptions', NONE, { first: subscriptionNumber(10).id, second: ONE.id }),
    ).toMatch(/another tenant/);
  });

  test('that are in doubt are offered last, with the doubt', async () => {
    const on = asking();
    on.add(
      subscriptionNumber(3, { name: 'A by card', quotaId: 'PayAsYouGo_2014-09-01' }),
      subscriptionNumber(4, { name: 'B new', quotaId: 'FreeTrial_2031-01-01' }),
      subscriptionNumber(5, { name: 'C odd', quotaId: 'Moon_2030-01-01' }),
    );

    const form = await on.form('subscriptions');

    expect(form.field('second')?.options?.map(({ title }) => title.split(' ·')[0])).toEqual([
      'Contoso CK One',
      'Contoso CK Two',
      'A by card',
      'B new',
      'C odd',
    ]);
    expect(form.notes).toMatch(/A by card is in doubt: .*pay-as-you-go.*unconfirmed/);
    expect(form.notes).toContain('FreeTrial_2031-01-01');
    expect(form.notes).toContain('Moon_2030-01-01');
    expect(await on.answers('subscriptions', NONE, { typed: 'A by card, C odd' })).toMatchObject({
      first: { subscriptionName: 'A by card' },
    });
  });

  test('are chosen beforehand only where there is no choice', async () => {
    const on = asking();

    expect(await on.untouched('subscriptions', NONE)).toEqual({ first: ONE.id, second: TWO.id });
    expect(await on.answers('subscriptions', NONE, { typed: 'Defaults' })).toEqual(SUBSCRIPTIONS);

    on.add(subscriptionNumber(3));
    expect(await on.untouched('subscriptions', NONE)).toEqual({ first: '', second: '' });
    expect(await on.problem('subscriptions', NONE, { typed: 'defaults' })).toContain('“defaults”');
  });

  test('keep what was chosen when the form is shown again', async () => {
    const on = asking();

    const form = await on.form('subscriptions', NONE, { first: TWO.id, second: 'nonsense' });

    expect(form.field('first')?.value).toBe(TWO.id);
    expect(form.field('second')?.value).toBe(TWO.id);
  });

  test('are asked for with what it takes, what it costs and what cannot be undone', async () => {
    const { notes } = await asking().form('subscriptions');

    for (const words of ['days', '24 hours', 'paid for', 'cannot be undone', 'Two approvers'])
      expect(notes).toContain(words);
  });

  test('are looked for again where there are too few', async () => {
    const on = asking();
    on.azure.world.subscriptions.delete(TWO.id);

    const form = await on.form('subscriptions');
    const refused = await on.problem('subscriptions', NONE, { typed: 'Contoso CK One, 2' });
    on.add(TWO);

    expect(form.notes).toContain('create subscription');
    expect(form.notes).toContain('portal.azure.com');
    expect(form.again?.title).toBe('Look again');
    expect(refused).toContain('create subscription');
    expect(await on.reading('subscriptions', NONE, { again: 'yes' })).toEqual({
      kind: 'again',
      input: {},
    });
    expect(await on.reading('subscriptions', NONE, { typed: 'look again' })).toMatchObject({
      kind: 'again',
    });
    expect(await on.answers('subscriptions', NONE, { typed: '1, 2' })).toEqual(SUBSCRIPTIONS);
  });

  test('leave a way on even where none can be seen', async () => {
    const on = asking();
    on.azure.world.subscriptions.clear();

    const form = await on.form('subscriptions');

    // A required choice of nothing would end the conversation.
    expect(form.fields.some(({ required }) => required === true)).toBe(false);
    expect(form.notes).toContain('sees none');
  });

  test('with names of thousands are read at once, and hostile text does nothing', async () => {
    const on = asking();
    on.add(
      ...Array.from({ length: 2000 }, (_, index) =>
        subscriptionNumber(100 + index, { name: `Subscription number ${index}` }),
      ),
    );
    const since = process.cpuUsage();

    for (const typed of [
      'and '.repeat(99),
      'x '.repeat(190),
      ','.repeat(399),
      'y'.repeat(5000),
      '<at>Ada</at>, [x](https://evil.example)',
      '__proto__, constructor',
      '\u202e\u0000\u200b, \ud800',
      '1e0, 0x2',
      '-1, 1.5',
      '١, ٢',
    ])
      expect(await on.reading('subscriptions', NONE, { typed })).toMatchObject({ kind: 'refused' });

    // Time of the processor: the machine may have other things to do.
    expect(process.cpuUsage(since).user / 1000).toBeLessThan(2000);
  });

  test('never hand on a name that could act', async () => {
    const on = asking();
    on.add(subscriptionNumber(3, { name: 'A\u202e\u0000\n<b>x</b>' }));

    const read = await on.answers('subscriptions', NONE, {
      typed: `${subscriptionNumber(3).id}, Contoso CK One`,
    });

    expect(read).toMatchObject({ first: { subscriptionName: 'A <b>x</b>' } });
  });

  test('belong to a tenant whose directory says little', async () => {
    const on = asking();
    on.tenant.world.profile = { id: AZURE_TENANT, name: '', country: '', domain: '' };

    expect(await on.answers('subscriptions', NONE, { typed: '1, 2' })).toMatchObject({
      tenant: { id: AZURE_TENANT, name: AZURE_TENANT, domain: AZURE_TENANT },
    });
  });
});

suite('The set-up conversation for Customer Key', () => {
  const setUp = (on: ReturnType<typeof asking>): Walkthrough<typeof Answers> => ({
    id: 'customer-key',
    title: 'Customer Key for audit records',
    about: 'Encrypt audit records with two keys of your own.',
    command: 'set up customer key',
    answers: Answers,
    questions: on.all,
    subject: ({ tenant }) => tenant.domain,
    steps: () => [],
  });

  test('is answered by typing or by forms, and a refusal leaves the question open', async () => {
    const on = asking();
    const { says, sends } = chatStage([setUp(on)]);

    const first = (await says(ada, 'set up customer key')).join('\n');
    const refused = (await says(ada, 'Fabrikam, Northwind')).join('\n');
    const second = (await says(ada, 'Contoso CK One, Contoso CK Two')).join('\n');
    const third = (
      await sends(ada, { form: 'vaults', ...(await on.untouched('vaults', SUBSCRIPTIONS)) })
    ).join('\n');
    const wrong = (await says(ada, '5000 bits')).join('\n');
    const plan = (await says(ada, '4096, leave')).join('\n');

    expect(first).toContain('Which two subscriptions?');
    expect(refused).toContain('I know no subscription “Fabrikam”');
    expect(second).toContain('Which vaults and keys?');
    expect(third).toContain('Contoso-CK-MW-EU-VaultA1 is made new');
    expect(wrong).toContain('I do not understand “5000 bits”');
    expect(plan).not.toContain('Please look again');
    expect(on.azure.world.writes).toEqual([]);
  });

  test('goes on after somebody has made the subscription that was missing', async () => {
    const on = asking();
    on.azure.world.subscriptions.delete(TWO.id);
    const { says } = chatStage([setUp(on)]);

    const none = (await says(ada, 'set up customer key')).join('\n');
    on.add(TWO);
    const again = (await says(ada, 'look again')).join('\n');
    const next = (await says(ada, 'both')).join('\n');

    expect(none).toContain('Look again');
    expect(again).toContain('Contoso CK Two');
    expect(next).toContain('Which vaults and keys?');
  });
});

suite('All answers together', () => {
  const PATHS: readonly (readonly [string, readonly [Input, Input, Input]])[] = [
    ['all proposals', [{ typed: 'both' }, { typed: 'defaults' }, { typed: 'defaults' }]],
    ['empty forms', [{ first: ONE.id, second: TWO.id }, {}, {}]],
    [
      'everything different',
      [
        { typed: '2, 1' },
        { typed: 'A-Vault in eastus key a group g1, B-Vault in North Europe key b group g2' },
        {
          typed: '4096, import, policies, trusted 203.0.113.7, leave, policy P_1, description A, b',
        },
      ],
    ],
  ];

  for (const [name, inputs] of PATHS)
    test(`fit the run: ${name}`, async () => {
      const answers = await asking().allAnswers(inputs);

      expect(answers.first.subscription).not.toBe(answers.second.subscription);
      expect(answers.first.vault).not.toBe(answers.second.vault);
    });

  test('fit the run where both vaults are there already or deleted', async () => {
    const on = asking();
    on.put(vaultIn(ONE.id, 'Contoso-CK-MW-EU-VaultA1', { location: 'northeurope' }));
    on.put(vaultIn(TWO.id, 'Old-Vault'));
    on.azure.deleteVault('Old-Vault');

    const answers = await on.allAnswers([
      { typed: 'both' },
      { typed: 'default, Old-Vault' },
      { typed: 'defaults' },
    ]);

    expect(answers).toMatchObject({
      first: {
        vault: 'Contoso-CK-MW-EU-VaultA1',
        resourceGroup: 'rg-old',
        location: 'northeurope',
      },
      second: { vault: 'Old-Vault', resourceGroup: 'rg-old', location: 'westeurope' },
    });
  });

  test('silence of a gateway is not taken for an answer', async () => {
    const on = asking();
    const silence = new GatewayError('Silence.', { status: 503, transient: true });

    on.azure.failNext('listVaults', silence);
    await expect(on.reading('vaults', SUBSCRIPTIONS, { typed: 'defaults' })).rejects.toThrow(
      'Silence',
    );
    on.azure.failNext('checkVaultName', silence);
    await expect(on.reading('vaults', SUBSCRIPTIONS, { typed: 'defaults' })).rejects.toThrow(
      'Silence',
    );
    on.azure.failNext('listSubscriptions', silence);
    await expect(on.reading('subscriptions', NONE, { typed: '1, 2' })).rejects.toThrow('Silence');
  });
});
