import { after } from '../core/clock.ts';
import type { DueWork } from '../core/due.ts';
import { backOff, MOST_ATTEMPTS, Permanent } from './back-off.ts';
import type { Handler, Working } from './worker.ts';

/**
 * Does one piece of work and notes how it ended; never throws. `asClaimed` gives the work as it is
 * leased by then, for a lease may have been taken again meanwhile.
 */
export async function attempt(
  working: Working,
  work: DueWork,
  asClaimed: () => DueWork,
): Promise<void> {
  const failure = await failureOf(working.handlers[work.kind], work);
  try {
    if (failure === undefined) await working.due.complete(asClaimed());
    else await putBack(working, asClaimed(), work.attempts, failure.error);
  } catch (err) {
    working.log.warn({ err, ...nameOf(work) }, 'How due work ended was not noted: it is repeated.');
  }
}

/** In a box, because anything can be thrown. */
async function failureOf(
  handler: Handler | undefined,
  work: DueWork,
): Promise<{ readonly error: unknown } | undefined> {
  if (work.attempts > MOST_ATTEMPTS)
    return { error: new Permanent('The bot ended each time while doing this.') };
  try {
    await handler?.(work);
    return undefined;
  } catch (error) {
    return { error };
  }
}

async function putBack(
  { due, clock, log, random = Math.random }: Working,
  work: DueWork,
  attempts: number,
  err: unknown,
): Promise<void> {
  const hopeless = err instanceof Permanent || attempts >= MOST_ATTEMPTS;
  log.warn({ err, ...nameOf(work), attempts, hopeless }, 'Due work failed.');
  const retryAt = hopeless ? undefined : after(clock.now(), backOff(attempts, random));
  await due.fail(work, textOf(err), retryAt);
}

const nameOf = ({ tenant, kind, key }: DueWork) => ({ tenant, kind, key });

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
