import { expect } from 'expect';
import { chatStage } from '../fakes/chat-stage.ts';
import { actionsIn, inputsIn } from '../cards/look.ts';
import { ada, ben } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { wordsOf } from '../fakes/words-of.ts';

const place = `person:${ada.id}`;
const withLamps = () => chatStage([lampSetup(lampWorld())]);

suite('What was dealt with', () => {
  test('an answered form shows the answer and can be filled in no more', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');
    const form = on.teams.findCard(place, 'Which lamp?');

    await on.sends(ada, { form: 'lamp', lamp: 'north' });

    expect(wordsOf(form?.content ?? '')).toContain('Answered');
    expect(wordsOf(form?.content ?? '')).toContain('lamp: north');
    expect([...inputsIn(form?.content), ...actionsIn(form?.content)]).toEqual([]);
  });

  test('a form that is asked again below is given up, so that only one can be filled in', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    const first = on.teams.findCard(place, 'Which colour?');

    await on.says(ada, 'purple');

    expect(wordsOf(first?.content ?? '')).toContain('Asked again below');
    expect(inputsIn(on.teams.findCard(place, 'That is no colour')?.content)).toHaveLength(1);
  });

  test('a plan that was sent has no button left that would send it again', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    await on.says(ada, 'red');
    const plan = on.teams.findCard(place, 'Light lamp north in red.');

    await on.says(ada, 'send');

    expect(wordsOf(plan?.content ?? '')).toContain('Sent for approval');
    expect(actionsIn(plan?.content)).toEqual([]);
  });

  test('a plan that needs nobody is not called a request for approval', async () => {
    const world = lampWorld();
    world.lit.set('north', 'red');
    const on = chatStage([lampSetup(world)]);
    await on.says(ada, 'set up lamps north');

    const plan = (await on.says(ada, 'red')).join();
    const sent = (await on.says(ada, 'send')).join();

    expect(plan).toContain('Check and record');
    expect(plan + sent).not.toContain('approval');
    expect(sent).toContain('Started');
  });

  for (const typed of ['cancel', 'set up lamps'])
    test(`after ${typed} the plan that was open says that it was dropped`, async () => {
      const on = withLamps();
      await on.says(ada, 'set up lamps north');
      await on.says(ada, 'red');
      const plan = on.teams.findCard(place, 'Light lamp north in red.');

      await on.says(ada, typed);

      expect(wordsOf(plan?.content ?? '')).toContain('Dropped');
      expect(actionsIn(plan?.content)).toEqual([]);
      expect(await on.runs.list()).toEqual([]);
    });

  test('an answer counts even if its form was deleted meanwhile', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps');
    on.teams.remove(on.teams.findCard(place, 'Which lamp?')?.id ?? '');

    expect((await on.says(ada, 'north')).join()).toContain('Which colour?');
  });

  test('where there is nothing to choose from, that is said instead of asked', async () => {
    const setup = lampSetup(lampWorld());
    const questions = setup.questions.map((question) => ({
      ...question,
      form: async () => ({
        title: 'Which lamp?',
        intro: [],
        fields: [{ id: 'lamp', label: 'Lamp', kind: 'one' as const, required: true, options: [] }],
        typed: 'lamp',
        example: 'north',
        notes: ['There is no lamp yet.'],
      }),
    }));
    const on = chatStage([{ ...setup, questions }]);

    const said = await on.says(ada, 'set up lamps');

    expect(said).toEqual(['Which lamp? There is no lamp yet.']);
    expect(await on.says(ada, 'cancel')).toEqual([expect.stringContaining('Nothing is open here')]);
  });

  test('somebody who is called for and then opens the chat finds the request and no welcome', async () => {
    const on = withLamps();
    await on.says(ada, 'set up lamps north');
    await on.says(ada, 'red');
    await on.says(ada, 'send');
    await on.work();

    expect(await on.arrives(ben)).toEqual([]);
    expect(wordsOf(on.teams.at(`person:${ben.id}`).at(-1)?.content ?? '')).toContain('Approve');
  });
});
