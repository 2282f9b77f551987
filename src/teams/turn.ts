import { randomUUID } from 'node:crypto';
import { TimedOut, within } from './bounded.ts';
import type { TurnContext } from './botbuilder.ts';
import type { Log } from './log.ts';
import { SAYS } from './says.ts';
import { showsLife } from './sign-of-life.ts';
import { StateConflict } from './state.ts';
import type { Parts } from './turn-parts.ts';

/** One turn of a conversation after the other, its state saved before the turn ends. */
export async function queued(
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

/** One sentence back to where the turn came from. */
export async function say(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ type: 'message', text });
}

async function trySay(log: Log, context: TurnContext, text: string): Promise<void> {
  try {
    await say(context, text);
  } catch (error) {
    log.error('reply.failed', { error });
  }
}
