import { expect } from 'expect';
import { z } from 'zod';
import type { GuidedChange, Risk, Step } from '../../src/core/step.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { operator, stage } from '../fakes/stage.ts';

const turning = (wish: string): GuidedChange => ({
  kind: 'guided',
  summary: `Turn the lamp ${wish}`,
  details: { operation: 'lamp.turn', target: 'lamp/north', before: 'dark', after: wish },
  guide: { steps: ['Turn it.'], proof: 'attested', statement: `The lamp is ${wish}.` },
});

/** A lamp that a person turns; a test may hold one look at it for as long as it wants. */
function slowLamp(risk: Risk) {
  const world = {
    ...{ wish: 'bright', looks: 0, held: Infinity },
    light: Promise.resolve(),
    letGo: (): void => undefined,
  };
  const step: Step = {
    ...{ id: 'lamp-lit', title: 'The lamp is lit', stage: 'Lamp', risk },
    async check() {
      world.looks += 1;
      if (world.looks === world.held) await world.light;
      return [turning(world.wish)];
    },
  };
  const Answers = z.object({});
  const walkthrough: Walkthrough<typeof Answers> = {
    ...{ id: 'lamp', title: 'Light the lamp', about: 'Light.', command: 'light', questions: [] },
    answers: Answers,
    subject: () => 'lamp/north',
    steps: () => [step],
  };
  return { world, walkthrough };
}

async function begun(risk: Risk) {
  const { world, walkthrough } = slowLamp(risk);
  const on = stage([walkthrough]);
  const { run = '' } = await on.runs.start('lamp', {}, operator(ada));
  await on.runs.advance(run);
  return {
    ...{ ...on, world, run },
    kinds: async () => (await on.runs.read(run)).map(({ kind }) => kind),
    /** Somebody does something while the bot takes its last look of a pass. */
    async whileLooking(deed: () => Promise<unknown>) {
      const before = world.looks;
      await on.runs.advance(run);
      world.held = world.looks + (world.looks - before);
      world.light = new Promise((letGo) => (world.letGo = letGo));
      const advancing = on.runs.advance(run);
      while (world.looks < world.held) await new Promise(setImmediate);
      await deed();
      world.letGo();
      await advancing;
    },
  };
}

suite('What a person does while the bot looks', () => {
  test('by hand stays done, and is not asked of anybody again', async () => {
    const { runs, run, whileLooking, stepsOf, kinds } = await begun('routine');

    await whileLooking(() => runs.attest(run, 'lamp-lit', operator(ada)));

    expect(await stepsOf(run)).toEqual({ 'lamp-lit': 'attested' });
    expect((await kinds()).at(-1)).toBe('attested');
    expect((await runs.advance(run)).state).toBe('finished');
  });

  test('by hand, with approval, needs no second one', async () => {
    const { runs, run, vote, whileLooking, stepsOf, kinds } = await begun('sensitive');
    await vote(run, 1, ben);
    await vote(run, 1, cleo);
    await runs.advance(run);

    await whileLooking(() => runs.attest(run, 'lamp-lit', operator(ada)));
    await runs.advance(run);

    expect(await stepsOf(run)).toEqual({ 'lamp-lit': 'attested' });
    expect((await kinds()).filter((kind) => kind === 'requested')).toHaveLength(1);
    expect((await kinds()).at(-1)).toBe('finished');
  });

  test('by withdrawing leaves nothing before the approvers', async () => {
    const { runs, run, world, whileLooking, kinds } = await begun('sensitive');

    await whileLooking(async () => {
      world.wish = 'dim';
      await runs.withdraw(run, operator(ada));
    });

    expect((await kinds()).at(-1)).toBe('withdrawn');
  });

  test('by cancelling is the end', async () => {
    const { runs, run, world, whileLooking, kinds } = await begun('routine');

    await whileLooking(async () => {
      world.wish = 'dim';
      await runs.cancel(run, operator(ada));
    });

    expect((await kinds()).at(-1)).toBe('cancelled');
  });
});
