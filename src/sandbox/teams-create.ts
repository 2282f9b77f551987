import { z } from 'zod';
import { TENANT_ID, type SeededPerson } from './people.ts';
import { CHANNEL, chatIdOf, findPerson, isMember, userIdOf } from './teams-roster.ts';
import type { ChatStore } from './teams-store.ts';
import { badArgument, connectorError, NewConversation } from './teams-wire.ts';

interface Created {
  readonly id: string;
  readonly channel: boolean;
  readonly activity: unknown;
}

/** A chat with one person, or a new thread in the channel; a bot can make nothing else. */
export function createConversation(store: ChatStore, body: unknown): Created {
  const read = NewConversation.safeParse(body);
  if (!read.success) throw badArgument(z.prettifyError(read.error));
  refuseOtherTenant(read.data);
  const { activity, channelData } = read.data;
  const channel = channelData?.channel?.id;
  if (channel !== undefined) return { id: getChannel(channel, activity), channel: true, activity };
  return { id: chatWith(store, getMember(read.data)), channel: false, activity };
}

function refuseOtherTenant({ tenantId, channelData }: NewConversation): void {
  const named = [tenantId, channelData?.tenant?.id].filter((id) => id !== undefined);
  if (named.length === 0) throw badArgument('The tenant id is missing.');
  if (named.some((id) => id !== TENANT_ID))
    throw connectorError(403, 'BotNotInConversationRoster', 'The bot is not installed there.');
}

function getChannel(id: string, activity: unknown): string {
  if (id !== CHANNEL.id) throw connectorError(404, 'ConversationNotFound', 'Channel not found.');
  if (activity === undefined) throw badArgument('A new thread needs its first activity.');
  return id;
}

function getMember({ members, isGroup }: NewConversation): SeededPerson {
  const [only, ...others] = members ?? [];
  if (isGroup || others.length > 0)
    throw connectorError(403, 'NotEnoughPermissions', 'A bot cannot create a group chat.');
  if (only === undefined) throw badArgument('A chat needs one member.');
  const person = findPerson(only.id);
  // A name is an answer of ours elsewhere; the connector knows ids only.
  if (!person || ![person.id, userIdOf(person)].includes(only.id))
    throw badArgument('The member id is not known.');
  return person;
}

function chatWith(store: ChatStore, person: SeededPerson): string {
  const { access, chat } = store.standing(person.id);
  if (access === 'blocked')
    throw connectorError(403, 'ConversationBlockedByUser', 'User blocked the conversation.');
  if (access === 'uninstalled' || !isMember(person))
    throw connectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the roster.');
  if (chat === 'none') store.stand(person.id, { access, chat: 'created' });
  return chatIdOf(person);
}
