import { z } from 'zod';
import { GatewayError } from '../../src/core/errors.ts';
import type { Custody, Risk, Step } from '../../src/core/step.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';

const Answers = z.object({ first: z.string(), second: z.string() });

/** Two vaults with a key in each, under different people; `lamp` belongs to nobody. */
export function twoKeys(risk: Risk = 'routine') {
  const world = {
    made: [] as string[],
    /** Thrown once by the next deed for a thing. */
    trouble: new Map<string, Error>(),
  };
  const step = (thing: string, more: Partial<Step> = {}): Step => ({
    id: `${thing.replace('/', '-').toLowerCase()}-made`,
    title: `${thing} is there`,
    stage: 'Keys',
    risk,
    after: [],
    async check() {
      if (world.made.includes(thing)) return [];
      const apply = async () => {
        const trouble = world.trouble.get(thing);
        world.trouble.delete(thing);
        if (trouble) throw trouble;
        world.made.push(thing);
      };
      const details = { operation: 'thing.make', target: thing, before: null, after: 'made' };
      return [{ kind: 'automatic', summary: `Make ${thing}.`, details, apply }];
    },
    ...more,
  });
  const branch = (vault: string, custody: Custody): readonly Step[] => [
    step(vault, { custody }),
    step(`${vault}/key`, { custody }),
  ];
  const walkthrough: Walkthrough<typeof Answers> = {
    id: 'two-keys',
    title: 'Two keys',
    about: 'Makes two keys.',
    command: 'make two keys',
    answers: Answers,
    questions: [],
    subject: () => 'keys/contoso.example',
    steps: ({ first, second }) => {
      const pair = `${first}/key + ${second}/key`;
      return [
        step('lamp', { risk: 'routine' }),
        ...branch(first, { pair, part: `${first}/key` }),
        ...branch(second, { pair, part: `${second}/key` }),
      ];
    },
  };
  return { world, walkthrough };
}

export const refusedBy = (what: string): GatewayError =>
  new GatewayError(what, { status: 403, transient: false });
