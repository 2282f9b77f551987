import { expect } from 'expect';
import { GatewayError } from '../../src/core/errors.ts';
import { remembering } from '../../src/core/walkthrough.ts';
import { foresee } from '../../src/core/foresee.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { Guide } from '../../src/core/step.ts';
import { ada, ben } from '../fakes/fake-directory.ts';
import { oneAnswer, SECRET } from '../fakes/one-answer.ts';
import { approver, operator, stage } from '../fakes/stage.ts';

async function begun(...given: Parameters<typeof oneAnswer>) {
  const answer = oneAnswer(...given);
  const on = stage([answer.walkthrough]);
  const { run = '' } = await on.runs.start('answer', {}, operator(ada));
  await on.runs.advance(run);
  const paste = (text?: string, by = operator(ada)) =>
    on.runs.attest(run, 'service-asked', by, text);
  return { ...on, ...answer, run, paste };
}

const YES = `Answer : yes\nToken  : ${SECRET}`;

suite('what a person pastes', () => {
  test('is understood by the step, and only what was understood is recorded', async () => {
    const { runs, run, paste } = await begun();

    const answer = await paste(`\n\n${YES}\n`);

    const entries = await runs.read(run);
    expect(answer).toMatchObject({ kind: 'recorded', says: 'Recorded as attested by you.' });
    expect(entries.at(-1)).toMatchObject({
      kind: 'attested',
      by: ada,
      statement: 'The service said yes.',
      seen: { answer: 'yes' },
    });
    expect(JSON.stringify(entries)).not.toContain(SECRET);
    expect((await runs.advance(run)).state).toBe('finished');
  });

  test('keeps its line breaks on the way to the step', async () => {
    const { world, paste } = await begun();

    await paste('Some heading\r\n\r\n  Answer : yes');

    expect(world.read).toEqual(['Some heading\r\n\r\n  Answer : yes']);
  });

  test('is refused with the problem, records nothing, and can be pasted again', async () => {
    const { runs, run, paste, stepsOf } = await begun();
    const before = await runs.read(run);

    const no = await paste('Answer : no');

    expect(no).toEqual({ kind: 'refused', says: 'The service said no: ask its owner.' });
    expect(await runs.read(run)).toEqual(before);
    expect(await stepsOf(run)).toEqual({ 'service-asked': 'your-turn' });
    expect((await paste(YES)).kind).toBe('recorded');
  });

  test('is demanded: a word alone settles nothing, and it is said what to paste and where', async () => {
    const { runs, run, paste, world } = await begun();
    const before = await runs.read(run);

    const answers = [await paste(), await paste(''), await paste(' \n ')];

    for (const answer of answers)
      expect(answer).toEqual({
        kind: 'refused',
        says: expect.stringMatching(/What Get-Answer printed.*service-asked/),
      });
    expect(world.read).toEqual([]);
    expect(await runs.read(run)).toEqual(before);
  });

  test('may be 20,000 characters long and no longer', async () => {
    const { paste, world } = await begun();
    const long = (length: number) => `Answer : yes${'.'.repeat(length - 12)}`;

    const over = await paste(long(20_001));
    const just = await paste(long(20_000));

    expect(over).toEqual({ kind: 'refused', says: expect.stringContaining('20000') });
    expect(just.kind).toBe('recorded');
    expect(world.read).toHaveLength(1);
  });

  test('is read from operators only', async () => {
    const { paste, world } = await begun();

    const answer = await paste(YES, approver(ben));

    expect(answer.kind).toBe('refused');
    expect(world.read).toEqual([]);
  });

  test('is recorded once, however often it is sent', async () => {
    const { paste } = await begun();

    const both = await Promise.all([paste(YES), paste(YES)]);
    const later = await paste(YES);

    expect(both.map(({ kind }) => kind).sort()).toEqual(['recorded', 'settled']);
    expect(later.kind).toBe('settled');
  });

  test('is worth nothing for a step whose turn it is not', async () => {
    const { runs, run, paste, world } = await begun();
    await runs.cancel(run, operator(ada));

    const late = await paste(YES);
    const other = await runs.attest(run, 'no-such-step', operator(ada), YES);
    const none = await runs.attest('7K2QF9', 'service-asked', operator(ada), YES);

    expect([late, other, none].map(({ kind }) => kind)).toEqual(Array(3).fill('refused'));
    expect(world.read).toEqual([]);
  });

  test('counts for the instructions it was read for, not for those that came meanwhile', async () => {
    const given = { go: undefined as undefined | (() => void) };
    const gate = new Promise<void>((resolve) => (given.go = resolve));
    const { runs, run, paste, world } = await begun({}, async () => {
      await gate;
      return { kind: 'accepted', statement: 'Yes.', seen: null };
    });

    const answering = paste(YES);
    world.text = 'Run the other command.';
    await runs.advance(run);
    given.go?.();

    expect(await answering).toEqual({
      kind: 'refused',
      says: expect.stringContaining('instructions have changed'),
    });
  });

  test('never lies in an error, not even where the step breaks on it', async () => {
    const { paste } = await begun();

    const thrown = await paste(`{ "answer": ${SECRET}`).catch((error: unknown) => error);

    const { message, stack, cause } = thrown as Error;
    expect(message).toContain('service-asked');
    expect(`${message}${stack}${String(cause)}`).not.toContain('only-in');
  });

  test('waits when the step has to ask a service that is silent', async () => {
    const silent = new GatewayError('Azure does not answer.', { status: 503, transient: true });
    const { paste, runs, run } = await begun({}, () => Promise.reject(silent));
    const before = await runs.read(run);

    await expect(paste(YES)).rejects.toBe(silent);

    expect(await runs.read(run)).toEqual(before);
  });
});

suite('a step that takes only a word', () => {
  test('refuses a text rather than to lose it', async () => {
    const answer = oneAnswer();
    const plain = stage([
      {
        ...answer.walkthrough,
        steps: (answers, reads) =>
          answer.walkthrough.steps(answers, reads).map((step) => ({
            ...step,
            async check(looking) {
              const [change] = await step.check(looking);
              if (change?.kind !== 'guided') return [];
              const { asks: _, ...guide } = change.guide;
              return [{ ...change, guide }];
            },
          })),
      },
    ]);
    const { run = '' } = await plain.runs.start('answer', {}, operator(ada));
    await plain.runs.advance(run);

    const text = await plain.runs.attest(run, 'service-asked', operator(ada), 'but only half');
    const alone = await plain.runs.attest(run, 'service-asked', operator(ada), '');

    expect(text).toEqual({ kind: 'refused', says: expect.stringContaining('only your word') });
    expect(alone.kind).toBe('recorded');
    expect(standingOf(await plain.runs.read(run)).steps[0]?.state).toBe('attested');
  });
});

suite('a guide that nobody could settle', () => {
  const plansOf = (...given: Parameters<typeof oneAnswer>) => {
    const steps = oneAnswer(...given).walkthrough.steps({}, remembering());
    return foresee(steps, { entries: [], history: [], now: new Date() });
  };

  test('is thrown at its first plan: one that asks and cannot read', async () => {
    const unread = oneAnswer().walkthrough.steps({}, remembering());
    const steps = unread.map(({ read: _, ...step }) => step);

    const plans = foresee(steps, { entries: [], history: [], now: new Date() });

    await expect(plans).rejects.toThrow('service-asked asks for a text that it cannot read');
  });

  test('is thrown at its first plan: one that asks although the bot can look itself', async () => {
    const observed: Partial<Guide> = { proof: 'observed' };

    await expect(plansOf(observed)).rejects.toThrow('one or the other');
    await expect(plansOf()).resolves.toHaveLength(1);
  });
});
