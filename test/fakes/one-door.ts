import { z } from 'zod';
import type { Applying, Change, Risk } from '../../src/core/step.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';

/** A walkthrough with one step: some doors shall be shut. Small enough to break in every way. */
export function oneDoor(risk: Risk = 'routine') {
  const world = {
    open: new Set(['front', 'back']),
    shut: [] as string[],
    requestIds: [] as string[],
    /** Thrown once by the next deed. */
    trouble: undefined as Error | undefined,
    /** Thrown by every look while set. */
    blind: undefined as Error | undefined,
    /** Called after each deed. */
    onShut: () => {},
    /** Shutting works but cannot be seen yet. */
    unseen: false,
  };
  const shut =
    (door: string) =>
    async ({ requestId }: Applying) => {
      const { trouble } = world;
      world.trouble = undefined;
      if (trouble) throw trouble;
      world.shut.push(door);
      world.requestIds.push(requestId);
      world.onShut();
      if (!world.unseen) world.open.delete(door);
    };
  const change = (door: string): Change => ({
    kind: 'automatic',
    summary: `Shut the ${door} door.`,
    details: { operation: 'door.shut', target: door, before: 'open', after: 'shut' },
    apply: shut(door),
    settles: { lookAgain: 1000, deadline: 60_000 },
  });
  const walkthrough: Walkthrough = {
    id: 'doors',
    title: 'Shut the doors',
    about: 'Shuts doors.',
    command: 'shut the doors',
    answers: z.object({}),
    questions: [],
    subject: () => 'house',
    steps: () => [
      {
        id: 'doors-shut',
        title: 'The doors are shut',
        stage: 'Doors',
        risk,
        ...(risk === 'irreversible' ? { oneWay: 'The keys are thrown away.' } : {}),
        async check() {
          if (world.blind) throw world.blind;
          return [...world.open].sort().map(change);
        },
      },
    ],
  };
  return { world, walkthrough };
}
