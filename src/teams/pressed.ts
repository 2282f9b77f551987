import { randomUUID } from 'node:crypto';
import { TimedOut, within } from './bounded.ts';
import type { Activity, TurnContext } from './botbuilder.ts';
import { findPerson } from './person.ts';
import { bodyOf, findPress, type Press, type PressAnswer } from './press.ts';
import { SAYS } from './says.ts';
import type { Parts } from './turn-parts.ts';

/** Answered in time whatever happens, always with HTTP 200 and the result in the body. */
export async function pressed(parts: Parts, context: TurnContext): Promise<void> {
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
  // A handler may throw before it has promised anything.
  const work = (async () => handlers.press(press))();
  // Whatever becomes of it after the answer: a refusal nobody waits for would end the process.
  work.catch((error: unknown) => log.error('press.failed', { reference, verb: press.verb, error }));
  try {
    return ['answered', await within(limits.pressDeadlineMs, work)];
  } catch (error) {
    if (error instanceof TimedOut) return told('late', SAYS.working);
    return told('failed', SAYS.pressFault(reference));
  }
}

/** Answers an invoke: HTTP 200, the result in the body. */
export async function reply(context: TurnContext, answer: PressAnswer): Promise<void> {
  const value = { status: 200, body: bodyOf(answer) };
  await context.sendActivity({ type: 'invokeResponse', value });
}
