import { expect } from 'expect';
import { DAY } from '../../src/core/clock.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { driftException } from '../../src/walkthroughs/exception/walkthrough.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

function lampsIn() {
  const world = lampWorld();
  const clock = memoryClock();
  const drifted: { run: string } = { run: '' };
  const exception = driftException({
    now: clock.now,
    findOpen: async () => [
      {
        ...{ run: drifted.run, subject: 'lamp/north', title: 'Light a lamp' },
        ...{ id: 'lamp-lit/north', says: 'Lamp north is lit: not any more.', risk: undefined },
      },
    ],
  });
  const on = chatStage([lampSetup(world), exception as unknown as Walkthrough], { clock });
  return { ...on, world, drifted };
}

async function approved(on: ChatStage, run: string): Promise<void> {
  const data = await on.ask(run);
  await on.press(ben, 'approve', data);
  await on.press(cleo, 'approve', data);
  await on.work();
}

async function finished(on: ReturnType<typeof lampsIn>): Promise<string> {
  const run = await on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
  await approved(on, run);
  on.drifted.run = run;
  return run;
}

const newest = async (on: ChatStage): Promise<string> =>
  (await on.runs.list({ open: true }))[0]?.run ?? '';

suite('What can be done about drift in chat', () => {
  test('mend plans the same set-up once more, with the answers it had', async () => {
    const on = lampsIn();
    const run = await finished(on);
    on.world.lit.delete('north');

    const plan = (await on.says(ada, `mend ${run}`)).join('\n');
    await on.says(ada, 'send');
    await on.work();

    expect(plan).toContain('Light lamp north in red.');
    const again = await newest(on);
    expect(again).not.toBe('');
    await approved(on, again);
    expect(on.world.lit.get('north')).toBe('red');
  });

  test('mend is for operators, and for runs that there are', async () => {
    const on = lampsIn();
    const run = await finished(on);

    expect((await on.says(ben, `mend ${run}`)).join()).toContain('Only operators');
    expect((await on.says(ada, 'mend ZZZZZZ')).join()).toContain('There is no run ZZZZZZ');
    expect(await on.runs.list({ open: true })).toEqual([]);
  });

  test('accept drift asks for a reason and an end, takes two, and is listed and ended', async () => {
    const on = lampsIn();
    const run = await finished(on);

    await on.says(ada, `accept drift ${run} lamp-lit/north`);
    const short = (await on.says(ada, 'because')).join();
    await on.says(ada, 'The bulb is on order and comes next week.');
    const far = (await on.says(ada, '200 days')).join();
    const plan = (await on.says(ada, '30 days')).join();
    await on.says(ada, 'send');
    await on.work();
    const exception = await newest(on);
    const early = (await on.says(ada, 'exceptions')).join();
    await approved(on, exception);
    const listed = (await on.says(ada, 'exceptions')).join();
    const stranger = (await on.says(dan, `end exception ${exception}`)).join();
    const ended = (await on.says(ben, `end exception ${exception}`)).join();
    const twice = (await on.says(ben, `end exception ${exception}`)).join();

    expect(short).toContain('in a sentence');
    expect(far).toContain('180 days at most');
    expect(plan).toContain('Reason: The bulb is on order');
    expect(early).toContain('No drift has been accepted');
    expect(listed).toContain('in force until');
    expect(listed).toMatch(/Ben and Cleo/);
    expect(stranger).toContain('Only operators and approvers');
    expect(ended).toContain('has ended, and that is on record');
    expect(twice).toContain('is over already');
  });

  test('an exception whose day has passed before it was approved is not asked for', async () => {
    const on = lampsIn();
    const run = await finished(on);
    const until = new Date(on.clock.now().getTime() - DAY).toISOString();
    const answers = { run, subject: 'lamp/north', title: 'Lamp', finding: 'lamp-lit/north' };

    const late = await on.begins(ada, 'drift-exception', {
      ...{ ...answers, says: 'Dark.', risk: 'sensitive', until },
      reason: 'The bulb is on order and comes next week.',
    });

    expect(await on.stateOf(late)).toEqual({ 'drift-accepted': 'failed' });
    expect(await on.chat.exceptions.list()).toEqual([]);
  });

  test('a compliance report is for auditors', async () => {
    const on = lampsIn();

    expect((await on.says(ada, 'compliance last month')).join()).toContain('Only auditors');
  });
});
