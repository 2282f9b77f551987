import { z } from 'zod';
import type { Closing, Question, Walkthrough } from '../../../../core/walkthrough.ts';
import { Answers, subjectOf } from '../../answers.ts';
import { siteOf, type World } from '../../world.ts';
import { allWell } from '../all-well.ts';
import { laterHealth } from '../later-health.ts';
import { setUpQuestion, type PastRuns } from '../set-up-question.ts';
import { accessRemoved } from './access-removed.ts';
import { endConfirmed } from './end-confirmed.ts';
import { oneLine } from './one-line.ts';
import { policyDisabled } from './policy-disabled.ts';
import { ticketOpened } from './ticket.ts';
import { unassigned } from './unassigned.ts';

const isPlain = (text: string): boolean => oneLine(text) === text;

const OffboardAnswers = z.object({
  setUp: Answers,
  /** Both go into a support ticket: one line of plain text each. */
  reason: z.string().min(3).max(300).refine(isPlain),
  contact: z.string().min(3).max(200).refine(isPlain),
});

const leavingQuestion: Question = {
  id: 'leaving',
  form: () =>
    Promise.resolve({
      title: 'Why, and who answers Microsoft’s questions?',
      intro: [
        'Both go into the support ticket. Going back to Microsoft-managed keys is not a purge: data stays readable.',
        'Keys, vaults and rights stay as they are until Microsoft confirms the end; that takes days or weeks.',
      ],
      fields: [
        {
          id: 'reason',
          label: 'Reason',
          kind: 'text',
          required: true,
          placeholder: 'Keys are to be managed by Microsoft again',
        },
        {
          id: 'contact',
          label: 'Contact for Microsoft',
          kind: 'text',
          required: true,
          placeholder: 'Kim Lee, kim@contoso.example',
        },
      ],
      typed: 'reason',
      example: 'Keys are to be managed by Microsoft again; Kim Lee, kim@contoso.example',
    }),
  read(_answers, input) {
    const [first = '', ...rest] = oneLine(input['reason']).split(';');
    // Typed as one line, or filled in as two fields.
    const asked = input['contact'] !== undefined;
    const reason = asked ? oneLine(input['reason']) : first.trim();
    const contact = asked ? oneLine(input['contact']) : rest.join(';').trim();
    const fits =
      reason.length >= 3 && reason.length <= 300 && contact.length >= 3 && contact.length <= 200;
    return Promise.resolve(
      fits
        ? { kind: 'answered', answers: { reason, contact } }
        : { kind: 'refused', problem: 'Give a reason, a semicolon, and whom Microsoft can ask.' },
    );
  },
};

const closing = ({ setUp }: z.infer<typeof OffboardAnswers>): Closing => ({
  title: `Customer Key has been left for ${setUp.tenant.domain}`,
  sections: [
    {
      heading: 'What is so now',
      lines: [
        `${setUp.policy.name} is not assigned and disabled. Policies are not deleted.`,
        'Microsoft’s application has no rights at the two vaults any more.',
        'The vaults and keys are still there. Keep them for as long as backups from before may have to be opened.',
      ],
    },
    {
      heading: 'What this bot does not do',
      lines: [
        'It deletes no key and no vault, and it never purges: after that nothing brings a key back.',
        'Locks can be taken off by an owner. A deleted vault with purge protection keeps its name and its keys for 90 days.',
        'A subscription under the mandatory retention period cannot be cancelled at once.',
      ],
    },
  ],
});

/** The way out, in the only order that cuts nobody off. */
export const offboardCustomerKey = (
  world: World,
  past: PastRuns,
): Walkthrough<typeof OffboardAnswers> => ({
  id: 'customer-key-offboard',
  title: 'Leave Customer Key',
  about: 'Go back to Microsoft-managed keys: the ticket, the wait, and a clean-up that is guarded.',
  command: 'offboard customer key',
  answers: OffboardAnswers,
  later: true,
  retires: true,
  questions: [
    setUpQuestion(past, 'Which set-up shall be left?', [
      'Only Microsoft can unassign the policy, by a support ticket that is written for you.',
    ]),
    leavingQuestion,
  ],
  subject: ({ setUp }) => subjectOf(setUp),
  steps({ setUp, reason, contact }, reads) {
    const site = siteOf(world, setUp, reads);
    return [
      allWell(site),
      ticketOpened(site, { reason, contact }),
      unassigned(site),
      endConfirmed(site),
      policyDisabled(site),
      ...site.branches.map((branch) => accessRemoved(site, branch)),
    ];
  },
  health: laterHealth(world),
  closing,
});
