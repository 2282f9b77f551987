import { expect } from 'expect';
import { HOUR } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve, finn } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';

const withLamps = (more = {}) => {
  const world = lampWorld();
  return { world, ...chatStage([lampSetup(world, more)]) };
};
const lamp = (name: string) => ({ lamp: name, colour: 'red' });
const begin = (on: ChatStage, name = 'north') => on.begins(ada, 'lamps', lamp(name));

suite('What people type', () => {
  test('help and a greeting are answered to everybody, with what they may do', async () => {
    const on = withLamps();

    const [helped] = await on.says(finn, 'help');
    const [welcomed] = await on.says(finn, 'Hello!');
    const [operator] = await on.says(ada, 'hi');

    expect(helped).toContain('set up lamps');
    expect(welcomed).toContain('no role here yet');
    expect(operator).toContain('Operator');
    expect(operator).toContain('Set up auditing');
  });

  test('help begins with what is for whoever asks, and leaves nothing out', async () => {
    const on = withLamps();

    const [auditors = ''] = await on.says(eve, 'help');
    const [operators = ''] = await on.says(ada, 'help');

    expect(auditors.indexOf('evidence 7K2QF9')).toBeLessThan(auditors.indexOf('set up lamps'));
    expect(operators.indexOf('set up lamps')).toBeLessThan(operators.indexOf('evidence 7K2QF9'));
    for (const command of [
      'approve',
      'mend',
      'exceptions',
      'checkpoint',
      'compliance',
      'hand over',
    ])
      for (const help of [auditors, operators]) expect(help).toContain(command);
  });

  test('whoever adds the bot is welcomed', async () => {
    const on = withLamps();

    expect((await on.arrives(ben)).join()).toContain('Approver');
  });

  test('a person without a role is told so, whatever is typed', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);

    for (const text of [
      'status',
      'approvals',
      'work',
      `plan ${run}`,
      `check ${run}`,
      `health ${run}`,
      `report ${run}`,
      `done ${run}`,
      `cancel ${run}`,
      `withdraw ${run}`,
      `resume ${run}`,
      `approve ${run}-1`,
      `reject ${run}-1`,
    ])
      expect(await on.says(finn, text)).toEqual([expect.stringContaining('You have no role here')]);

    expect(await on.says(finn, 'set up lamps')).toEqual([
      expect.stringContaining('Only operators'),
    ]);
    expect(await on.entriesOf(run)).toEqual(before);
  });

  test('while the directory does not answer nothing is done, and that is said', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);
    on.directory.world.reachable = false;

    for (const [person, text] of [
      [ada, 'set up lamps'],
      [ada, `cancel ${run}`],
      [ben, `approve ${run}-1`],
      [ben, 'approvals'],
      [ada, 'north'],
    ] as const)
      expect(await on.says(person, text)).toEqual([
        expect.stringMatching(/nothing was changed.*does not answer/s),
      ]);

    expect(await on.entriesOf(run)).toEqual(before);
    expect((await on.says(ada, 'help')).join()).toContain('set up lamps');
    expect((await on.arrives(ben)).join()).toContain('cannot be looked up right now');
  });

  test('unknown words get a suggestion, and the way to help', async () => {
    const on = withLamps();

    expect(await on.says(ada, 'statsu')).toEqual([
      expect.stringMatching(/did not understand.*Did you mean: status\?.*help/s),
    ]);
    expect(await on.says(ada, 'aprovals')).toEqual([expect.stringContaining('approvals')]);
    expect(await on.says(ada, 'the weather is fine')).toEqual([
      expect.stringMatching(/^I did not understand that\. Type help/),
    ]);
    expect(await on.says(ada, 'constructor')).toEqual([expect.stringContaining('not understand')]);
  });

  test('status shows the list when there is no run or several, and the one run when there is one', async () => {
    const on = withLamps();

    const none = await on.says(ada, 'status');
    const run = await begin(on);
    const one = await on.says(dan, 'status');
    const second = await begin(on, 'south');
    const many = await on.says(ada, 'status');
    const named = await on.says(ada, `status ${second}.`);

    expect(none.join()).toContain('There is no run yet');
    expect(one.join()).toContain(`Lamp north is lit`);
    expect(many.join()).toContain(run);
    expect(many.join()).toContain(second);
    expect(named.join()).toContain('Lamp south is lit');
  });

  test('a run that does not exist is said not to, by every command', async () => {
    const on = withLamps();
    await begin(on);

    for (const verb of [
      'status',
      'plan',
      'check',
      'health',
      'report',
      'done',
      'withdraw',
      'resume',
      'cancel',
    ])
      expect(await on.says(ada, `${verb} 222222`)).toEqual([
        expect.stringContaining('There is no run 222222'),
      ]);
    for (const verb of ['approve', 'reject'])
      expect(await on.says(ben, `${verb} 222222-1`)).toEqual([
        expect.stringContaining('There is no run 222222'),
      ]);
    expect(await on.says(ada, 'cancel 2222')).toEqual([
      expect.stringContaining('There is no run 2222'),
    ]);
  });

  test('with several open runs a command without a name asks which', async () => {
    const on = withLamps();
    const runs = [await begin(on), await begin(on, 'south')];

    for (const verb of ['plan', 'check', 'withdraw', 'resume', 'done', 'report', 'health']) {
      const [says] = await on.says(ada, verb);
      expect(says).toContain('Several runs are open');
      for (const run of runs) expect(says).toContain(`${verb} ${run}`);
    }
  });

  test('approvals shows the cards that wait for an approver, up to three, and retires older copies', async () => {
    const on = withLamps();

    const none = await on.says(ben, 'approvals');
    for (const name of ['north', 'south', 'west']) await begin(on, name);
    const three = (await on.says(ben, 'approvals')).filter((each) => each.includes('Approve'));
    await begin(on, 'east');
    const four = await on.says(ben, 'approvals');

    expect(none.join()).toContain('Nothing waits for approval');
    expect(three).toHaveLength(3);
    expect(four).toHaveLength(1);
    expect(four.join()).toMatch(/4 .*wait/);
  });

  test('approvals says that a requester cannot decide, and that others are no approvers', async () => {
    const on = withLamps();
    on.directory.grant('approver', ada);
    const run = await begin(on);

    const [own] = await on.says(ada, 'approvals');
    const [other] = await on.says(dan, 'approvals');

    expect(own).toContain(`${run}-1`);
    expect(own).not.toContain('Approve');
    expect(other).toContain('You are no approver');
  });

  test('votes are taken from approvers, in words as from a card', async () => {
    const on = withLamps();
    const run = await begin(on);

    expect(await on.says(dan, `approve ${run}-1`)).toEqual([
      expect.stringContaining('Only approvers'),
    ]);
    expect(await on.says(ada, `approve ${run}-1`)).toEqual([
      expect.stringContaining('Only approvers'),
    ]);
    expect(await on.says(ben, `approve ${run}-2`)).toEqual([
      expect.stringContaining('no such request'),
    ]);
    expect(await on.says(ben, `approve ${run}`)).toEqual([
      expect.stringContaining('Say which request'),
    ]);
    expect(await on.says(ben, `approve ${run}-1`)).toEqual(['Your approval is on record.']);
    expect(await on.says(ben, `approve ${run}-1`)).toEqual([
      expect.stringContaining('on record already'),
    ]);
    expect(await on.says(cleo, `reject ${run}-1 because Too early.`)).toEqual(['Rejected.']);

    const decided = (await on.entriesOf(run)).filter((entry) => entry.kind === 'decided');
    expect(decided.map(({ by, verdict, reason }) => [by.id, verdict, reason])).toEqual([
      [ben.id, 'approved', undefined],
      [cleo.id, 'rejected', 'Too early'],
    ]);
  });

  test('a long reason is kept whole', async () => {
    const on = withLamps();
    const run = await begin(on);
    const reason = `The window is closed${' and stays so'.repeat(40)}`;

    await on.says(ben, `reject ${run}-1 because ${reason}`);

    expect((await on.entriesOf(run)).at(-1)).toMatchObject({ kind: 'decided', reason });
  });

  test('a requester who is an approver too cannot approve what they asked for', async () => {
    const on = withLamps();
    on.directory.grant('approver', ada);
    const run = await begin(on);

    expect(await on.says(ada, `approve ${run}-1`)).toEqual([
      expect.stringContaining('somebody else has to decide'),
    ]);
  });

  test('somebody who lost the role a moment ago cannot decide any more', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.directory.revoke('approver', ben);
    on.directory.grant('analyst', ben);

    expect(await on.says(ben, `approve ${run}-1`)).toEqual([
      expect.stringContaining('Only approvers'),
    ]);
  });

  test('a one-way door opens only with its phrase', async () => {
    const on = withLamps({ risk: 'irreversible' });
    const run = await begin(on);

    const without = await on.says(ben, `approve ${run}-1`);
    const wrong = await on.says(ben, `approve ${run}-1 this can be undone`);
    const right = await on.says(ben, `approve ${run}-1 This cannot be undone.`);

    expect(without.join()).toContain('type exactly: this cannot be undone');
    expect(wrong.join()).toContain('type exactly');
    expect(right).toEqual(['Your approval is on record.']);
  });

  test('a run is taken back, resumed and cancelled by operators only', async () => {
    const on = withLamps();
    const run = await begin(on);

    for (const verb of ['withdraw', 'resume', 'cancel', 'check', 'done'])
      expect((await on.says(ben, `${verb} ${run}`)).join()).toMatch(/Only operators|No step/);
    expect(await on.says(ada, `resume ${run}`)).toEqual([
      expect.stringContaining('has not stopped'),
    ]);
    expect(await on.says(ada, `withdraw ${run} because of the weather`)).toEqual([
      expect.stringContaining('Withdrawn'),
    ]);
    expect(await on.says(ada, `withdraw ${run}`)).toEqual([
      expect.stringContaining('Nothing is waiting'),
    ]);
    expect(await on.says(ada, `resume ${run}`)).toEqual([expect.stringContaining('Resumed')]);
    expect(await on.says(ada, `cancel ${run} because of the weather`)).toEqual([
      expect.stringContaining('Cancelled'),
    ]);
    expect(await on.says(ada, `cancel ${run}`)).toEqual([
      expect.stringContaining('cancelled already'),
    ]);

    const entries = await on.entriesOf(run);
    expect(entries.find(({ kind }) => kind === 'withdrawn')).toMatchObject({
      reason: 'of the weather',
    });
    expect(entries.find(({ kind }) => kind === 'cancelled')).toMatchObject({
      reason: 'of the weather',
    });
  });

  test('a step done by hand is recorded with the name of whoever says so', async () => {
    const on = withLamps({ risk: 'routine', guided: true });
    const run = await begin(on);

    expect(await on.says(ada, `done ${run} lamp-seen`)).toEqual([
      expect.stringContaining('does not wait for anybody'),
    ]);
    await on.says(ben, `approve ${run}-1`);
    await on.work();
    expect(await on.says(ben, 'done')).toEqual([expect.stringContaining('Only operators')]);
    expect(await on.says(ada, 'done nothing')).toEqual([
      expect.stringContaining('does not wait for anybody'),
    ]);
    expect(await on.says(ada, 'done')).toEqual(['Recorded as attested by you.']);
    await on.work();
    expect(await on.says(ada, `done ${run}`)).toEqual([expect.stringContaining('No step')]);

    expect(await on.stateOf(run)).toEqual({ 'lamp-lit': 'verified', 'lamp-seen': 'attested' });
  });

  test('a plan is shown again at any time and touches nothing', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);

    const [plan] = await on.says(dan, `plan ${run}`);

    expect(plan).toContain('Light lamp north in red.');
    expect(plan).toContain('nothing is touched yet');
    expect(await on.entriesOf(run)).toEqual(before);
    expect(on.world.lit.size).toBe(0);
  });

  test('what cannot be looked at is said in the plan, never taken for done', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.world.faults.push(
      new GatewayError('The lamp house does not answer.', { status: 503, transient: true }),
    );

    const [plan] = await on.says(ada, `plan ${run}`);

    expect(plan).toContain('The lamp house does not answer.');
    expect(plan).not.toContain('Everything holds');
  });

  test('check has the run looked at now, and the card shows what is found', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.world.lit.set('north', 'red');

    const [says] = await on.says(ada, `check ${run}`);
    await on.work();

    expect(says).toContain('Looking now');
    expect((await on.stateOf(run))['lamp-lit']).toBe('verified');
  });

  test('reports are for walkthroughs that have them', async () => {
    const on = withLamps();
    const run = await begin(on);

    expect((await on.says(ada, `report ${run}`)).join()).toContain('Lamp north shines now');
    expect(await on.says(ada, `health ${run}`)).toEqual([
      expect.stringContaining('no health report'),
    ]);
  });

  test('a run of a walkthrough that is gone is still shown, and says so where it must', async () => {
    const on = withLamps();
    const run = await begin(on);
    const later = chatStage([], { store: on.store, clock: on.clock });

    expect((await later.says(ada, `status ${run}`)).join()).toContain('Lamp north is lit');
    expect(await later.says(ada, `plan ${run}`)).toEqual([
      expect.stringContaining('no longer exists'),
    ]);
    expect(await later.says(ada, `health ${run}`)).toEqual([expect.stringContaining('no health')]);
    expect(await later.says(ada, `report ${run}`)).toEqual([
      expect.stringContaining('no such report'),
    ]);
  });

  test('background work that has failed for good is shown', async () => {
    const on = withLamps();
    const none = await on.says(ada, 'work');
    const run = await begin(on);
    await on.store.due.schedule({
      tenant: on.chat.tenant,
      kind: 'advance',
      key: run,
      due: on.clock.now().toISOString(),
      payload: null,
    });
    const [work] = await on.store.due.claim(on.clock.now().toISOString(), HOUR, 1);
    if (work === undefined) throw new Error('Nothing was due.');
    await on.store.due.fail(work, 'It broke.', undefined);

    const all = await on.says(ada, 'work');

    expect(none.join()).toContain('Nothing is scheduled');
    expect(all.join()).toContain('failed for good');
    expect(all.join()).toContain(run);
  });

  test('in a channel commands work, and questions are answered in the personal chat', async () => {
    const on = withLamps();
    const run = await begin(on);

    expect((await on.saysInChannel(ada, 'status')).join()).toContain('Lamp north is lit');
    expect(await on.saysInChannel(ada, 'set up lamps')).toEqual([
      expect.stringContaining('personal chat'),
    ]);
    expect(await on.saysInChannel(ada, 'north')).toEqual([
      expect.stringContaining('personal chat'),
    ]);
    expect(await on.saysInChannel(ben, `approve ${run}-1`)).toEqual([
      'Your approval is on record.',
    ]);
  });

  test('a form whose question is gone is answered with a sentence', async () => {
    const on = withLamps();

    expect(await on.sends(ada, { form: 'lamp', lamp: 'north' })).toEqual([
      expect.stringContaining('no longer open'),
    ]);
    for (const value of ['text', 17, [], ['help'], {}, { verb: 17 }])
      expect(await on.sends(ada, value)).toEqual([expect.stringContaining('no longer open')]);
    expect(await on.sends(ada, null)).toEqual([expect.stringContaining('did not understand')]);
  });

  test('an old client that sends a button as a message is served the same way', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.button(ben, run);

    const [card] = await on.sends(ben, { verb: 'approve', ...data });

    expect(card).toContain('one more approver');
    expect((await on.entriesOf(run)).at(-1)).toMatchObject({
      kind: 'decided',
      verdict: 'approved',
    });
  });
});
