import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { isSafe, type Answer, type Attempt, type Call } from './call.ts';

const LATER = 'Try again in a few minutes.';

const REASONS: Readonly<Record<number, readonly [reason: string, next: string]>> = {
  400: ['the service did not accept the request', 'Tell the administrator of this bot.'],
  401: [
    'the sign-in was not accepted',
    "Check the bot's credentials and that its application exists in this tenant.",
  ],
  403: [
    "the bot's application lacks a permission",
    'Give it the permission that the documentation names for this feature, then try again.',
  ],
  404: ['it was not found', 'Check that it still exists, then try again.'],
  409: ['something else is changing it at the moment', LATER],
  412: ['somebody changed it in the meantime', 'Check again and decide anew.'],
  413: ['the request was too large', 'Choose fewer at a time.'],
  429: ['the service asks for fewer requests', LATER],
};

const reasonOf = (status: number): readonly [string, string] =>
  REASONS[status] ??
  (status >= 500
    ? ['the service is not available right now', LATER]
    : ['the answer was not the one expected', 'Tell the administrator of this bot.']);

/** Statuses after which the same request may succeed later. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

/** The service says itself that it did nothing: throttled, locked, or closed for a while. */
export const nothingWasDone = (call: Call, answer: Answer): boolean =>
  answer.status === 429 ||
  (!answer.ok && (call.passes?.(answer) ?? false)) ||
  (answer.status === 503 && call.once !== true && answer.header('retry-after') !== undefined);

const LOOK_FIRST = 'It may have happened all the same, so it is looked at before it is repeated.';

/** The vendor's code is shown only if it looks like one: a body never leaves this file. */
const shown = (code: string): string => (/^[\w.:-]{1,64}$/.test(code) ? ` (${code})` : '');

/** The sentence for a refused call: operation, status, reason, what to do next. */
export function refusal(call: Call, answer: Answer): GatewayError {
  const { status, code } = answer;
  const done = nothingWasDone(call, answer);
  const unknownOutcome = !isSafe(call) && !done && isPassing(status);
  const [reason, next] = reasonOf(status);
  const advice = unknownOutcome ? LOOK_FIRST : (call.advice?.[status] ?? next);
  return new GatewayError(
    `${call.doing} failed with status ${status}${shown(code)}: ${reason}. ${advice}`,
    { status, code, transient: done || isPassing(status), unknownOutcome },
  );
}

/** The sentence for a call that got no answer, or none that can be read. */
export function noAnswer(call: Call, attempt: Exclude<Attempt, { kind: 'answer' }>): GatewayError {
  if (attempt.kind === 'garbled')
    return unreadable(call, attempt.status, attempt.cause, { transient: true });
  const unknownOutcome = !isSafe(call) && attempt.reached;
  const next = unknownOutcome ? LOOK_FIRST : (call.advice?.[0] ?? LATER);
  return new GatewayError(`${call.doing} got no answer: ${attempt.why}. ${next}`, {
    status: 0,
    transient: true,
    unknownOutcome,
    cause: attempt.cause,
  });
}

/** For an answer that is not what the service's documentation says. */
export const unreadable = (
  call: Call,
  status: number,
  cause: unknown,
  { transient }: { readonly transient: boolean },
): GatewayError =>
  new GatewayError(
    `${call.doing} failed: the service answered with status ${status}, but not in the form that ` +
      `is documented. ${transient ? LATER : 'Tell the administrator of this bot.'}`,
    { status, transient, unknownOutcome: !isSafe(call), cause },
  );

/** Asked to wait longer than anybody should be kept waiting inside a call. */
export const closed = (call: Call, milliseconds: number): GatewayError =>
  new GatewayError(
    `${call.doing} has to wait: the service asked for a pause of ` +
      `${Math.ceil(milliseconds / SECOND)} more seconds. ${LATER}`,
    { status: 429, transient: true },
  );
