import { DAY } from '../../../../core/clock.ts';
import type { GuidedChange, Pasted, Step, WaitChange } from '../../../../core/step.ts';
import { cleaned, shortened } from '../../pasted/cleaned.ts';
import { assignedIn } from '../../pasted/policies.ts';
import { refusalIn } from '../../policy-refusals.ts';
import { connectExchange } from '../../portals.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { stillAssigned, UNASSIGNED } from './assigned.ts';

const waitForMicrosoft = ({ answers }: Site): WaitChange => ({
  kind: 'wait',
  summary: `Wait until Microsoft has unassigned ${answers.policy.name}.`,
  details: {
    operation: 'exchange.dep.unassigned',
    target: answers.policy.name,
    before: 'assigned',
    after: 'not assigned',
  },
  on: 'Microsoft to unassign the policy',
  usually: 'days; no time is promised',
  lookAgain: DAY / 2,
});

/** The command alone, as it was typed: with anything behind it the line may be its error. */
const ASKED =
  /^.*?\bGet-M365DataAtRestEncryptionPolicyAssignment(?: *\| *(?:Format-List|fl))? *$/gim;
const CONNECTED =
  /^\s*(?:PS\b[^>]*> *)?(?:Connect-ExchangeOnline(?: +-ExchangeEnvironmentName +\w+)? *)?$/gim;
const NOTHING = /^\W*(?:nothing(?: was)?(?: printed| shown)?|no output|empty)\W*$/i;
const EMPTY = /^ *DataEncryptionPolicy *: *(?:\{\})? *$/im;

/** Only an answer that can mean nothing else: an error also names no policy. */
function readUnassigned(pasted: string, site: Site): Pasted {
  const { name } = site.answers.policy;
  const printed = cleaned(pasted).replaceAll(ASKED, '');
  const wasAsked = printed !== cleaned(pasted);
  const text = printed.replaceAll(CONNECTED, '').trim();
  const [named] = assignedIn(text);
  if (named !== undefined || text.toLowerCase().includes(name.toLowerCase()))
    return {
      kind: 'refused',
      problem: `That names ${shortened(named ?? name, 80)}: a policy is assigned. Wait for Microsoft, and keep all keys and rights.`,
    };
  if ((text === '' && wasAsked) || NOTHING.test(text) || EMPTY.test(text))
    return {
      kind: 'accepted',
      statement: `Get-M365DataAtRestEncryptionPolicyAssignment named no policy any more, so not ${name} either.`,
      seen: { assigned: false },
    };
  const problem =
    'This does not say that nothing is assigned. Run the commands again; when the second one prints nothing and no error, answer: nothing printed.';
  return { kind: 'refused', problem: refusalIn(pasted, site) ?? problem };
}

/** Seen where the bot can ask; otherwise a person looks and says so. */
export const unassigned = (site: Site): Step => ({
  id: UNASSIGNED,
  title: 'The policy is not assigned any more',
  stage: 'Unassigned',
  risk: 'routine',
  sources: [LATER_SOURCES.offboarding],
  async check() {
    const assigned = await stillAssigned(site);
    if (assigned === false) return [];
    return [assigned === true ? waitForMicrosoft(site) : lookYourself(site)];
  },
  read: (pasted) => Promise.resolve(readUnassigned(pasted, site)),
  found: () =>
    Promise.resolve(`Exchange Online does not name ${site.answers.policy.name} as assigned.`),
});

const lookYourself = ({ answers, world }: Site): GuidedChange => ({
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
      'Run the commands below and paste all that they print. When the second one prints nothing and no error, answer: nothing printed.',
    ],
    command: `${connectExchange(world.settings.cloud)}\nGet-M365DataAtRestEncryptionPolicyAssignment | Format-List`,
    proof: 'attested',
    statement: 'The policy is not assigned any more.',
    asks: { label: 'What the command printed', placeholder: 'nothing printed' },
  },
});
