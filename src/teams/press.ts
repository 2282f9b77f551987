import { z } from 'zod';
import type { Person } from '../core/people.ts';
import type { Activity } from './botbuilder.ts';

/** One press of a card's button. `data` comes from the client: it is to be parsed, never trusted. */
export interface Press {
  readonly person: Person;
  readonly tenant: string;
  readonly verb: string;
  readonly data: unknown;
  /** The message that carries the card. */
  readonly replyToId: string;
  readonly conversationId: string;
  readonly conversationType: string;
  /** `automatic`: a client refreshes what it shows; nothing may happen because of it. */
  readonly trigger: 'manual' | 'automatic';
  readonly activityId: string;
}

/** What whoever pressed gets to see at once. */
export type PressAnswer =
  | { readonly kind: 'card'; readonly card: object }
  | { readonly kind: 'message'; readonly text: string };

const Value = z.looseObject({
  action: z.looseObject({
    verb: z.string().regex(/^[A-Za-z][\w.-]{0,63}$/),
    data: z.unknown().optional(),
  }),
  trigger: z.string().nullish(),
});

export const PRESS = 'adaptiveCard/action';

/** Undefined when the press does not follow the protocol. */
export function findPress(activity: Activity, person: Person, tenant: string): Press | undefined {
  const { data: value } = Value.safeParse(activity.value);
  if (value === undefined) return undefined;
  const { conversation } = activity;
  return {
    person,
    tenant,
    verb: value.action.verb,
    data: value.action.data,
    replyToId: activity.replyToId ?? '',
    conversationId: conversation.id,
    conversationType: conversation.conversationType ?? '',
    trigger: value.trigger === 'automatic' ? 'automatic' : 'manual',
    activityId: activity.id ?? '',
  };
}

/** The body of an invoke's answer. Expected refusals are messages too: clients show no errors. */
export const bodyOf = (answer: PressAnswer) =>
  answer.kind === 'card'
    ? { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: answer.card }
    : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: answer.text };
