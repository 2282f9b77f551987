import { ERASURE } from '../../core/erasure.ts';
import type { Remark, Walkthrough } from '../../core/walkthrough.ts';
import { Answers } from './answers.ts';
import { dataErased } from './data-erased.ts';
import { personQuestion } from './question.ts';
import type { World } from './world.ts';

const STAYS: Remark = {
  level: 'information',
  text: 'Messages that were sent stay in people’s chats, and audit records stay in the archive until their time is over. docs/security.md says what is kept where.',
};

async function leftOut({ tenant, openings }: World, person: string): Promise<readonly Remark[]> {
  const named = await openings.about(tenant, person);
  const open = named.filter(({ ended }) => !ended).map(({ run }) => run);
  return open.length === 0
    ? []
    : [
        {
          level: 'warning',
          text: `Left out, for they are still open: ${open.join(', ')}.`,
          fix: 'End these runs first; the journal of today ends with the day.',
        },
      ];
}

/** Takes a person out of what is on record; what was decided and done stays, and so do its proofs. */
export const erasePerson = (world: World): Walkthrough<typeof Answers> => ({
  id: ERASURE,
  title: 'Erase personal data',
  about: 'Take a person’s id, name and words out of what is on record. Proofs still hold.',
  command: 'erase personal data',
  later: true,
  answers: Answers,
  questions: [personQuestion],
  subject: () => 'erasure/personal-data',
  steps: (answers) => [dataErased(world, answers)],
  remarks: async ({ person }) => [STAYS, ...(await leftOut(world, person))],
});
