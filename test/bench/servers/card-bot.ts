import { ActivityHandler, type AdaptiveCardInvokeResponse, type TurnContext } from 'botbuilder';
import { listenStock } from './stock.ts';

/** Every press is answered with the same small card, after `keep` has done what it does. */
export function answersWithCard(keep: (value: unknown) => void): void {
  class CardBot extends ActivityHandler {
    protected override async onAdaptiveCardInvoke({
      activity,
    }: TurnContext): Promise<AdaptiveCardInvokeResponse> {
      keep(activity.value);
      const body = [{ type: 'TextBlock', text: 'Approved. Thank you.', wrap: true }];
      return {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: { type: 'AdaptiveCard', version: '1.5', body },
      };
    }
  }
  const bot = new CardBot();
  listenStock((context) => bot.run(context));
}
