import { expect } from 'expect';
import { STRANGE_TENANT, type Answer, type Who } from './client.ts';
import { CARD, openHouse, sentence, shown, type Json } from './intruder-stage.ts';

suite('people and programs that mean no good', function () {
  this.timeout(300_000);
  const house = openHouse();

  test('forged card data is answered with a sentence and does nothing', async () => {
    const { run, data } = await house.asked();
    const forged: readonly unknown[] = [
      undefined,
      null,
      7,
      'approve',
      [],
      [data],
      {},
      { ...data, run: 'ZZZZZZ' },
      { ...data, run: run.toLowerCase() },
      { ...data, run: `${run} ` },
      { ...data, run: `${run}' or '1'='1` },
      { ...data, run: [run] },
      { ...data, run: { toString: run } },
      { ...data, run: '../../etc/passwd' },
      { ...data, ask: '2' },
      { ...data, ask: '0' },
      { ...data, ask: '-1' },
      { ...data, ask: '1e999' },
      { ...data, ask: {} },
      { ...data, ask: [] },
      { ...data, ask: 'NaN' },
      { ...data, ask: 1.5 },
      { ...data, digest: '0'.repeat(64) },
      { ...data, digest: String(data['digest']).toUpperCase() },
      { ...data, digest: '' },
      { ...data, digest: [data['digest']] },
      { run: data['run'], ask: data['ask'] },
      { ...data, steps: 'no-such-step' },
      { ...data, steps: ' , ,' },
      { ...data, steps: '__proto__,constructor' },
      { ...data, steps: ['published'] },
      { ...data, steps: 'x'.repeat(100_000) },
      { ...data, reason: 'x'.repeat(100_000) },
      { ...data, phrase: { length: 3 } },
      JSON.parse('{"__proto__":{"run":"AAAAAA","ask":1}}'),
      JSON.parse(`{"constructor":{"prototype":{"roles":["approver"]}},"run":"${run}"}`),
    ];

    const answers = await house.withoutEffect(async () => {
      const all: Answer[] = [];
      for (const each of forged) all.push(await house.client.press('ben', 'approve', each));
      return all;
    });

    for (const answer of answers) expect(sentence(answer).length).toBeGreaterThan(20);
    expect(({} as Json)['roles']).toBeUndefined();
  });

  test('verbs that nobody knows are answered with a sentence and do nothing', async () => {
    const { data } = await house.asked();
    const verbs: readonly unknown[] = [
      'delete',
      'Approve',
      'approve ',
      'constructor',
      '__proto__',
      'hasOwnProperty',
      '',
      'x'.repeat(10_000),
      null,
      7,
      ['approve'],
      { verb: 'approve' },
    ];

    const answers = await house.withoutEffect(async () => {
      const all: Answer[] = [];
      for (const verb of verbs) all.push(await house.client.press('ben', verb, data));
      return all;
    });

    answers.forEach(sentence);
  });

  test('who may not decide is told so, whichever button is pressed', async () => {
    const { data } = await house.asked();
    const wrong: readonly (readonly [Who, string, RegExp])[] = [
      ['ada', 'approve', /Only approvers/],
      ['ada', 'reject', /Only approvers/],
      ['dan', 'approve', /Only approvers/],
      ['eve', 'reject', /Only approvers/],
      ['finn', 'approve', /no role/],
      ['stranger', 'approve', /no role|cannot be looked up/],
      ['ben', 'withdraw', /Only operators/],
      ['ben', 'cancel', /Only operators/],
      ['cleo', 'resume', /Only operators/],
      ['ben', 'done', /Only operators/],
      ['ben', 'check', /Only operators/],
      ['dan', 'cancel', /Only operators/],
      ['ada', 'resume', /nothing to resume|not stopped/],
      ['ada', 'done', /does not wait/],
    ];

    const answers = await house.withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, verb] of wrong)
        all.push(sentence(await house.client.press(who, verb, data)));
      return all;
    });

    for (const [at, [, , says]] of wrong.entries()) expect(answers[at]).toMatch(says);
  });

  test('another organisation, and people without an id, get no further than the door', async () => {
    const { data } = await house.asked();
    const named = { id: '29:ben', name: 'Ben' };
    const from = (aadObjectId: unknown) => ({ from: { ...named, aadObjectId } });
    const chat = (tenantId: string) => ({ id: 'a:ben', conversationType: 'personal', tenantId });
    const disguises: readonly (readonly [Json, RegExp])[] = [
      [{ conversation: chat(STRANGE_TENANT) }, /does not serve your organisation/],
      [{ channelData: { tenant: { id: STRANGE_TENANT } } }, /does not serve your organisation/],
      [{ from: named }, /cannot tell who you are/],
      [from(''), /cannot tell who you are/],
      [from(null), /cannot tell who you are/],
      [from('Ben'), /cannot tell who you are/],
      [from('aaaaaaaa-0000-4000-8000-000000000002 '), /cannot tell who you are/],
    ];

    const answers = await house.withoutEffect(async () => {
      const all: string[] = [];
      for (const [disguise] of disguises)
        all.push(sentence(await house.client.press('ben', 'approve', data, disguise)));
      return all;
    });

    for (const [at, [, says]] of disguises.entries()) expect(answers[at]).toMatch(says);
  });

  test('nothing that a card carries can say who pressed it', async () => {
    const { data } = await house.asked();
    const forged = {
      ...data,
      person: { id: 'x' },
      by: 'Ben',
      roles: ['approver'],
      aadObjectId: 'x',
    };

    const answer = await house.withoutEffect(() => house.client.press('dan', 'approve', forged));

    expect(sentence(answer)).toMatch(/Only approvers/);
  });

  test('a card that refreshes itself decides nothing', async () => {
    const { data } = await house.asked();
    const value = {
      action: { type: 'Action.Execute', verb: 'approve', data },
      trigger: 'automatic',
    };

    const answer = await house.withoutEffect(() =>
      house.client.press('ben', 'approve', data, { value }),
    );

    expect(shown(answer)).toBe(CARD);
  });

  test('typed commands know the same limits as buttons', async () => {
    const { run } = await house.asked();
    const typed: readonly (readonly [Who, string, RegExp])[] = [
      ['ada', `approve ${run}-1`, /Only approvers/],
      ['dan', `approve ${run}-1`, /Only approvers/],
      ['dan', `reject ${run}-1 because`, /Only approvers/],
      ['finn', `approve ${run}-1`, /no role/],
      ['finn', `cancel ${run}`, /no role/],
      ['finn', `status ${run}`, /no role/],
      ['ben', `withdraw ${run}`, /Only operators/],
      ['ben', `cancel ${run}`, /Only operators/],
      ['ben', `resume ${run}`, /Only operators/],
      ['ben', 'set up dynamics auditing', /Only operators/],
      ['finn', 'set up dynamics auditing', /operator|no role/],
      ['ben', `approve ${run}-7`, /no such request/],
      ['ben', `approve ${run}-99999999999`, /./],
      ['ben', 'approve ZZZZZZ-1', /no run ZZZZZZ/],
      ['ada', `undo ${run} ${'x'.repeat(20_000)}`, /./],
    ];

    const says = await house.withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, text] of typed) all.push(await house.client.say(who, text));
      return all;
    });

    for (const [at, [who, text, expected]] of typed.entries())
      expect(`${who} ${text.slice(0, 30)}: ${says[at]}`).toMatch(expected);
  });
});
