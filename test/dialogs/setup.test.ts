import { expect } from 'expect';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { ada, ben } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';

const withLamps = (more = {}) => {
  const world = lampWorld();
  return { world, ...chatStage([lampSetup(world, more)]) };
};
const silence = () =>
  new GatewayError('The lamp house does not answer.', { status: 503, transient: true });

suite('The set-up conversation', () => {
  test('typed answers lead to the plan, and sending it starts the run', async () => {
    const on = withLamps();

    const first = await on.says(ada, 'set up lamps');
    const second = await on.says(ada, 'north');
    const plan = await on.says(ada, 'red');
    const sent = await on.says(ada, 'send');
    await on.work();

    expect(first.join()).toContain('Which lamp?');
    expect(second.join()).toContain('Which colour?');
    expect(plan.join()).toContain('Light lamp north in red.');
    expect(sent).toEqual([expect.stringContaining('Sent for approval')]);
    const [run] = await on.runs.list();
    expect(run).toMatchObject({ subject: 'lamp/north', requester: ada });
    expect(on.teams.findCard(`person:${ada.id}`, run?.run)).toBeDefined();
    expect(on.teams.findCard(`person:${ben.id}`, 'Approve')).toBeDefined();
  });

  test('forms are as good as typing', async () => {
    const on = withLamps();

    await on.says(ada, 'set up lamps');
    await on.sends(ada, { form: 'lamp', lamp: 'north' });
    await on.sends(ada, { form: 'colour', colour: 'green' });
    await on.says(ada, 'Send');

    expect((await on.runs.list())[0]?.subject).toBe('lamp/north');
  });

  test('the first answer can come with the command', async () => {
    const on = withLamps();

    expect((await on.says(ada, 'set up lamps North Tower')).join()).toContain('Which colour?');
    await on.says(ada, 'red');
    await on.says(ada, 'send');

    expect((await on.runs.list())[0]?.subject).toBe('lamp/North Tower');
  });

  test('an answer that does not fit is refused with its problem, and the same card is kept', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    const card = on.teams.findCard(`person:${ada.id}`, 'Which colour?');

    const refused = await on.sends(ada, { form: 'colour', colour: 'blue' }, card?.id);

    expect(refused).toHaveLength(1);
    expect(refused.join()).toContain('That is no colour.');
    expect(refused.join()).toContain('blue');
    expect(card?.redrawn).toBe(1);
  });

  test('help in the middle leaves the question open', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');

    const helped = await on.says(ada, 'help');
    const next = await on.says(ada, 'north');

    expect(helped.at(-1)).toContain('still open');
    expect(next.join()).toContain('Which colour?');
  });

  test('cancel in the middle drops the questions and nothing else', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');

    expect((await on.says(ada, 'cancel')).at(-1)).toBe('Dropped. Nothing was changed.');
    expect(await on.says(ada, 'red')).toEqual([expect.stringContaining('did not understand')]);
    expect((await on.says(ada, 'cancel')).join()).toContain('Nothing is open here');
    expect(await on.runs.list()).toEqual([]);
  });

  test('cancelling a run by its name leaves the question open', async () => {
    const on = withLamps();
    const run = await on.begins(ada, 'lamps', { lamp: 'south', colour: 'red' });
    await on.says(ada, 'set up lamps north');

    const cancelled = await on.says(ada, `cancel ${run}`);
    const next = await on.says(ada, 'red');

    expect(cancelled).toEqual([
      expect.stringContaining('Cancelled'),
      expect.stringContaining('still open'),
    ]);
    expect(next.join()).toContain('Light lamp north in red.');
  });

  test('a form of an earlier question is turned away, and the open one stays', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');

    const stale = await on.sends(ada, { form: 'lamp', lamp: 'south' });
    const plan = await on.says(ada, 'red');

    expect(stale).toEqual([expect.stringContaining('earlier question')]);
    expect(plan.join()).toContain('Light lamp north in red.');
  });

  test('a form of a finished conversation starts nothing', async () => {
    const on = withLamps();
    for (const text of ['set up lamps north', 'red', 'send']) await on.says(ada, text);

    const stale = await on.sends(ada, { form: 'colour', colour: 'green' });

    expect(stale).toEqual([expect.stringContaining('no longer open')]);
    expect(await on.runs.list()).toHaveLength(1);
  });

  test('at the plan only sending it counts; other words and old forms do not', async () => {
    const on = withLamps();
    for (const text of ['set up lamps north', 'red']) await on.says(ada, text);

    for (const text of ['maybe', 'no', 'send it to the moon', 'sending'])
      expect(await on.says(ada, text)).toEqual([expect.stringContaining('Type send')]);
    expect(await on.sends(ada, { form: 'colour', colour: 'green' })).toEqual([
      expect.stringContaining('Type send'),
    ]);
    expect(await on.runs.list()).toEqual([]);
    await on.says(ada, 'Send.');
    expect(await on.runs.list()).toHaveLength(1);
  });

  test('sending twice starts one run', async () => {
    const on = withLamps();
    for (const text of ['set up lamps north', 'red']) await on.says(ada, text);

    const [first, second] = await Promise.all([on.says(ada, 'send'), on.says(ada, 'send')]);

    expect([...first, ...second].join()).toContain('did not understand');
    expect(await on.runs.list()).toHaveLength(1);
  });

  test('a second run about the same thing is refused with the name of the first', async () => {
    const on = withLamps();
    const run = await on.begins(ada, 'lamps', { lamp: 'north', colour: 'green' });
    for (const text of ['set up lamps north', 'red']) await on.says(ada, text);

    const refused = (await on.says(ada, 'send')).join();

    expect(refused).toContain(run);
    expect(refused).not.toContain('Sent for approval');
  });

  test('two messages at once are taken in turn, and both count', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');

    await Promise.all([on.says(ada, 'north'), on.says(ada, 'red')]);

    expect(on.teams.findCard(`person:${ada.id}`)?.content).toBeDefined();
    expect(on.teams.findCard(`person:${ada.id}`, 'Light lamp north in red.')).toBeDefined();
  });

  test('two people set things up without noticing each other', async () => {
    const on = withLamps();
    on.directory.grant('operator', ben);

    await Promise.all([on.says(ada, 'set up lamps north'), on.says(ben, 'set up lamps south')]);
    const [mine, theirs] = await Promise.all([on.says(ada, 'red'), on.says(ben, 'green')]);

    expect(mine.join()).toContain('Light lamp north in red.');
    expect(theirs.join()).toContain('Light lamp south in green.');
  });

  test('beginning again in the middle forgets what was answered', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');

    const again = await on.says(ada, 'set up lamps');
    const next = await on.says(ada, 'south');

    expect(again.join()).toContain('Which lamp?');
    expect(next.join()).toContain('Which colour?');
    expect((await on.says(ada, 'red')).join()).toContain('Light lamp south in red.');
  });

  test('a conversation left alone for twelve hours is not taken up in the middle', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    on.clock.advance(12 * HOUR - MINUTE);

    const before = await on.says(ada, 'blue');
    on.clock.advance(12 * HOUR + MINUTE);
    const after = await on.says(ada, 'red');

    expect(before.join()).toContain('That is no colour.');
    expect(after).toEqual([expect.stringContaining('a while ago')]);
    expect((await on.says(ada, 'red')).join()).toContain('did not understand');
  });

  test('a release that changes the questions strands nobody', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    const changed = lampSetup(lampWorld(), { questions: ['colour', 'lamp'] });
    const later = chatStage([changed], { store: on.store, clock: on.clock });

    const answer = await later.says(ada, 'red');
    const again = await later.says(ada, 'set up lamps');

    expect(answer).toEqual([expect.stringContaining('I was updated meanwhile')]);
    expect(again.join()).toContain('Which colour?');
  });

  test('a release without the walkthrough strands nobody', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    const later = chatStage([], { store: on.store, clock: on.clock });

    expect(await later.says(ada, 'help')).toEqual([
      expect.any(String),
      expect.stringContaining('still open'),
    ]);
    expect(await later.says(ada, 'red')).toEqual([
      expect.stringContaining('I was updated meanwhile'),
    ]);
    expect(await later.says(ada, 'red')).toEqual([expect.stringContaining('did not understand')]);
  });

  test('a restart with the same release goes on where it was', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    const later = chatStage([lampSetup(on.world)], { store: on.store, clock: on.clock });

    expect((await later.says(ada, 'red')).join()).toContain('Light lamp north in red.');
  });

  test('an operator who lost the role in the middle goes no further', async () => {
    const on = withLamps();
    for (const text of ['set up lamps north', 'red']) await on.says(ada, text);
    on.directory.revoke('operator', ada);

    const refused = await on.says(ada, 'send');

    expect(refused.at(-1)).toContain('no operator any more');
    expect(await on.runs.list()).toEqual([]);
    on.directory.grant('operator', ada);
    expect(await on.says(ada, 'send')).toEqual([expect.stringContaining('did not understand')]);
  });

  test('when a service fails as a question is asked, nothing is begun and that is said', async () => {
    const on = withLamps();
    on.world.faults.push(silence());

    const failed = await on.says(ada, 'set up lamps');
    const next = await on.says(ada, 'north');
    const again = await on.says(ada, 'set up lamps');

    expect(failed.join()).toContain('The lamp house does not answer.');
    expect(failed.join()).toContain('Try again');
    expect(next).toEqual([expect.stringContaining('did not understand')]);
    expect(again.join()).toContain('Which lamp?');
  });

  test('when a service fails as the next question is asked, the answer can be given again', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');

    // Reading the answer succeeds, asking the next question does not.
    on.world.faults.push(undefined, silence());
    const failed = await on.says(ada, 'north');
    const open = on.teams.findCard(`person:${ada.id}`, 'Which lamp?')?.content;
    const again = await on.says(ada, 'north');
    const plan = await on.says(ada, 'red');

    expect(failed.join()).toContain('The lamp house does not answer.');
    expect(JSON.stringify(open)).toContain('Continue');
    expect(again.join()).toContain('Which colour?');
    expect(plan.join()).toContain('Light lamp north in red.');
  });

  test('what is too long to be taken in whole is not taken in part', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');

    const [refused] = await on.says(ada, `north${' and more'.repeat(600)}`);
    const next = await on.says(ada, 'north');

    expect(refused).toContain('too long');
    expect(next.join()).toContain('Which colour?');
  });

  test('a long answer is taken in whole', async () => {
    const on = withLamps();
    const long = `north${' and more'.repeat(60)}`;
    await on.says(ada, 'set up lamps');

    await on.says(ada, long);
    await on.says(ada, 'red');
    await on.says(ada, 'send');

    expect((await on.runs.list())[0]?.subject).toBe(`lamp/${long}`);
  });

  test('in a channel an open question of the personal chat is left alone', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');

    const there = await on.saysInChannel(ada, 'cancel');
    const here = await on.says(ada, 'north');

    expect(there.join()).toContain('Nothing is open here');
    expect(here.join()).toContain('Which colour?');
  });
});
