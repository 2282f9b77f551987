import { GatewayError } from '../../core/errors.ts';
import { EXCEPT, EXCEPTION } from '../../core/exceptions.ts';
import { appliedOf } from '../../core/in-force.ts';
import type { AutomaticChange, Step } from '../../core/step.ts';
import type { Closing, Walkthrough } from '../../core/walkthrough.ts';
import { Answers, dateProblem } from './answers.ts';
import { findingQuestion, type FindOpen } from './finding-question.ts';
import { reasonQuestion, untilQuestion } from './reason-question.ts';

export interface World {
  readonly findOpen: FindOpen;
  readonly now: () => Date;
}

/** Drift is accepted for a time, by approval, with a reason and an end. */
export const driftException = ({ findOpen, now }: World): Walkthrough<typeof Answers> => ({
  id: EXCEPTION,
  title: 'Accept drift for a time',
  about: 'Accept for a time that something set up does not hold any more; two approvers.',
  command: 'accept drift',
  later: true,
  answers: Answers,
  questions: [findingQuestion(findOpen), reasonQuestion, untilQuestion(now)],
  subject: ({ subject, finding }) => `exception/${subject}/${finding}`,
  steps: (answers) => [accepted(answers)],
  closing,
});

const day = (until: string): string => until.slice(0, 10);

const accepted = (answers: Answers): Step => ({
  id: 'drift-accepted',
  title: `${answers.finding} of run ${answers.run} is accepted until ${day(answers.until)}`,
  stage: 'Exception',
  risk: answers.risk,
  ...(answers.risk === 'irreversible' ? { oneWay: ONE_WAY } : {}),
  check({ entries, now }) {
    if (appliedOf(entries, EXCEPT).length > 0) return Promise.resolve([]);
    const problem = dateProblem(answers.until, now);
    if (problem !== undefined)
      return Promise.reject(new GatewayError(problem, { status: 400, transient: false }));
    return Promise.resolve([change(answers)]);
  },
  found: () => Promise.resolve(`It is accepted until the end of ${day(answers.until)} (UTC).`),
});

const ONE_WAY =
  'While it is accepted nobody is alarmed, and what is lost in that time may not come back.';

/** In force because it was applied: there is nothing to call. */
const change = ({ run, subject, finding, says, reason, until }: Answers): AutomaticChange => ({
  kind: 'automatic',
  summary: `Accept until the end of ${day(until)} (UTC) that this does not hold: ${says} Reason: ${reason}`,
  details: {
    operation: EXCEPT,
    target: `${subject}#${finding}`,
    before: 'drift',
    after: 'accepted',
    ...{ run, subject, finding, says, reason, until },
  },
  apply: () => Promise.resolve(),
});

const closing = ({ finding, run, until }: Answers): Closing => ({
  title: `Accepted until ${day(until)}`,
  sections: [
    {
      heading: 'What follows',
      lines: [
        `Nobody is alarmed about ${finding} of run ${run} until then.`,
        'A week before the end people are told; after it the same is drift again.',
        'Type exceptions to see all of them and to end one earlier.',
      ],
    },
  ],
});
