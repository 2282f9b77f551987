import { expect } from 'expect';
import type { Answered } from '../../src/chat/press.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { personPlace } from '../../src/announce.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { ada, ben } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { oneAnswer, SECRET } from '../fakes/one-answer.ts';
import { TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

async function begun(...given: Parameters<typeof oneAnswer>) {
  const answer = oneAnswer(...given);
  const on = chatStage([answer.walkthrough]);
  const run = await on.begins(ada, 'answer', {});
  return { ...on, ...answer, run };
}

const says = (answered: Answered) =>
  answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
const step = 'service-asked';
const YES = `Answer : yes\nToken  : ${SECRET}`;
const last = (entries: readonly { readonly kind: string }[]) => entries.at(-1)?.kind;

suite('Pasting into the card', () => {
  test('the card shows the field, and what is pasted there is recorded as understood', async () => {
    const on = await begun();
    const card = wordsOf(on.teams.at(personPlace(ada.id)).at(-1)?.content);

    const answered = await on.press(ada, 'done', { run: on.run, step, pasted: YES });
    await on.work();

    expect(card).toContain('What Get-Answer printed');
    expect(says(answered)).toBe('Recorded as attested by you.');
    expect(await on.stateOf(on.run)).toEqual({ [step]: 'attested' });
    const settled = on.teams.at(personPlace(ada.id)).map(({ content }) => wordsOf(content));
    expect(settled.join()).toContain('Attested');
  });

  test('after a refusal the card stays open and says the problem', async () => {
    const on = await begun();

    const no = await on.press(ada, 'done', { run: on.run, step, pasted: 'Answer : no' });
    const empty = await on.press(ada, 'done', { run: on.run, step });

    expect(no.kind).toBe('card');
    expect(says(no)).toContain('The service said no: ask its owner.');
    expect(JSON.stringify(no)).toMatch(/"id":"pasted".*"verb":"done"/);
    expect(says(empty)).toContain('What Get-Answer printed');
    expect(await on.stateOf(on.run)).toEqual({ [step]: 'your-turn' });
  });

  test('what is far too long is said to be, and reaches no step', async () => {
    const on = await begun();

    const long = await on.press(ada, 'done', { run: on.run, step, pasted: 'x'.repeat(20_001) });
    const absurd = await on.press(ada, 'done', { run: on.run, step, pasted: 'x'.repeat(200_001) });

    expect(says(long)).toContain('more than 20000 characters');
    expect(absurd.kind).toBe('message');
    expect(on.world.read).toEqual([]);
  });

  test('people who may not are shown no card to try again on', async () => {
    const on = await begun();

    const answered = await on.press(ben, 'done', { run: on.run, step, pasted: YES });

    expect(answered).toEqual({ kind: 'message', text: expect.stringContaining('Only operators') });
  });

  test('an old client that sends the field as a message is served the same way', async () => {
    const on = await begun();

    const answers = await on.sends(ada, { verb: 'done', run: on.run, step, pasted: YES });

    expect(answers).toEqual(['Recorded as attested by you.']);
  });

  test('a service that is silent meanwhile is named, and nothing is recorded', async () => {
    const silent = new GatewayError('Azure does not answer.', { status: 503, transient: true });
    const on = await begun({}, () => Promise.reject(silent));

    const answered = await on.press(ada, 'done', { run: on.run, step, pasted: YES });

    expect(says(answered)).toContain('Azure does not answer. Nothing was changed.');
    expect(last(await on.entriesOf(on.run))).toBe('waiting');
  });
});

suite('Pasting into the chat', () => {
  test('works over several lines, with the run and without', async () => {
    for (const named of [true, false]) {
      const on = await begun();
      const run = named ? `${on.run.toLowerCase()} ` : '';

      const answers = await on.says(ada, `Done ${run}${step}\n\n${YES}\n`);

      expect(answers).toEqual(['Recorded as attested by you.']);
      expect(on.world.read).toEqual([YES]);
    }
  });

  test('is answered with the problem when it does not fit', async () => {
    const on = await begun();

    expect(await on.says(ada, `done ${on.run} ${step} Answer : no`)).toEqual([
      'The service said no: ask its owner.',
    ]);
    expect(await on.says(ada, `done ${on.run} ${step}`)).toEqual([
      expect.stringContaining('What Get-Answer printed'),
    ]);
    expect(await on.stateOf(on.run)).toEqual({ [step]: 'your-turn' });
  });

  test('nothing in a problem can act as a link or a mention', async () => {
    const on = await begun({}, async (pasted) => ({ kind: 'refused', problem: `Not: ${pasted}` }));

    await on.says(ada, `done ${on.run} ${step} [here](https://evil.example) <at>Ben</at>`);

    const [message] = on.teams.at(personPlace(ada.id)).slice(-1);
    expect(message?.content).not.toMatch(/(?<!\\)\[here\]\(/);
    expect(message?.content).not.toContain('<at>');
  });

  test('a text that was cut on its way is refused, and the card named instead', async () => {
    const on = await begun();

    const answers = await on.says(ada, `done ${on.run} ${step} Answer : yes ${'x'.repeat(5000)}`);

    expect(answers).toEqual([expect.stringContaining('field on the card')]);
    expect(on.world.read).toEqual([]);
  });
});

suite('What was pasted', () => {
  test('is nowhere afterwards: not on cards, in the ledger, the state or the log', async () => {
    const answer = oneAnswer();
    const on = chatStage([answer.walkthrough, lampSetup(lampWorld())]);
    const run = await on.begins(ada, 'answer', {});
    const written: string[] = [];
    const state = on.store.conversationState(TENANT);
    const { write } = state;
    Object.assign(state, {
      write: (changes: Parameters<typeof write>[0]) => {
        written.push(JSON.stringify(changes));
        return write(changes);
      },
    });
    const no = `Answer : no\nToken  : ${SECRET}`;

    await on.says(ada, 'set up lamps');
    await on.says(ada, `done ${run} ${step}\n${no}`);
    await on.press(ada, 'done', { run, step, pasted: no });
    await on.sends(ada, { verb: 'done', run, step, pasted: no });
    await expect(on.press(ada, 'done', { run, step, pasted: `{ ${SECRET}` })).rejects.toThrow();
    await on.says(ada, `done ${run} ${step} { ${SECRET}`);
    await on.says(ada, `done ${run} ${step}\n${YES}`);
    await on.work();

    const shown = [ada, ben].map(({ id }) => on.teams.at(personPlace(id)));
    const all = JSON.stringify([shown, await on.entriesOf(run), on.log.lines, written]);
    expect(answer.world.read.filter((text) => text.includes(SECRET))).toHaveLength(6);
    expect(written.length).toBeGreaterThan(0);
    expect(on.log.lines.map(({ event }) => event)).toContain('turn.failed');
    expect(all).toContain('The service said yes.');
    expect(all).not.toContain(SECRET);
  });
});
