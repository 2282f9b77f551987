import type { SeededPerson } from './people.ts';
import { CHANNEL, chatIdOf, EVERYONE, isMember } from './teams-roster.ts';

/** Where messages are: somebody's chat with the bot, or the channel. */
export type Place =
  | { readonly kind: 'personal'; readonly id: string; readonly person: SeededPerson }
  | { readonly kind: 'channel'; readonly id: string };

/** A place and, in the channel, the thread that was meant. */
export interface Address {
  readonly place: Place;
  readonly thread?: string;
}

const THREAD = /^(?<base>.*?)(?:;messageid=(?<thread>[^;]+))?$/s;
const channel: Place = { kind: 'channel', id: CHANNEL.id };

/** A thread has an id of its own: `<channel>;messageid=<root>`. */
export function findAddress(conversationId: string): Address | undefined {
  const { base, thread } = THREAD.exec(conversationId)?.groups ?? {};
  if (base === CHANNEL.id) return { place: channel, ...(thread ? { thread } : {}) };
  const person = EVERYONE.find((someone) => chatIdOf(someone) === conversationId);
  return person && { place: personalChat(person) };
}

export const personalChat = (person: SeededPerson): Place => ({
  kind: 'personal',
  id: chatIdOf(person),
  person,
});

/** What a person means by `personal`, `channel` or a conversation id; only their own places. */
export function findOwnAddress(person: SeededPerson, name = 'personal'): Address | undefined {
  if (name === '' || name === 'personal') return { place: personalChat(person) };
  const found = findAddress(name === 'channel' || name === CHANNEL.name ? CHANNEL.id : name);
  return found && mayEnter(person, found.place) ? found : undefined;
}

/** People in the place, the bot not counted. */
export const membersOf = (place: Place): readonly SeededPerson[] =>
  place.kind === 'personal' ? [place.person] : EVERYONE.filter(isMember);

const mayEnter = (person: SeededPerson, place: Place): boolean =>
  membersOf(place).some(({ id }) => id === person.id);

export const conversationIdOf = (place: Place, thread: string | undefined): string =>
  place.kind === 'channel' && thread !== undefined ? `${place.id};messageid=${thread}` : place.id;
