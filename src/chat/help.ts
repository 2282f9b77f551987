import { helpCard } from '../../cards/help-card.ts';
import type { HelpView } from '../../cards/views.ts';
import type { Role } from '../core/people.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import type { Asker, Chat, Reply } from './chat.ts';
import { say } from './lists.ts';
import { questionsFor } from './welcome.ts';

/** Commands with those whom they are for. */
interface Group {
  readonly whose: readonly Role[];
  readonly title: string;
  readonly commands: HelpView['groups'][number]['commands'];
}

const begins = (
  title: string,
  walkthroughs: readonly Walkthrough[],
  whose: readonly Role[] = ['operator'],
): Group => ({
  ...{ whose, title },
  commands: walkthroughs.map(({ command, about }) => ({ text: command, does: about })),
});

const APPROVALS: Group = {
  whose: ['approver', 'operator'],
  title: 'Approvals',
  commands: [
    { text: 'approvals', does: 'what waits for a decision' },
    { text: 'approve 7K2QF9-1', does: 'approve the request of that number' },
    { text: 'reject 7K2QF9-1 reason', does: 'reject it, with a reason' },
    { text: 'withdraw 7K2QF9', does: 'take back what you asked for' },
    { text: 'delegations', does: 'who decides for whom; end delegation 7K2QF9 ends one at once' },
    {
      text: 'break glass 7K2QF9-1 because …',
      does: 'in an emergency, where the policy allows it: go ahead without approval',
    },
    { text: 'uphold 7K2QF9-1', does: 'review that; or object 7K2QF9-1 because …' },
  ],
};

const ASK: Group = {
  whose: ['analyst'],
  title: 'Questions (for analysts)',
  commands: [
    { text: 'who exported contacts to Excel last week?', does: 'any question, in your words' },
    { text: 'ask', does: 'the same by form: report, period, filters' },
    { text: 'reports', does: 'all reports; report: accessed custom entity, last 30 days' },
    { text: 'explain accessed custom entity', does: 'the exact filter of a report' },
    { text: 'records Q7K2F9', does: 'the records behind an answer, page by page' },
    { text: 'compare Q7K2F9', does: 'with the period before; again Q7K2F9 asks anew' },
    { text: 'export Q7K2F9', does: 'as files; export Q7K2F9 masked hides people' },
    { text: 'save Q7K2F9 as my exports', does: 'under a name; for everyone shares it' },
    { text: 'forget report my exports', does: 'take a saved report away' },
    { text: 'schedule Q7K2F9 daily at 07:30', does: 'or weekly, monthly: answered by itself' },
    { text: 'digests', does: 'what is scheduled; stop digest D7K2F9 ends one' },
  ],
};

const EVIDENCE: Group = {
  whose: ['auditor'],
  title: 'Evidence (for auditors)',
  commands: [
    {
      text: 'evidence 7K2QF9',
      does: 'what happened in a run, with proofs, as a file that anybody can check; evidence last month is of all runs',
    },
    { text: 'compliance last month', does: 'what is set, by whose approval, and what drifted' },
    { text: 'checkpoint', does: 'the newest seal of the ledger, as a phrase to keep' },
  ],
};

const DRIFT: Group = {
  whose: ['operator'],
  title: 'What has drifted',
  commands: [
    { text: 'mend 7K2QF9', does: 'a plan that sets it right again, for approval' },
    {
      text: 'exceptions',
      does: 'what was accepted and until when; end exception 7K2QF9 ends one at once',
    },
  ],
};

const RUNS: Group = {
  whose: ['operator', 'approver', 'analyst', 'auditor'],
  title: 'Runs',
  commands: [
    { text: 'status', does: 'all runs, or one: status 7K2QF9' },
    { text: 'plan 7K2QF9', does: 'what would be done now; nothing is touched' },
    { text: 'check 7K2QF9', does: 'look now instead of later' },
    {
      text: 'done 7K2QF9 step',
      does: 'say that a step was done by hand; paste after it what the step asks for',
    },
    { text: 'resume 7K2QF9', does: 'go on after a stop' },
    {
      text: 'hand over 7K2QF9 to Dan',
      does: 'another operator answers for it; take over 7K2QF9 takes it yourself',
    },
    { text: 'health 7K2QF9', does: 'all checks again, and what has drifted' },
    { text: 'report 7K2QF9', does: 'what is recorded where, and for how long' },
    { text: 'cancel', does: 'drop the open questions; cancel 7K2QF9 ends a run' },
    { text: 'work', does: 'background work and what has failed' },
  ],
};

const isLater = ({ later }: Walkthrough): boolean => later === true;
const byApprovers = ({ starters = [] }: Walkthrough): boolean => starters.includes('approver');

/** What begins something stands first, what works on it for years next, each with its own. */
const allGroups = ({ runs: { walkthroughs }, audit }: Chat): readonly Group[] => [
  begins(
    'Set up',
    walkthroughs.filter((one) => !isLater(one)),
  ),
  ...(audit === undefined ? [] : [ASK]),
  begins(
    'For what was set up',
    walkthroughs.filter((one) => isLater(one) && !byApprovers(one)),
  ),
  DRIFT,
  APPROVALS,
  begins('Who decides', walkthroughs.filter(byApprovers), ['operator', 'approver']),
  EVIDENCE,
  RUNS,
];

/** What everybody can type; what is for whoever asks stands first. */
export function helpReply(chat: Chat, { roles }: Asker): Reply {
  const isOwn = ({ whose }: Group): boolean => whose.some((role) => roles.has(role));
  const all = allGroups(chat).filter(({ commands }) => commands.length > 0);
  const sorted = [...all.filter(isOwn), ...all.filter((one) => !isOwn(one))];
  const card = helpCard({
    groups: sorted.map(({ title, commands }) => ({ title, commands })),
    actions: [
      ...questionsFor(chat, roles),
      ...(roles.size === 0 ? [] : [say('Status', 'status'), say('Approvals', 'approvals')]),
    ],
  });
  return { kind: 'card', card };
}
