import { z } from 'zod';
import type { SeededPerson } from './people.ts';
import {
  installationActivity,
  joinedActivity,
  mentionsBot,
  messageActivity,
  pressActivity,
  type Moment,
} from './teams-activities.ts';
import { succeeded, type Deliver } from './teams-bot.ts';
import { Answer, refusal } from './teams-http.ts';
import type { Live } from './teams-live.ts';
import { findOwnAddress, type Address } from './teams-places.ts';
import { BOT, CHANNEL, EVERYONE, findPerson, userIdOf } from './teams-roster.ts';
import type { Tokens } from './tokens.ts';
import { shown } from './teams-shown.ts';
import { authenticated, Wanted } from './teams-sign-in.ts';
import type { ChatStore, Message, Standing } from './teams-store.ts';

/** What people do, for the page and for scripts. */
export interface DoorParts {
  readonly store: ChatStore;
  readonly live: Live;
  readonly clock: { now(): Date };
  readonly serviceUrl: string;
  readonly deliver: Deliver;
  /** Undefined: nobody can sign in here. */
  readonly signedIn?: Tokens['signedIn'] | undefined;
}

/** A person in a place. */
export interface Visitor extends Address {
  readonly person: SeededPerson;
}

export function getPerson(name: unknown): SeededPerson {
  const person = typeof name === 'string' ? findPerson(name) : undefined;
  if (person) return person;
  const names = EVERYONE.map((one) => one.name).join(', ');
  throw refusal(404, `There is no such person in the sandbox; there are ${names}.`);
}

export function getVisitor(who: unknown, where: unknown): Visitor {
  const person = getPerson(who);
  const address = findOwnAddress(person, typeof where === 'string' ? where : undefined);
  if (address) return { person, ...address };
  throw refusal(404, `${person.name} is in no such conversation.`);
}

/** Everybody, with how the page may name them and whether the bot reaches them. */
export const people = ({ store }: DoorParts) => ({
  people: EVERYONE.map((person) => ({
    ...person,
    userId: userIdOf(person),
    access: store.standing(person.id).access,
    channel: findOwnAddress(person, 'channel') !== undefined,
  })),
  channel: { id: CHANNEL.id, name: CHANNEL.name },
});

export const messages = ({ store }: DoorParts, { place }: Visitor) => ({
  messages: store.list(place.id).map(shown),
});

export const momentOf = (parts: DoorParts, visitor: Visitor, id: string): Moment => ({
  ...visitor,
  serviceUrl: parts.serviceUrl,
  now: parts.clock.now(),
  id,
});

// Events carry an id that no message has.
export const eventId = (): string => `f:${crypto.randomUUID()}`;

/** The person opens the place: the first time the bot is told that it was added. */
export async function enter(parts: DoorParts, visitor: Visitor): Promise<void> {
  const { store } = parts;
  const key = visitor.place.kind === 'personal' ? visitor.person.id : visitor.place.id;
  const standing = store.standing(key);
  if (standing.chat === 'opened' || standing.access !== 'installed') return;
  store.stand(key, { ...standing, chat: 'opened' });
  const added = await parts.deliver(
    installationActivity(momentOf(parts, visitor, eventId()), 'add'),
  );
  await parts.deliver(joinedActivity(momentOf(parts, visitor, eventId())));
  // A bot that is not up yet shall be told when the chat is opened again.
  if (!succeeded(added)) store.stand(key, standing);
}

const Said = z.object({
  text: z.string().max(28_000).optional(),
  value: z.json().optional(),
  replyToId: z.string().optional(),
  displayText: z.string().max(28_000).optional(),
});

/** A message, typed or pressed; answered when the bot has taken it. */
export async function say(parts: DoorParts, visitor: Visitor, body: unknown) {
  const said = read(Said, body);
  if (said.value === undefined && !said.text?.trim())
    throw refusal(400, 'Say something: text or value.');
  refuseCutOff(parts, visitor);
  await enter(parts, visitor);
  const message = keep(parts, visitor, said);
  const unheard = visitor.place.kind === 'channel' && !mentionsBot(said.text ?? '') && !said.value;
  if (unheard) return { activityId: message.id, delivered: false };
  return deliverMessage(parts, visitor, message);
}

function keep(
  { store, live, clock }: DoorParts,
  visitor: Visitor,
  said: z.infer<typeof Said>,
): Message {
  const content = read(z.record(z.string(), z.json()), { ...said });
  const { place, thread = null, person } = visitor;
  const message = store.add({ place: place.id, thread, sender: person.id, content }, clock.now());
  live.changed(place.id);
  return message;
}

async function deliverMessage(parts: DoorParts, visitor: Visitor, message: Message) {
  // A new post in a channel is the root of its own thread.
  const thread = visitor.place.kind === 'channel' ? (message.thread ?? message.id) : undefined;
  const moment = { ...momentOf(parts, visitor, message.id), thread };
  const answer = await parts.deliver(messageActivity(moment, message.content));
  if (succeeded(answer)) return { activityId: message.id, delivered: true };
  const error = `${BOT.name} did not take the message (status ${answer.status}).`;
  throw new Answer(502, { activityId: message.id, delivered: false, error });
}

const Pressed = z.object({
  activityId: z.string(),
  verb: z.string().default(''),
  data: z.record(z.string(), z.json()).default({}),
  id: z.string().default(''),
  trigger: z.enum(['manual', 'automatic']).default('manual'),
  signIn: Wanted.optional(),
});

/** Presses an `Action.Execute`; returns what the client got, whatever it is. */
export async function press(parts: DoorParts, visitor: Visitor, body: unknown) {
  const pressed = read(Pressed, body);
  const message = parts.store.find(visitor.place.id, pressed.activityId);
  if (message === undefined || message.state === 'deleted' || message.sender !== 'bot')
    throw refusal(404, `There is no card ${pressed.activityId} in this conversation.`);
  refuseCutOff(parts, visitor);
  const thread = visitor.place.kind === 'channel' ? (message.thread ?? message.id) : undefined;
  const { signIn } = pressed;
  const authentication = signIn && authenticated(parts, visitor.person, signIn);
  const moment = { ...momentOf(parts, visitor, eventId()), thread };
  return parts.deliver(pressActivity(moment, { ...pressed, authentication }));
}

/** Who has blocked the bot or not installed it cannot talk to it. */
export function refuseCutOff({ store }: DoorParts, { person, place }: Visitor): void {
  const { access } = store.standing(person.id);
  if (place.kind === 'personal' && access === 'blocked')
    throw refusal(403, `${person.name} has blocked the bot; unblock it first.`);
  if (place.kind === 'personal' && access === 'uninstalled')
    throw refusal(403, `${person.name} has not installed the bot; install it first.`);
}

const Wish = z.object({ blocked: z.union([z.boolean(), z.literal('uninstalled')]) });

/** Blocks the bot (nobody is told), uninstalls it (the bot is told), or lets it back in. */
export async function setAccess(parts: DoorParts, person: SeededPerson, body: unknown) {
  const { blocked } = read(Wish, body);
  const access = blocked === true ? 'blocked' : blocked === false ? 'installed' : 'uninstalled';
  const before = parts.store.standing(person.id);
  parts.store.stand(person.id, { ...before, access });
  await tellBot(parts, person, before, access);
  return { person: person.id, access };
}

async function tellBot(parts: DoorParts, person: SeededPerson, before: Standing, access: string) {
  if (before.chat === 'none' || before.access === access) return;
  const action = access === 'uninstalled' ? 'remove' : 'add';
  if (action === 'add' && before.access !== 'uninstalled') return;
  const moment = momentOf(parts, getVisitor(person.id, 'personal'), eventId());
  await parts.deliver(installationActivity(moment, action));
}

/** What was sent, or a refusal that says what is wrong with it. */
export function read<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw refusal(400, z.prettifyError(read.error));
}
