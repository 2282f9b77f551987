import { expect } from 'expect';
import { MINUTE } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { setUpQuestion } from '../../../src/walkthroughs/customer-key/later/set-up-question.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import { ANSWERS, laterStage, withSetUp, type LaterStage } from './later-stage.ts';

const questionOf = (on: LaterStage) => setUpQuestion(on.past, 'Which?', []);

const optionsOf = async (on: LaterStage) => {
  const form = await questionOf(on).form({}, {});
  return form?.fields[0]?.options?.map(({ value }) => value);
};

const otherNames = { ...ANSWERS, policy: { name: 'Contoso_Other', description: '' } };

/** Begun and dropped. */
async function cancelled(on: LaterStage, answers: object = ANSWERS): Promise<string> {
  on.clock.advance(MINUTE);
  const data = JSON.parse(JSON.stringify(answers)) as Data;
  const { run = '' } = await on.runs.start('customer-key', data, operator(ada));
  await on.runs.cancel(run, operator(ada));
  return run;
}

suite('the question which set-up is meant', () => {
  test('prefers what came to its end to what was begun later and dropped', async () => {
    const on = await laterStage();
    const finished = await withSetUp(on);
    const dropped = await cancelled(on, otherNames);

    const reading = await questionOf(on).read({}, { run: 'latest' });

    expect(await optionsOf(on)).toEqual([finished, dropped]);
    expect(reading).toMatchObject({
      kind: 'answered',
      answers: { setUp: { policy: { name: ANSWERS.policy.name } } },
    });
  });

  test('shows the same two keys once, and still knows every run by its name', async () => {
    const on = await laterStage();
    const dropped = await cancelled(on);
    const finished = await withSetUp(on);

    const reading = await questionOf(on).read({}, { run: dropped.toLowerCase() });

    expect(await optionsOf(on)).toEqual([finished]);
    expect(reading.kind).toBe('answered');
  });

  test('takes the answers as they stand on record', async () => {
    const on = await laterStage();
    await withSetUp(on);

    const reading = await questionOf(on).read({}, {});

    const kept = JSON.parse(JSON.stringify(on.answers)) as Data;
    expect(reading).toEqual({ kind: 'answered', answers: { setUp: kept } });
  });

  test('where nothing is on record it says what to do', async () => {
    const on = await laterStage();

    const form = await questionOf(on).form({}, {});
    const reading = await questionOf(on).read({}, { run: 'latest' });

    expect(form?.notes?.join(' ')).toContain('Type set up customer key');
    expect(reading).toMatchObject({ kind: 'refused' });
  });

  test('an unknown name is refused with those that are known', async () => {
    const on = await laterStage();
    const run = await withSetUp(on);

    const reading = await questionOf(on).read({}, { run: 'ABCDEF' });

    expect(reading).toMatchObject({ kind: 'refused', problem: expect.stringContaining(run) });
  });
});
