import { z } from 'zod';
import type { Activity } from './botbuilder.ts';

const Account = z.looseObject({
  id: z.string().max(2048),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
});

const optionalText = z.string().nullish();

/** As much of an activity as this bot relies on. What else is in it is left alone and untrusted. */
const Shape = z.looseObject({
  type: z.string().min(1).max(256),
  id: z.string().max(2048).nullish(),
  name: optionalText,
  action: optionalText,
  channelId: z.string().min(1).max(256),
  serviceUrl: z.url().max(2048),
  from: Account.nullish(),
  recipient: Account.nullish(),
  conversation: z.looseObject({
    id: z.string().min(1).max(2048),
    tenantId: optionalText,
    conversationType: optionalText,
    name: optionalText,
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: optionalText }).nullish() }).nullish(),
  text: optionalText,
  locale: optionalText,
  replyToId: z.string().max(2048).nullish(),
  entities: z.array(z.looseObject({ type: optionalText })).nullish(),
  attachments: z.array(z.looseObject({})).nullish(),
  membersAdded: z.array(Account).nullish(),
  membersRemoved: z.array(Account).nullish(),
});

export type RawActivity = z.infer<typeof Shape>;

const fits = (body: unknown): body is Activity => Shape.safeParse(body).success;

const TIMES = ['timestamp', 'localTimestamp', 'expiration'] as const;

/**
 * The body as an activity, its times as dates; undefined when it is not one. Times that are none
 * are dropped rather than refused: nothing here depends on them.
 */
export function findActivity(body: unknown): Activity | undefined {
  if (!fits(body)) return undefined;
  for (const name of TIMES) {
    const given: unknown = body[name];
    const time = typeof given === 'string' ? new Date(given) : undefined;
    if (time === undefined || Number.isNaN(time.getTime())) delete body[name];
    else body[name] = time;
  }
  return body;
}

const Envelope = z.looseObject({ type: z.string().min(1) });

/** Whether a body claims to be an activity at all, before anybody is asked who sent it. */
export const isEnvelope = (body: unknown): boolean => Envelope.safeParse(body).success;
