import type { Vote } from './approvals.ts';
import type { AskedStep } from './asks.ts';
import type { Data } from './data.ts';
import type { Happening } from './ledger.ts';
import type { By } from './rulings.ts';
import { remembering, type Walkthrough } from './walkthrough.ts';

/** A vote as it is recorded: one entry for each step. */
export const decided = (
  { verdict, reason }: Vote,
  { person: by }: By,
  steps: readonly AskedStep[],
): readonly Happening[] =>
  steps.map(({ ask, step, digest }) => ({
    kind: 'decided',
    ask,
    step,
    digest,
    verdict,
    by,
    ...(reason === undefined ? {} : { reason }),
  }));

/** The first entry of a run: all that its cards need, even if the walkthrough changes later. */
export function started(
  walkthrough: Walkthrough,
  answers: Data,
  subject: string,
  by: By,
): Happening {
  const steps = walkthrough.steps(walkthrough.answers.parse(answers), remembering());
  return {
    kind: 'started',
    walkthrough: walkthrough.id,
    title: walkthrough.title,
    subject,
    answers,
    requester: by.person,
    steps: steps.map(({ id, title, stage, risk, oneWay }) => ({
      id,
      title,
      stage,
      risk,
      ...(oneWay === undefined ? {} : { oneWay }),
    })),
  };
}
