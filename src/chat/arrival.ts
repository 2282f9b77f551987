import type { Person } from '../core/people.ts';
import type { TurnContext } from '../teams/botbuilder.ts';
import { hasRequest } from './asked-before.ts';
import { rolesOf, type Chat } from './chat.ts';
import { reply } from './reply.ts';
import { welcomeReply } from './welcome.ts';

/** The bot was added to a chat: a welcome, once, with what to do next. */
export async function onArrival(
  chat: Chat,
  arrival: {
    readonly person: Person | undefined;
    readonly conversationType: string;
    readonly context: TurnContext;
  },
): Promise<void> {
  const { person, context } = arrival;
  const personal = arrival.conversationType === 'personal';
  if (!personal || person === undefined) {
    await context.sendActivity(
      'Hello, I am Audit Steward. Requests for approval can be posted here. For everything else, write to me in our personal chat.',
    );
    return;
  }
  const { roles, problem } = await rolesOf(chat, person, true);
  const place = `person:${person.id}`;
  // A welcome would push the request that somebody was called for out of sight.
  if (problem !== undefined || !(await hasRequest(chat, place)))
    await reply(chat, { person, personal, context }, [
      welcomeReply(chat, { person, roles, place, personal }, problem),
    ]);
  // Somebody who could not be reached before can be now.
  for (const { run } of await chat.runs.list({ open: true })) await chat.lookSoon(run);
}
