import { welcomeCard } from '../../cards/welcome-card.ts';
import type { Role } from '../core/people.ts';
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

/** Buttons for those who ask. */
export const questionsFor = ({ audit }: Chat, roles: ReadonlySet<Role>) =>
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
