import type { Card } from '../../cards/parts.ts';
import { reportCard } from '../../cards/report-card.ts';
import { cardDigest, kept } from '../seen.ts';
import { CardFactory, MessageFactory, type TurnContext } from '../teams/botbuilder.ts';
import type { Chat, Reply } from './chat.ts';

interface To {
  readonly person: { readonly id: string };
  readonly personal: boolean;
  readonly context: TurnContext;
}

/** Sends the replies of a turn. A card with a subject is kept track of, to be redrawn in place. */
export async function reply(chat: Chat, to: To, replies: readonly Reply[]): Promise<void> {
  for (const each of replies) await send(chat, to, each);
}

async function send(chat: Chat, to: To, each: Reply): Promise<void> {
  if (each.kind === 'text') {
    await to.context.sendActivity(each.text);
    return;
  }
  const card = await kept(chat.seen, chat.tenant, each.card);
  const sent = await to.context.sendActivity(carrying(card));
  if (each.subject === undefined || sent?.id === undefined || !to.personal) return;
  const { tenant } = chat;
  const place = `person:${to.person.id}`;
  const before = await chat.postings.find(tenant, each.subject, place);
  const digest = cardDigest(each.card);
  await chat.postings.save({ tenant, subject: each.subject, place, activityId: sent.id, digest });
  if (before !== undefined) await retire(to.context, before.activityId);
}

const MOVED = reportCard({
  title: 'Moved',
  intro: 'The newest card about this is further down.',
  sections: [],
  actions: [],
});

/** An older copy would no longer be redrawn, so it must not look as if it could be pressed. */
async function retire(context: TurnContext, activityId: string): Promise<void> {
  // It may be gone, or Teams busy: what is pressed on it is judged by the ledger all the same.
  await context.updateActivity({ ...carrying(MOVED), id: activityId }).catch(() => undefined);
}

/** A card on its own: text beside it would make Teams split the message and lose its id. */
export const carrying = (card: Card) => MessageFactory.attachment(CardFactory.adaptiveCard(card));

/** A sign of life before something that may take a moment. */
export async function typing({ context }: Pick<To, 'context'>): Promise<void> {
  await context.sendActivity({ type: 'typing' });
}
