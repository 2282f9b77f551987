import { helpCard } from '../../cards/help-card.ts';
import type { HelpView } from '../../cards/views.ts';
import { welcomeCard } from '../../cards/welcome-card.ts';
import type { Role } from '../core/people.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import { NO_ROLE, type Asker, type Chat, type Reply } from './chat.ts';
import { say } from './lists.ts';

const MAY: Record<Role, string> = {
  operator: 'Operator: you may set things up, and resume, withdraw or cancel runs.',
  approver: 'Approver: you decide on changes that others ask for.',
  analyst:
    'Analyst: you may ask questions about audit activity, and look at runs and their health.',
  auditor:
    'Auditor: you may take evidence and compliance reports, and look at runs and their health.',
};

const mayOf = (roles: ReadonlySet<Role>): readonly string[] =>
  roles.size === 0 ? [NO_ROLE] : [...roles].map((role) => MAY[role]);

const CUSTOMER_KEY = 'customer-key';

/** What there is to set up from nothing, in words that fit on a button. */
function startersOf({ runs }: Chat) {
  const [first] = runs.walkthroughs;
  const customerKey = runs.find(CUSTOMER_KEY);
  return [
    ...(first === undefined ? [] : [say('Set up auditing', first.command)]),
    ...(customerKey === undefined ? [] : [say('Set up Customer Key', customerKey.command)]),
  ];
}

const questionsFor = ({ audit }: Chat, roles: ReadonlySet<Role>) =>
  audit !== undefined && roles.has('analyst') ? [say('Reports', 'reports'), say('Ask', 'ask')] : [];

/** `problem`: why the roles are not known, which is not the same as having none. */
export function welcomeReply(chat: Chat, { person, roles }: Asker, problem?: string): Reply {
  const actions = [
    ...(roles.has('operator') ? startersOf(chat) : []),
    ...questionsFor(chat, roles),
    ...(roles.has('approver') ? [say('Approvals', 'approvals')] : []),
    ...(roles.size > 0 ? [say('Status', 'status')] : []),
    say('Help', 'help'),
  ];
  const card = welcomeCard({
    name: person.name,
    sandbox: chat.sandbox,
    may: problem === undefined ? mayOf(roles) : [problem],
    actions,
  });
  return { kind: 'card', card };
}

type Group = HelpView['groups'][number];

const group = (title: string, walkthroughs: readonly Walkthrough[]): Group => ({
  title,
  commands: walkthroughs.map(({ command, about }) => ({ text: command, does: about })),
});

const APPROVALS: Group = {
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

const RUNS: Group = {
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

/** What begins something stands first, what works on it for years next, each with its own. */
export function helpReply(chat: Chat, { roles }: Asker): Reply {
  const { walkthroughs } = chat.runs;
  const isLater = ({ later }: Walkthrough): boolean => later === true;
  const groups = [
    group(
      'Set up',
      walkthroughs.filter((one) => !isLater(one)),
    ),
    ...(chat.audit === undefined ? [] : [ASK]),
    group('For what was set up', walkthroughs.filter(isLater)),
    APPROVALS,
    RUNS,
  ];
  const card = helpCard({
    groups: groups.filter(({ commands }) => commands.length > 0),
    actions: [
      ...questionsFor(chat, roles),
      ...(roles.size === 0 ? [] : [say('Status', 'status'), say('Approvals', 'approvals')]),
    ],
  });
  return { kind: 'card', card };
}
