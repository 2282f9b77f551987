import { z } from 'zod';
import type { Data } from '../core/data.ts';
import type { Place } from '../core/outbox.ts';
import type { Activity } from './botbuilder.ts';
import { findPerson } from './person.ts';

const Account = z.object({ id: z.string(), name: z.string().optional() });

/** What is kept of a conversation: enough to write there later, and nothing of what was said. */
const Stored = z.object({
  serviceUrl: z.string(),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
  }),
  bot: Account,
  user: Account.optional(),
});
export type StoredReference = z.infer<typeof Stored>;

/** Undefined for a row that an older release wrote differently. */
export const findReference = (data: Data): StoredReference | undefined =>
  Stored.safeParse(data).data;

/** A thread's id ends in `;messageid=…`; a new post needs the channel's own. */
const bare = (id: string): string => id.replace(/;messageid=.*$/i, '');

/** Where an activity came from, as a place to write to; undefined for a chat with nobody. */
export function findPlace(activity: Activity): Place | undefined {
  const { conversation } = activity;
  // Without it nobody can be written to from there.
  if (typeof activity.recipient?.id !== 'string') return undefined;
  if (conversation.conversationType === 'channel' || conversation.conversationType === 'groupChat')
    return `channel:${bare(conversation.id)}`;
  const person = findPerson(activity);
  return person === undefined ? undefined : `person:${person.id}`;
}

const account = ({ id, name }: { readonly id: string; readonly name?: string | null }) =>
  typeof name === 'string' ? { id, name } : { id };

/** The reference of an activity; of a channel, the channel and not the thread. */
export function referenceOf(activity: Activity): StoredReference {
  const { conversation, serviceUrl, recipient, from } = activity;
  const { conversationType: type, tenantId } = conversation;
  return {
    serviceUrl,
    conversation: {
      id: bare(conversation.id),
      ...(typeof type === 'string' ? { conversationType: type } : {}),
      ...(typeof tenantId === 'string' ? { tenantId } : {}),
    },
    bot: account(recipient),
    // A channel is no one person's: naming the last speaker would write it anew at each message.
    ...(type === 'personal' && from?.id !== undefined ? { user: account(from) } : {}),
  };
}

/** As plain data for the store: what is undefined is left out. */
export const dataOf = (reference: StoredReference): Data => JSON.parse(JSON.stringify(reference));
