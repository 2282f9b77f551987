import type { StoredReference } from './reference.ts';
import { cut } from './text.ts';

/** A card as JSON, or a sentence. */
export type Content = string | object;

const CARD = 'application/vnd.microsoft.card.adaptive';

/** What the notification says: without it Teams shows "sent a card". */
function summaryOf(card: object): string {
  const fallback: unknown = Reflect.get(card, 'fallbackText');
  return typeof fallback === 'string' && fallback !== ''
    ? cut(fallback, 200)
    : 'Audit Steward sent a card';
}

/**
 * A message for Teams. Never text and a card in one: Teams splits them in two and gives no id back,
 * so that the card could not be redrawn.
 */
export const activityOf = (content: Content, { conversation, bot }: StoredReference) => ({
  type: 'message',
  channelId: 'msteams',
  from: bot,
  conversation,
  ...(typeof content === 'string'
    ? { text: content, textFormat: 'markdown' }
    : {
        summary: summaryOf(content),
        attachments: [{ contentType: CARD, content }],
      }),
});
