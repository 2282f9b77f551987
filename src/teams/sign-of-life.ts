import type { TurnContext } from './botbuilder.ts';

/** Teams shows "typing" in chats; in channels it shows nothing, so nothing is sent there. */
const SHOWN_IN = ['personal', 'groupChat'];

/** Shows that the bot is at work when a reply takes longer than that. `end` before the turn does. */
export function showsLife(context: TurnContext, afterMs: number): { end(): Promise<void> } {
  const { conversationType = '' } = context.activity.conversation;
  let sent: Promise<unknown> = Promise.resolve();
  const timer = setTimeout(() => {
    if (context.responded || !SHOWN_IN.includes(conversationType)) return;
    // Only a courtesy: a reply that cannot be sent will say so itself.
    sent = context.sendActivity({ type: 'typing' }).catch(() => undefined);
  }, afterMs);
  return {
    async end() {
      clearTimeout(timer);
      await sent;
    },
  };
}
