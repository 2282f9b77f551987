import type { Activity, TurnContext } from './botbuilder.ts';
import { consented } from './consented.ts';
import { FILE_CONSENT } from './file-consent.ts';
import { gate } from './gate.ts';
import { LIMITS } from './limits.ts';
import { PRESS } from './press.ts';
import { pressed, reply } from './pressed.ts';
import { createQueue } from './queue.ts';
import { createRate } from './rate.ts';
import { SAYS } from './says.ts';
import { arrived, spoken } from './spoken.ts';
import type { Parts, TurnParts } from './turn-parts.ts';

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
  if (activity.type === 'invoke') return invoked(parts, context);
  await notice(parts, activity);
  if (activity.type === 'message') return spoken(parts, context);
  if (activity.type === 'installationUpdate' && activity.action?.startsWith('add') === true)
    return arrived(parts, context);
}

/** What nobody here knows is left without an answer. */
async function invoked(parts: Parts, context: TurnContext): Promise<void> {
  const { name } = context.activity;
  if (name === PRESS) return pressed(parts, context);
  if (name === FILE_CONSENT) return consented(parts, context);
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
