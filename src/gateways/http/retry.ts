import { MINUTE, SECOND } from '../../core/clock.ts';
import { isSafe, patienceOf, type Answer, type Attempt, type Call } from './call.ts';
import { isPassing, nothingWasDone } from './failure.ts';

export const TRIES = 5;
/** Nobody is kept waiting longer than this inside a call: the run goes on later instead. */
export const LONGEST_PAUSE = MINUTE;
const FIRST_PAUSE = SECOND / 2;
const LOCK_PAUSE = 3 * SECOND;
const THROTTLED_PAUSE = 2 * SECOND;

/** All attempts of a call together. */
export const deadlineOf = (call: Call): number => 2 * patienceOf(call) + 2 * MINUTE;

/** Milliseconds of `Retry-After`, which is a number of seconds or a date. */
export function retryAfter(answer: Answer, now: Date): number | undefined {
  const text = answer.header('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * SECOND);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Exponential with full jitter, so that callers who failed together do not return together. */
const backOff = (first: number, tried: number, random: () => number): number =>
  Math.ceil(random() * Math.min(first * 2 ** (tried - 1), LONGEST_PAUSE));

/** Milliseconds until the next attempt, or undefined: it must not, or need not, be repeated. */
export function pauseAfter(
  call: Call,
  attempt: Attempt,
  tried: number,
  { now, random }: { readonly now: Date; readonly random: () => number },
): number | undefined {
  const soon = () => backOff(FIRST_PAUSE, tried, random);
  if (attempt.kind === 'garbled') return isSafe(call) ? soon() : undefined;
  if (attempt.kind === 'silence') return isSafe(call) || !attempt.reached ? soon() : undefined;

  const { answer } = attempt;
  const asked = retryAfter(answer, now);
  if (answer.status === 429) return asked ?? THROTTLED_PAUSE;
  if (nothingWasDone(call, answer)) return asked ?? backOff(LOCK_PAUSE, tried, random);
  return isPassing(answer.status) && isSafe(call) ? (asked ?? soon()) : undefined;
}
