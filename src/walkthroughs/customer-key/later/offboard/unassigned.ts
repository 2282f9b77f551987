import { DAY } from '../../../../core/clock.ts';
import type { Change, GuidedChange, Step } from '../../../../core/step.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { stillAssigned } from './assigned.ts';

const waitForMicrosoft = ({ answers }: Site): Change => ({
  kind: 'wait',
  summary: 'Wait until Microsoft has unassigned the policy.',
  details: {
    operation: 'support.dep.unassigned',
    target: answers.policy.name,
    before: 'assigned',
    after: 'not assigned',
  },
  on: 'Microsoft to unassign the policy',
  usually: 'days; no time is promised',
  lookAgain: DAY / 2,
});

/** Seen where the bot can ask; otherwise a person looks and says so. */
export const unassigned = (site: Site): Step => ({
  id: 'unassigned',
  title: 'The policy is not assigned any more',
  stage: 'Unassigned',
  risk: 'routine',
  sources: [LATER_SOURCES.offboarding],
  async check() {
    const assigned = await stillAssigned(site);
    if (assigned === false) return [];
    return [assigned === true ? waitForMicrosoft(site) : lookYourself(site)];
  },
  read: (pasted) =>
    Promise.resolve(
      pasted.toLowerCase().includes(site.answers.policy.name.toLowerCase())
        ? {
            kind: 'refused',
            problem: `That still names ${site.answers.policy.name}: it is assigned. Wait for Microsoft, and keep all keys and rights.`,
          }
        : {
            kind: 'accepted',
            statement: `Get-M365DataAtRestEncryptionPolicyAssignment no longer names ${site.answers.policy.name}.`,
            seen: { assigned: false },
          },
    ),
});

const lookYourself = ({ answers }: Site): GuidedChange => ({
  kind: 'guided',
  summary: `Look whether ${answers.policy.name} is still assigned, once Microsoft says that it is not.`,
  details: {
    operation: 'exchange.dep.unassigned',
    target: answers.policy.name,
    before: 'assigned',
    after: 'not assigned',
  },
  guide: {
    steps: [
      'Wait until Microsoft has answered the ticket.',
      'Run the commands below and paste all that they print, or the words nothing printed.',
    ],
    command: 'Connect-ExchangeOnline\nGet-M365DataAtRestEncryptionPolicyAssignment | Format-List',
    proof: 'attested',
    statement: 'The policy is not assigned any more.',
    asks: { label: 'What the command printed', placeholder: 'nothing printed' },
  },
});
