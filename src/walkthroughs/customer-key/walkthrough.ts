import type { Walkthrough } from '../../core/walkthrough.ts';
import { Answers, subjectOf } from './answers.ts';
import { closing } from './closing.ts';
import { driftFrom, healthFrom, remarksFrom } from './health.ts';
import { judgeAll } from './judge-all.ts';
import { WORTH_KNOWING } from './worth-knowing.ts';
import { questions } from './questions.ts';
import { stepsFor } from './steps.ts';
import { siteOf, type World } from './world.ts';

/** Customer Key for audit records, from two subscriptions to evidence that the keys are used. */
export const customerKey = (world: World): Walkthrough<typeof Answers> => ({
  id: 'customer-key',
  title: 'Customer Key for audit records',
  about: 'Encrypt audit records with two keys of your own, and prove that they are used.',
  command: 'set up customer key',
  answers: Answers,
  questions: questions(world),
  subject: subjectOf,
  steps: (answers, reads) => stepsFor(siteOf(world, answers, reads)),
  remarks: async (answers, reads, seen) => [
    ...remarksFrom(await judgeAll(siteOf(world, answers, reads), seen)),
    ...WORTH_KNOWING,
  ],
  health: async (answers, reads, seen) =>
    healthFrom(answers, await judgeAll(siteOf(world, answers, reads), seen), seen.history),
  drift: async (answers, reads, seen) =>
    driftFrom(await judgeAll(siteOf(world, answers, reads), seen)),
  closing,
});
