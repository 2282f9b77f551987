import type { Live } from './teams-live.ts';
import { gauge, type Limits } from './teams-limits.ts';
import { everyMember, oneMember, pageOfMembers } from './teams-members.ts';
import { conversationIdOf, findAddress, type Address } from './teams-places.ts';
import { BOT } from './teams-roster.ts';
import { createConversation } from './teams-create.ts';
import type { ChatStore, Message } from './teams-store.ts';
import {
  badArgument,
  connectorError,
  contentOf,
  conversationNotFound,
  findConsent,
  partsOf,
  readOutgoing,
  type Outgoing,
} from './teams-wire.ts';

/** What the connector works on. */
export interface ConnectorParts {
  readonly store: ChatStore;
  readonly live: Live;
  readonly clock: { now(): Date };
  readonly serviceUrl: string;
  readonly limits: Limits;
}

/** One call of the Bot Connector's REST interface, its path already split and decoded. */
export interface Call {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** Bot Connector, REST v3, as far as a bot needs it. Refusals are thrown as answers. */
export function connector(parts: ConnectorParts): (call: Call) => Reply {
  const calls = gauge();
  return (call) => {
    throttle(calls, parts.limits, call);
    const [conversation, what, id] = call.path;
    if (conversation === undefined) return open(parts, call);
    const address = getAddress(parts, conversation);
    const room = { ...parts, address };
    if (what === 'activities') return activities(room, call, id);
    if (call.method !== 'GET') throw noSuchCall();
    if (what === 'members') return id === undefined ? everyMember(address) : oneMember(address, id);
    if (what === 'pagedmembers') return pageOfMembers(address, call.query);
    throw noSuchCall();
  };
}

type Room = ConnectorParts & { readonly address: Address };

const noSuchCall = () => connectorError(405, 'MethodNotAllowed', 'There is no such call.');

function open(parts: ConnectorParts, { method, body }: Call): Reply {
  if (method !== 'POST') throw noSuchCall();
  const created = createConversation(parts.store, body);
  const address = getAddress(parts, created.id);
  if (created.activity === undefined) return reply(parts, created.id);
  const { body: posted } = post({ ...parts, address }, readOutgoing(created.activity), undefined);
  const thread = created.channel ? posted.id : undefined;
  return reply(parts, conversationIdOf(address.place, thread), posted.id);
}

const reply = ({ serviceUrl }: ConnectorParts, id: string, activityId?: string): Reply => ({
  status: 201,
  body: { id, serviceUrl, ...(activityId === undefined ? {} : { activityId }) },
});

function throttle(calls: ReturnType<typeof gauge>, limits: Limits, call: Call): void {
  const now = Date.now();
  const [conversation, what] = call.path;
  const kind = conversation === undefined ? 'create' : what === 'activities' ? 'send' : 'read';
  const base = conversation?.split(';')[0] ?? '';
  const wait =
    calls.wait('all', limits.all, now) || calls.wait(`${kind} ${base}`, limits[kind], now);
  if (wait > 0)
    throw connectorError(429, 'Throttled', 'Too many requests.', { 'Retry-After': String(wait) });
}

/** The conversation, if there is one and the bot may still write there. */
function getAddress({ store }: ConnectorParts, conversation: string): Address {
  const address = findAddress(conversation);
  if (address === undefined) throw conversationNotFound();
  if (address.thread !== undefined && !store.find(address.place.id, address.thread))
    throw conversationNotFound();
  const { place } = address;
  if (place.kind === 'personal' && store.standing(place.person.id).chat === 'none')
    throw conversationNotFound();
  return address;
}

function refuseUnwelcome({ store, address: { place } }: Room): void {
  if (place.kind === 'channel') return;
  const { access } = store.standing(place.person.id);
  if (access === 'blocked')
    throw connectorError(403, 'ConversationBlockedByUser', 'User blocked the conversation.');
  if (access === 'uninstalled')
    throw connectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the roster.');
}

function activities(room: Room, { method, body }: Call, id: string | undefined): Reply {
  if (method === 'GET' && id !== undefined) return everyMember(room.address);
  refuseUnwelcome(room);
  if (method === 'POST') return post(room, readOutgoing(body), id);
  if (id === undefined) throw noSuchCall();
  if (method === 'PUT') return put(room, readOutgoing(body), getOwn(room, id));
  if (method === 'DELETE') return remove(room, getOwn(room, id));
  throw noSuchCall();
}

interface Posted extends Reply {
  readonly body: { readonly id?: string };
}

function post(room: Room, activity: Outgoing, replyTo: string | undefined): Posted {
  const { store, live, clock, address } = room;
  const thread = threadOf(room, replyTo);
  if (activity.type === 'typing') live.typing(address.place.id, thread);
  if (activity.type !== 'message') return { status: 201, body: { id: String(Date.now()) } };
  if (address.place.kind === 'channel' && findConsent(contentOf(activity)))
    throw badArgument('Bots offer files in personal chats only.');
  const posted = partsOf(activity).map((part) =>
    store.add(
      { place: address.place.id, thread: thread ?? null, sender: 'bot', content: contentOf(part) },
      clock.now(),
    ),
  );
  live.changed(address.place.id);
  // A message that was split in two comes back without an id.
  const [only, second] = posted;
  return { status: 201, body: only && !second ? { id: only.id } : {} };
}

// In a channel a reply belongs to the thread of what it answers.
function threadOf({ store, address }: Room, replyTo: string | undefined): string | undefined {
  if (address.place.kind === 'personal' || address.thread !== undefined) return address.thread;
  const answered = replyTo === undefined ? undefined : store.find(address.place.id, replyTo);
  return answered?.thread ?? answered?.id;
}

function getOwn({ store, address }: Room, id: string): Message {
  const found = store.find(address.place.id, id);
  if (found === undefined || found.state === 'deleted')
    throw connectorError(404, 'ActivityNotFoundInConversation', 'Activity not found.');
  if (found.sender !== 'bot')
    throw connectorError(
      403,
      'NotEnoughPermissions',
      `${BOT.name} may change its own messages only.`,
    );
  return found;
}

function put({ store, live }: Room, activity: Outgoing, message: Message): Reply {
  store.replace(message.id, contentOf(activity));
  live.changed(message.place);
  return { status: 200, body: { id: message.id } };
}

function remove({ store, live }: Room, message: Message): Reply {
  store.remove(message.id);
  live.changed(message.place);
  return { status: 200 };
}
