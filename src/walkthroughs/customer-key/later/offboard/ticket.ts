import type { GuidedChange, Step } from '../../../../core/step.ts';
import { withInstructions } from '../../../instructions.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { oneLine } from './one-line.ts';

/** Why, and who answers Microsoft's questions. */
export interface Leaving {
  readonly reason: string;
  readonly contact: string;
}

const ticketText = ({ answers }: Site, { reason, contact }: Leaving): string =>
  [
    'Please route this request to the M365 Customer Key team.',
    `Tenant: ${oneLine(answers.tenant.domain)} (${answers.tenant.id})`,
    `Request: offboard the multi-workload data encryption policy ${answers.policy.name} and return to Microsoft-managed keys. This is not a request for data purge.`,
    `Contact for the offboarding: ${oneLine(contact)}`,
    `Reason: ${oneLine(reason)}`,
  ].join('\n');

/** Whatever form it has, there are digits in it. */
const TICKET = /^(?=(?:.*\d){4})[\w#:-]{4,40}$/;

/** Only Microsoft can unassign: the ticket is written here and sent by a person. */
export const ticketOpened = (site: Site, leaving: Leaving): Step => ({
  id: 'ticket-opened',
  title: 'Microsoft has been asked to unassign the policy',
  stage: 'Request',
  risk: 'sensitive',
  sources: [LATER_SOURCES.offboarding],
  check: () => Promise.resolve([withInstructions(ticket(site, leaving))]),
  read: (pasted) =>
    Promise.resolve(
      TICKET.test(pasted.trim())
        ? {
            kind: 'accepted',
            statement: `The support ticket was opened under the number ${pasted.trim()}.`,
            seen: { ticket: pasted.trim() },
          }
        : {
            kind: 'refused',
            problem: 'Give the number of the ticket alone, such as 2611210040001234.',
          },
    ),
});

const ticket = (site: Site, leaving: Leaving): GuidedChange => ({
  kind: 'guided',
  summary: `Ask Microsoft by a support ticket to unassign the policy ${site.answers.policy.name}. Data stays readable and is wrapped with Microsoft’s keys.`,
  details: {
    operation: 'support.dep.unassign',
    target: site.answers.policy.name,
    before: 'assigned',
    after: 'not assigned',
    reason: leaving.reason,
    contact: leaving.contact,
  },
  guide: {
    steps: [
      'Open the Microsoft 365 admin center, Support, New service request, as a Global Administrator.',
      'Copy the text below into it. Keep both vaults, both keys and all rights as they are until Microsoft confirms the end.',
      'Enter the number of the ticket here.',
    ],
    command: ticketText(site, leaving),
    link: 'https://admin.microsoft.com/Adminportal/Home#/support',
    proof: 'attested',
    statement: 'The support ticket was opened.',
    asks: { label: 'Number of the ticket', placeholder: '2611210040001234' },
  },
});
