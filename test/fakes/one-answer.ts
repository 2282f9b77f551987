import { z } from 'zod';
import type { Guide, Looking, Pasted } from '../../src/core/step.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';

/** Looks like nothing that the log would take out by itself. */
export const SECRET = 'only-in-the-paste-7f3a';

/** A walkthrough with one step that a person does, and proves by what a command printed. */
export function oneAnswer(
  guide: Partial<Guide> = {},
  read: (pasted: string, looking: Looking) => Promise<Pasted> = understand,
) {
  const world = { text: 'Run the command.', read: [] as string[], done: false };
  const walkthrough: Walkthrough = {
    id: 'answer',
    title: 'Ask the service',
    about: 'Asks.',
    command: 'ask the service',
    answers: z.object({}),
    questions: [],
    subject: () => 'service/one',
    steps: () => [
      {
        id: 'service-asked',
        title: 'The service says yes',
        stage: 'Ask',
        risk: 'routine',
        read(pasted, looking) {
          world.read.push(pasted);
          return read(pasted, looking);
        },
        async check() {
          if (world.done) return [];
          return [
            {
              kind: 'guided',
              summary: 'Ask the service and paste what it says.',
              details: { operation: 'ask', target: world.text, before: null, after: 'yes' },
              guide: {
                steps: [world.text],
                command: 'Get-Answer | Format-List',
                proof: 'attested',
                statement: 'The service said yes.',
                asks: { label: 'What Get-Answer printed', placeholder: 'Answer : …' },
                ...guide,
              },
            },
          ];
        },
      },
    ],
  };
  return { world, walkthrough };
}

async function understand(pasted: string): Promise<Pasted> {
  if (pasted.startsWith('{')) JSON.parse(pasted);
  const answer = /^Answer\s*:\s*(\w+)/m.exec(pasted)?.[1];
  if (answer === undefined)
    return { kind: 'refused', problem: 'There is no line that begins with Answer.' };
  return answer === 'yes'
    ? { kind: 'accepted', statement: 'The service said yes.', seen: { answer } }
    : { kind: 'refused', problem: 'The service said no: ask its owner.' };
}
