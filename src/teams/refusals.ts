import { TeamsRefusal } from './connector.ts';

/** What a refusal of Teams means for the place it came from. */
export type Verdict =
  /** Nobody can be reached there until they act: it is recorded. */
  | { readonly kind: 'closed'; readonly why: string }
  /** This message cannot be sent; the place is fine. */
  | { readonly kind: 'unfit'; readonly why: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'passing'; readonly retryAfterMs: number | undefined }
  /** Our configuration, or a bug: whoever called has to know. */
  | { readonly kind: 'ours' };

const CLOSED: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: 'The bot is not installed there. Install it and write to it once.',
  ConversationBlockedByUser: 'The person has blocked the bot. They can unblock it in its chat.',
  MessageWritesBlocked: 'The person has blocked the bot. They can unblock it in its chat.',
  BotDisabledByUser: 'The person has blocked the bot. They can unblock it in its chat.',
  BotDisabledByAdmin: 'An administrator has disabled the bot in the Teams admin centre.',
  NotEnoughPermissions: 'The bot may not write there.',
  InvalidBotApiHost: 'Teams expects this organisation’s bots at another service address.',
};

// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-codes-from-bot-conversational-apis
// Bodies are known to lack their code now and then, so the status decides and the code explains.
export function verdictOn(error: unknown): Verdict {
  if (!(error instanceof TeamsRefusal)) return { kind: 'ours' };
  const { status, code, retryAfterMs } = error;
  if (status === 403)
    return { kind: 'closed', why: CLOSED[code] ?? `Teams refused it (${code || 'HTTP 403'}).` };
  if (status === 404) return { kind: 'gone' };
  if (status === 413) return { kind: 'unfit', why: 'Teams found the message too large.' };
  if (status === 400) return { kind: 'unfit', why: `Teams found it malformed (${code || '400'}).` };
  return error.transient ? { kind: 'passing', retryAfterMs } : { kind: 'ours' };
}
