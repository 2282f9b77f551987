import { z } from 'zod';
import type { Change, Risk, Step } from '../../../src/core/step.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';

/** What there is to change, as plain data, so that a state can be put down and taken up again. */
export interface SmallWorld {
  /** Doors that stand open, by step. */
  open: Record<string, string[]>;
  /** Each deed with the request id it carried. */
  deeds: { readonly door: string; readonly requestId: string }[];
  /** The next deed: is carried out and its answer lost, or is not carried out, and the bot dies. */
  trouble: 'killed before' | 'killed after' | undefined;
}

export const smallWorld = (open: SmallWorld['open']): SmallWorld => ({
  open,
  deeds: [],
  trouble: undefined,
});

/** The process ends here: nothing after it is run. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface SmallStep {
  readonly id: string;
  readonly risk: Risk;
  readonly guided?: true;
}

function stepOf(world: SmallWorld, { id, risk, guided }: SmallStep): Step {
  const shut =
    (door: string) =>
    async ({ requestId }: { readonly requestId: string }) => {
      const { trouble } = world;
      world.trouble = undefined;
      if (trouble === 'killed before') throw new Killed();
      world.deeds.push({ door, requestId });
      world.open[id] = (world.open[id] ?? []).filter((other) => other !== door);
      if (trouble === 'killed after') throw new Killed();
    };
  const change = (door: string): Change => {
    const text = {
      summary: `Shut the ${door} door.`,
      details: { operation: 'door.shut', target: `${id}/${door}`, before: 'open', after: 'shut' },
    };
    if (!guided) return { kind: 'automatic', ...text, apply: shut(door) };
    const guide = { steps: ['Push.'], proof: 'attested', statement: 'It is shut.' } as const;
    return { kind: 'guided', ...text, guide };
  };
  return {
    id,
    title: `The doors of ${id} are shut`,
    stage: id,
    risk,
    ...(risk === 'irreversible' ? { oneWay: 'The keys are thrown away.' } : {}),
    check: async () => (world.open[id] ?? []).toSorted().map(change),
  };
}

/** A walkthrough of such steps over this world. */
export const smallWalkthrough = (
  world: SmallWorld,
  steps: readonly SmallStep[],
  subject = 'house',
): Walkthrough => ({
  id: 'doors',
  title: 'Shut the doors',
  about: 'Shuts doors.',
  command: 'shut the doors',
  answers: z.object({}),
  questions: [],
  subject: () => subject,
  steps: () => steps.map((step) => stepOf(world, step)),
});
