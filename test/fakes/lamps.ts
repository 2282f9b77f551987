import { z } from 'zod';
import type { Risk, Step } from '../../src/core/step.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';

const Answers = z.object({ lamp: z.string().min(1), colour: z.enum(['red', 'green']) });

export interface Lamps {
  readonly lit: Map<string, string>;
  /** For the next looks at the lamps and the next questions: thrown, or all is well. */
  readonly faults: (Error | undefined)[];
  /** Thrown by the next attempts to light one. */
  readonly refusals: Error[];
}

export const lampWorld = (): Lamps => ({ lit: new Map(), faults: [], refusals: [] });

function lit(world: Lamps, lamp: string, colour: string, risk: Risk): Step {
  const look = () => {
    const fault = world.faults.shift();
    if (fault !== undefined) throw fault;
    return world.lit.get(lamp);
  };
  return {
    id: 'lamp-lit',
    title: `Lamp ${lamp} is lit`,
    stage: 'Light',
    risk,
    ...(risk === 'irreversible' ? { oneWay: 'A lamp cannot be unlit.' } : {}),
    async check() {
      const before = look();
      if (before === colour) return [];
      const details = {
        operation: 'lamp.light',
        target: lamp,
        before: before ?? null,
        after: colour,
      };
      const apply = async () => {
        const refusal = world.refusals.shift();
        if (refusal !== undefined) throw refusal;
        world.lit.set(lamp, colour);
      };
      return [{ kind: 'automatic', summary: `Light lamp ${lamp} in ${colour}.`, details, apply }];
    },
    found: async () => `Lamp ${lamp} shines.`,
  };
}

const seen = (lamp: string): Step => ({
  id: 'lamp-seen',
  title: `Somebody has seen lamp ${lamp}`,
  stage: 'Look',
  risk: 'routine',
  check: async () => [
    {
      kind: 'guided',
      summary: `Look at lamp ${lamp}.`,
      details: { operation: 'lamp.look', target: lamp, before: null, after: 'seen' },
      guide: {
        steps: [`Walk to lamp ${lamp}.`, 'Look.'],
        proof: 'attested',
        statement: `Lamp ${lamp} was seen.`,
      },
    },
  ],
});

/** A small walkthrough with two questions; `guided` adds a step that a person does. */
export function lampSetup(
  world: Lamps,
  { risk = 'sensitive' as Risk, guided = false, id = 'lamps', questions = ['lamp', 'colour'] } = {},
): Walkthrough<typeof Answers> {
  const fault = () => {
    const next = world.faults.shift();
    if (next !== undefined) throw next;
  };
  return {
    id,
    title: 'Light a lamp',
    about: 'Light a lamp.',
    command: 'set up lamps',
    answers: Answers,
    questions: questions.map((name) => ({
      id: name,
      async form(_answers, input) {
        fault();
        return {
          title: `Which ${name}?`,
          intro: [],
          fields: [{ id: name, label: name, kind: 'text', value: input[name] ?? '' }],
          typed: name,
          example: name === 'colour' ? 'red' : 'north',
        };
      },
      async read(_answers, input) {
        fault();
        const value = (input[name] ?? '').trim();
        return value === '' || (name === 'colour' && !['red', 'green'].includes(value))
          ? { kind: 'refused', problem: `That is no ${name}.` }
          : { kind: 'answered', answers: { [name]: value } };
      },
    })),
    subject: ({ lamp }) => `lamp/${lamp}`,
    steps: ({ lamp, colour }) => [lit(world, lamp, colour, risk), ...(guided ? [seen(lamp)] : [])],
    closing: ({ lamp }) => ({ title: `Lamp ${lamp} shines now`, sections: [] }),
  };
}
