import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import { refusal } from './failure.ts';

const Fault = z.object({
  error: z.object({
    message: z.string().catch(''),
    details: z.array(z.object({ message: z.string().catch('') })).catch([]),
    innererror: z
      .object({
        internalException: z.object({ message: z.string() }).optional().catch(undefined),
        internalexception: z.object({ message: z.string() }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});

/** The text that says most; used to recognise the reason, never shown. */
function wordsOf({ body, message }: Answer): string {
  const parsed = Fault.safeParse(body);
  if (!parsed.success) return message;
  const { details, innererror, message: outer } = parsed.data.error;
  const inner = innererror?.internalException ?? innererror?.internalexception;
  return [details[0]?.message, inner?.message, outer].filter(Boolean).join('\n');
}

const BUSY =
  /CmdletProxyNotAvailableFailure|ServerBusyException|TransientException|BackendCommunicationException/;

/** Said with the status of a mistake, but it passes. */
export const isBusy = (answer: Answer): boolean =>
  answer.status === 400 && BUSY.test(wordsOf(answer));

export const ROLE_MISSING = 'RoleMissing';

interface Reason {
  readonly pattern: RegExp;
  readonly code: string;
  readonly reason: string;
  readonly next: string;
}

const ROLE =
  'Give the bot’s application the permission Exchange.ManageAsApp and the role Compliance ' +
  'Administrator, then type resume.';

/** What public code has seen; the texts are not documented, so each is matched loosely. */
const REASONS: readonly Reason[] = [
  {
    pattern: /not enabled for your organi[sz]ation/i,
    code: 'NotOnboarded',
    reason: 'Customer Key is not enabled for the organisation yet',
    next: 'Finish the onboarding with the mode Enable, then type resume.',
  },
  {
    pattern: /CommandNotFoundException|not recognized as the name of a cmdlet/i,
    code: ROLE_MISSING,
    reason: 'the bot’s application may not run this cmdlet',
    next: ROLE,
  },
  {
    pattern: /role assigned to application .*(?:isn't|is not) supported/i,
    code: ROLE_MISSING,
    reason: 'the bot’s application has no role that Exchange Online accepts',
    next: ROLE,
  },
  {
    pattern: /already exists/i,
    code: 'PolicyExists',
    reason: 'there is a policy of this name already',
    next: 'Check again: it may be the same one.',
  },
  {
    pattern: /ManagementObjectNotFoundException|couldn't be found|could not be found on/i,
    code: 'PolicyNotFound',
    reason: 'there is no such policy',
    next: 'Check its name, then type resume.',
  },
  {
    pattern: /key ?vault|wrapkey|unwrapkey|\b(?:un)?wrap\b|AzureKeyID/i,
    code: 'KeyUnreachable',
    reason: 'Microsoft could not use one of the keys',
    next:
      'Check the access of M365DataAtRestEncryption, the network settings and the address of both ' +
      'keys, then type resume.',
  },
];

const reasonFor = (answer: Answer): Reason | undefined => {
  const words = `${answer.code}\n${wordsOf(answer)}`;
  return REASONS.find(({ pattern }) => pattern.test(words));
};

/** Roles hide the cmdlets that they do not hold: the service says that there is no such cmdlet. */
export const isRoleMissing = (answer: Answer): boolean =>
  answer.status < 500 && reasonFor(answer)?.code === ROLE_MISSING;

/** The sentence for a cmdlet that was refused. `safe` says whether it may simply be repeated. */
export function cmdletRefusal(call: Call, answer: Answer): GatewayError {
  const { status } = answer;
  if (isBusy(answer))
    return new GatewayError(
      `${call.doing} failed with status ${status}: Exchange Online is busy. It is tried again.`,
      { status, code: 'Busy', transient: true, unknownOutcome: call.safe !== true },
    );
  if (status >= 500 || status === 429) return refusal(call, answer);
  const known = reasonFor(answer);
  if (known === undefined) return refusal(call, answer);
  const { code, reason, next } = known;
  return new GatewayError(
    `${call.doing} failed with status ${status} (${code}): ${reason}. ${next}`,
    { status, code, transient: false },
  );
}
