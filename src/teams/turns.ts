import { randomUUID } from 'node:crypto';
import type { Person } from '../core/people.ts';
import { TimedOut, within } from './bounded.ts';
import type { Activity, ConversationState, TurnContext } from './botbuilder.ts';
import { gate } from './gate.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { findPerson } from './person.ts';
import { bodyOf, findPress, PRESS, type Press, type PressAnswer } from './press.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRate, type Pace } from './rate.ts';
import { SAYS } from './says.ts';
import { showsLife } from './sign-of-life.ts';
import { StateConflict } from './state.ts';
import { cut, spokenText } from './text.ts';

/** A person said something, in words or by an `Action.Submit`. */
export interface Message {
  readonly person: Person;
  readonly tenant: string;
  /** Without the mention of the bot, cut to what a recogniser may see; also the context's text. */
  readonly text: string;
  /** As typed, up to 4,000 characters: for reasons, not for recognisers. */
  readonly fullText: string;
  readonly value: unknown;
  readonly conversationId: string;
  readonly conversationType: string;
  readonly locale: string;
  readonly context: TurnContext;
}

/** The bot was added to a chat or a team. */
export interface Arrival {
  /** Who added it, when Teams says so. */
  readonly person: Person | undefined;
  readonly tenant: string;
  readonly conversationId: string;
  readonly conversationType: string;
  readonly context: TurnContext;
}

export interface Handlers {
  message(message: Message): Promise<void>;
  press(press: Press): Promise<PressAnswer>;
  arrived?(arrival: Arrival): Promise<void>;
  /** Every admitted activity but presses, for instance to remember where people can be reached. */
  seen?(activity: Activity): Promise<void>;
}

export interface TurnParts {
  readonly tenant: string;
  readonly handlers: Handlers;
  /** Saved before the turn ends. Dialogs read and write it through the context. */
  readonly state?: ConversationState;
  readonly limits?: Limits;
  readonly metrics?: Metrics;
  readonly log: Log;
  /** Keeps other replicas out of the conversation; in this process turns are queued anyway. */
  readonly withLock?: <T>(key: string, work: () => Promise<T>) => Promise<T>;
}

interface Parts extends TurnParts {
  readonly limits: Limits;
  readonly queue: Queue;
  readonly turnPace: (person: string) => Pace;
  readonly pressPace: (person: string) => Pace;
}

/** What the adapter runs for each activity: the gate, then words in order, presses at once. */
export function createTurns(given: TurnParts): (context: TurnContext) => Promise<void> {
  const limits = given.limits ?? LIMITS;
  const now = () => performance.now();
  const parts: Parts = {
    ...given,
    limits,
    queue: createQueue(limits.waitingTurns),
    turnPace: createRate(limits.turnsPerMinute, now),
    pressPace: createRate(limits.pressesPerMinute, now),
  };
  return (context) => admit(parts, context);
}

async function admit(parts: Parts, context: TurnContext): Promise<void> {
  const { activity } = context;
  const verdict = gate(parts.tenant, activity);
  if (!verdict.pass) return turnAway(parts, context, verdict.why);
  if (activity.from?.id !== undefined && activity.from.id === activity.recipient?.id) return;
  if (activity.type === 'invoke')
    return activity.name === PRESS ? pressed(parts, context) : undefined;
  await notice(parts, activity);
  if (activity.type === 'message') return spoken(parts, context);
  if (activity.type === 'installationUpdate' && activity.action?.startsWith('add') === true)
    return arrived(parts, context);
}

/** No reply and nothing stored; only a press gets its sentence, for silence looks like a fault. */
async function turnAway(parts: Parts, context: TurnContext, why: string): Promise<void> {
  const { type, name } = context.activity;
  parts.log.warn('activity.refused', { why, type });
  parts.metrics?.refused(why);
  if (type === 'invoke' && name === PRESS && why !== 'channel')
    await reply(context, { kind: 'message', text: SAYS.foreign });
}

async function notice({ handlers, log }: Parts, activity: Activity): Promise<void> {
  try {
    await handlers.seen?.(activity);
  } catch (error) {
    // Whoever writes gets an answer even if the place cannot be remembered for later.
    log.error('place.not-remembered', { error });
  }
}

async function spoken(parts: Parts, context: TurnContext): Promise<void> {
  const { activity } = context;
  const person = findPerson(activity);
  if (person === undefined) {
    parts.metrics?.refused('no directory id');
    return say(context, SAYS.nobody);
  }
  const pace = parts.turnPace(person.id);
  if (pace !== 'fine') parts.metrics?.refused('too many turns');
  if (pace === 'warn') return say(context, SAYS.fast);
  if (pace === 'silent') return;

  const message = messageOf(parts, context, person);
  activity.text = message.text;
  await queued(parts, context, 'message', () => parts.handlers.message(message));
}

function messageOf({ tenant, limits }: Parts, context: TurnContext, person: Person): Message {
  const { activity } = context;
  const fullText = cut(spokenText(activity), limits.fullTextLength);
  return {
    person,
    tenant,
    text: cut(fullText, limits.textLength),
    fullText,
    value: activity.value,
    ...placeOf(activity),
    locale: activity.locale ?? '',
    context,
  };
}

const placeOf = ({ conversation }: Activity) => ({
  conversationId: conversation.id,
  conversationType: conversation.conversationType ?? '',
});

async function arrived(parts: Parts, context: TurnContext): Promise<void> {
  const { arrived: welcome } = parts.handlers;
  if (welcome === undefined) return;
  const { activity } = context;
  const { tenant } = parts;
  const arrival = { person: findPerson(activity), tenant, ...placeOf(activity), context };
  await queued(parts, context, 'arrival', () => welcome(arrival));
}

/** One turn of a conversation after the other, its state saved before the turn ends. */
async function queued(
  parts: Parts,
  context: TurnContext,
  kind: string,
  handle: () => Promise<void>,
): Promise<void> {
  const key = context.activity.conversation.id;
  const { withLock = (_key, work) => work() } = parts;
  const run = parts.queue.run(key, () =>
    withLock(key, () => runTurn(parts, context, kind, handle)),
  );
  if (run === undefined) {
    parts.metrics?.refused('too many waiting');
    return say(context, SAYS.crowded);
  }
  await run;
}

async function runTurn(
  parts: Parts,
  context: TurnContext,
  kind: string,
  handle: () => Promise<void>,
): Promise<void> {
  const since = performance.now();
  const life = showsLife(context, parts.limits.signOfLifeMs);
  const outcome = await within(parts.limits.turnDeadlineMs, handled(parts, context, handle))
    .then(() => 'done')
    .catch((error: unknown) => failed(parts, context, error))
    .finally(() => life.end());
  parts.metrics?.turn(kind, outcome, (performance.now() - since) / 1000);
}

async function handled(
  { state }: Parts,
  context: TurnContext,
  handle: () => Promise<void>,
): Promise<void> {
  await handle();
  await state?.saveChanges(context);
}

async function failed({ log }: Parts, context: TurnContext, error: unknown): Promise<string> {
  if (error instanceof StateConflict) {
    log.warn('state.conflict', {});
    await trySay(log, context, SAYS.conflict);
    return 'conflict';
  }
  const reference = randomUUID().slice(0, 8);
  log.error('turn.failed', { reference, error });
  const late = error instanceof TimedOut;
  await trySay(log, context, late ? SAYS.late : SAYS.fault(reference));
  return late ? 'late' : 'failed';
}

/** Answered in time whatever happens, always with HTTP 200 and the result in the body. */
async function pressed(parts: Parts, context: TurnContext): Promise<void> {
  const since = performance.now();
  const [outcome, answer] = await answerTo(parts, context.activity);
  await reply(context, answer);
  parts.metrics?.press(outcome, (performance.now() - since) / 1000);
}

type Answered = readonly [outcome: string, answer: PressAnswer];
const told = (outcome: string, text: string): Answered => [outcome, { kind: 'message', text }];

async function answerTo(parts: Parts, activity: Activity): Promise<Answered> {
  const person = findPerson(activity);
  if (person === undefined) return told('nobody', SAYS.nobody);
  if (parts.pressPace(person.id) !== 'fine') return told('fast', SAYS.fast);
  const press = findPress(activity, person, parts.tenant);
  if (press === undefined) return told('unclear', SAYS.unclear);
  return decided(parts, press);
}

async function decided({ handlers, limits, log }: Parts, press: Press): Promise<Answered> {
  const reference = randomUUID().slice(0, 8);
  const work = handlers.press(press);
  // Whatever becomes of it after the answer: a refusal nobody waits for would end the process.
  work.catch((error: unknown) => log.error('press.failed', { reference, verb: press.verb, error }));
  try {
    return ['answered', await within(limits.pressDeadlineMs, work)];
  } catch (error) {
    if (error instanceof TimedOut) return told('late', SAYS.working);
    return told('failed', SAYS.pressFault(reference));
  }
}

async function reply(context: TurnContext, answer: PressAnswer): Promise<void> {
  const value = { status: 200, body: bodyOf(answer) };
  await context.sendActivity({ type: 'invokeResponse', value });
}

async function say(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ type: 'message', text });
}

async function trySay(log: Log, context: TurnContext, text: string): Promise<void> {
  try {
    await say(context, text);
  } catch (error) {
    log.error('reply.failed', { error });
  }
}
