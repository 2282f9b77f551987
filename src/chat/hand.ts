import { planCard } from '../../cards/plan-card.ts';
import type { ActionView, PlanView } from '../../cards/views.ts';
import type { Hand } from '../../dialogs/setup.ts';
import { findPerson } from '../teams/person.ts';
import type { TurnContext } from '../teams/botbuilder.ts';
import { rolesOf, text, type Chat } from './chat.ts';
import { say } from './lists.ts';
import { findPlan } from './plan.ts';
import { carrying, reply, typing } from './reply.ts';

/** Where nothing needs anybody's yes, sending it only has everything checked and recorded. */
const needsApproval = ({ stages }: PlanView): boolean =>
  stages.some(({ steps }) => steps.some(({ approvers }) => approvers > 0));

const actionsFor = (plan: PlanView): readonly ActionView[] => [
  {
    ...say(needsApproval(plan) ? 'Send for approval' : 'Check and record', 'send'),
    style: 'positive',
  },
  say('Cancel', 'cancel'),
];

const misfit = (command: string): string =>
  `Those answers do not fit any more. Type ${command} to start again.`;

/** What a set-up dialog hands over to: the plan is shown, the run is started. */
export function handOf(chat: Chat): Hand {
  const to = (context: TurnContext) => {
    const person = findPerson(context.activity);
    if (person === undefined) throw new Error('A turn without a person reached a dialog.');
    return { person, personal: true, context };
  };
  return {
    async showPlan(context, walkthrough, answers) {
      await typing({ context });
      const plan = await findPlan(chat, { walkthrough, answers, entries: [] }, []);
      if (plan === undefined) {
        await reply(chat, to(context), [text(misfit(walkthrough.command))]);
        return undefined;
      }
      const sent = await context.sendActivity(
        carrying(planCard({ ...plan, actions: actionsFor(plan) })),
      );
      return {
        ...(sent === undefined ? {} : { cardId: sent.id }),
        afterwards: needsApproval(plan) ? 'sent' : 'started',
        title: `Plan: ${plan.title}`,
        lines: [plan.subject],
      };
    },

    async start(context, walkthrough, answers) {
      const { person } = to(context);
      const { roles, problem } = await rolesOf(chat, person, true);
      const refused = async (says: string) => {
        await reply(chat, to(context), [text(says)]);
        return false;
      };
      if (problem !== undefined) return refused(problem);
      const started = await chat.runs.start(walkthrough.id, answers, { person, roles });
      // The run's own card is the answer; it is posted as soon as the run is looked at.
      return started.kind === 'recorded' || refused(started.says);
    },
  };
}
