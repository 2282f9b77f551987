import { expect } from 'expect';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import type { Risk } from '../../src/core/step.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { oneAnswer, SECRET } from '../fakes/one-answer.ts';
import { operator, stage } from '../fakes/stage.ts';

/** A person has been shown what to do and cannot undo. */
async function shown(risk: Risk = 'irreversible') {
  const { walkthrough } = oneAnswer();
  const steps: typeof walkthrough.steps = (answers, reads) =>
    walkthrough
      .steps(answers, reads)
      .map((step) => ({ ...step, risk, oneWay: 'No answer can be taken back.' }));
  const on = stage([{ ...walkthrough, steps }]);
  const { run = '' } = await on.runs.start('answer', {}, operator(ada));
  const approve = async (ask: number) => {
    for (const person of [ben, cleo]) await on.vote(run, ask, person, { phrase: ONE_WAY_PHRASE });
  };
  await on.runs.advance(run);
  await approve(1);
  on.clock.advance(HOUR);
  await on.runs.advance(run);
  const paste = () =>
    on.runs.attest(run, 'service-asked', operator(ada), `Answer : yes\nToken : ${SECRET}`);
  const state = async () => (await on.stepsOf(run))['service-asked'];
  return { ...on, run, approve, paste, state };
}

suite('the word of a person on what cannot be undone', () => {
  test('counts while the approval stands', async () => {
    const on = await shown();

    expect((await on.paste()).kind).toBe('recorded');
    expect(await on.state()).toBe('attested');
  });

  test('counts no more once the approval has lapsed, also before that was looked at', async () => {
    const on = await shown();
    on.clock.advance(3 * DAY);

    const late = await on.paste();

    expect(late).toEqual({ kind: 'refused', says: expect.stringContaining('has lapsed') });
    expect(await on.state()).toBe('your-turn');
  });

  test('counts no more when the clock is set back behind the lapse that is on record', async () => {
    const on = await shown();
    on.clock.advance(3 * DAY);
    const { ledger } = on.store;
    const key = { tenant: '11111111-1111-4111-8111-111111111111', run: on.run };
    const seen = (await ledger.read(key)).length;
    await ledger.append(key, seen, [{ kind: 'waiting', step: 'another', on: 'something' }]);
    on.clock.advance(-2 * DAY);

    expect((await on.paste()).kind).toBe('refused');
  });

  test('counts again when the same has been approved anew', async () => {
    const on = await shown();
    on.clock.advance(3 * DAY);
    await on.runs.advance(on.run);
    await on.approve(2);
    on.clock.advance(HOUR);
    await on.runs.advance(on.run);

    expect((await on.paste()).kind).toBe('recorded');
  });

  test('does not count before it is shown, nor once the approval is taken back', async () => {
    const early = await shown();
    early.clock.advance(3 * DAY);
    await early.runs.advance(early.run);
    await early.approve(2);
    await early.runs.advance(early.run);
    const taken = await shown();
    await taken.runs.withdraw(taken.run, operator(ada));

    expect((await early.paste()).kind).toBe('refused');
    expect((await taken.paste()).kind).toBe('refused');
  });

  test('is bound to no date where it can be undone', async () => {
    const on = await shown('sensitive');
    on.clock.advance(3 * DAY);

    expect((await on.paste()).kind).toBe('recorded');
  });
});
