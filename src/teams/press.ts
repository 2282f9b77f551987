import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import type { Person } from '../core/people.ts';
import { secretOf, type Secret } from '../config/secret.ts';
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
  /** Sent after a sign-in was asked for: a token, or a code that somebody was shown. */
  readonly proof?: Proof;
}

export type Proof = { readonly kind: 'token'; readonly token: Secret } | { readonly kind: 'code' };

/** What whoever pressed gets to see at once. */
export type PressAnswer =
  | { readonly kind: 'card'; readonly card: object }
  | { readonly kind: 'message'; readonly text: string }
  /** The client has the person sign in, and presses again with the proof. */
  | {
      readonly kind: 'sign-in';
      readonly text: string;
      readonly connection: string;
      readonly resource: string;
    };

const Value = z.looseObject({
  action: z.looseObject({
    verb: z.string().regex(/^[A-Za-z][\w.-]{0,63}$/),
    data: z.unknown().optional(),
  }),
  trigger: z.string().nullish(),
  authentication: z.looseObject({ token: z.string().min(1).max(20_000) }).nullish(),
  state: z.string().min(1).nullish(),
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
    ...proofIn(value),
  };
}

function proofIn({ authentication, state }: z.infer<typeof Value>): Pick<Press, 'proof'> {
  if (authentication) return { proof: { kind: 'token', token: secretOf(authentication.token) } };
  return state ? { proof: { kind: 'code' } } : {};
}

const VENDOR = 'application/vnd.microsoft';

/** The body of an invoke's answer. Expected refusals are messages too: clients show no errors. */
export function bodyOf(answer: PressAnswer) {
  switch (answer.kind) {
    case 'card':
      return { statusCode: 200, type: `${VENDOR}.card.adaptive`, value: answer.card };
    case 'message':
      return { statusCode: 200, type: `${VENDOR}.activity.message`, value: answer.text };
    case 'sign-in':
      return { statusCode: 401, type: `${VENDOR}.activity.loginRequest`, value: oauthCard(answer) };
  }
}

/** No button: a code typed by hand could be anybody's, so only the client's own token counts. */
const oauthCard = ({ text, connection, resource }: PressAnswer & { kind: 'sign-in' }) => ({
  text,
  connectionName: connection,
  tokenExchangeResource: { id: randomUUID(), uri: resource },
  buttons: [],
});
