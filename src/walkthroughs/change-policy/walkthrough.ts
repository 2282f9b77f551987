import { z } from 'zod';
import { POLICY_SUBJECT } from '../../core/policy-in-force.ts';
import type { Walkthrough } from '../../core/walkthrough.ts';
import { policyInForce } from './step.ts';
import type { World } from './world.ts';

const Answers = z.object({});

/** Puts the policy of the file in force, by an approval under the policy that it replaces. */
export const changePolicy = (world: World): Walkthrough<typeof Answers> => ({
  id: 'change-policy',
  title: 'Change the approval policy',
  about: 'Put the approval policy of the file in force, by an approval under the present one.',
  command: 'change policy',
  later: true,
  answers: Answers,
  questions: [],
  subject: () => POLICY_SUBJECT,
  steps: (_answers, reads) => [policyInForce(world, reads)],
});
