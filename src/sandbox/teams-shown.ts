import { BOT, findPerson } from './teams-roster.ts';
import type { Message } from './teams-store.ts';

/** A message as the page and scripts get it, with its content as it is now. */
export const shown = (message: Message) => ({
  activityId: message.id,
  from: senderOf(message.sender),
  timestamp: message.timestamp,
  state: message.state,
  thread: message.thread,
  version: message.version,
  ...message.content,
});

function senderOf(sender: string) {
  const person = findPerson(sender);
  return person === undefined
    ? { kind: 'bot', id: BOT.id, name: BOT.name }
    : { kind: 'person', id: person.id, name: person.name };
}
