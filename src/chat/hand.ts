import type { Hand } from '../../dialogs/setup.ts';
import { findPerson } from '../teams/person.ts';
import type { TurnContext } from '../teams/botbuilder.ts';
import { rolesOf, text, type Chat } from './chat.ts';
import { say } from './lists.ts';
import { planReply } from './plan.ts';
import { reply, typing } from './reply.ts';

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
      const actions = [say('Send for approval', 'send'), say('Cancel', 'cancel')];
      const plan = await planReply(chat, { walkthrough, answers, entries: [] }, actions);
      await reply(chat, to(context), [plan]);
      return plan.kind === 'card';
    },

    async start(context, walkthrough, answers) {
      const { person } = to(context);
      const { roles, problem } = await rolesOf(chat, person, true);
      if (problem !== undefined) return reply(chat, to(context), [text(problem)]);
      const started = await chat.runs.start(walkthrough.id, answers, { person, roles });
      // The run's own card is the answer; it is posted as soon as the run is looked at.
      if (started.kind !== 'recorded') await reply(chat, to(context), [text(started.says)]);
    },
  };
}
