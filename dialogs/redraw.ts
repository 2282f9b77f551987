import type { Card } from '../cards/parts.ts';
import { CardFactory, MessageFactory, type TurnContext } from '../src/teams/botbuilder.ts';

/** Draws a card again in place. A person may have deleted it; what was said counts all the same. */
export async function redraw(
  context: TurnContext,
  cardId: string | undefined,
  card: Card,
): Promise<void> {
  if (cardId === undefined) return;
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  await context.updateActivity({ ...activity, id: cardId }).catch(() => undefined);
}
