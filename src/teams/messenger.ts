import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { digestOf } from '../core/data.ts';
import type { Place, References } from '../core/outbox.ts';
import type { Adapter } from './adapter.ts';
import { remembered } from './bounded.ts';
import type { Activity } from './botbuilder.ts';
import type { Log } from './log.ts';
import { activityOf, type Content } from './outgoing.ts';
import { createQueue } from './queue.ts';
import {
  dataOf,
  findPlace,
  findReference,
  referenceOf,
  type StoredReference,
} from './reference.ts';
import { verdictOn } from './refusals.ts';

export type Posted =
  | { readonly kind: 'posted'; readonly activityId: string }
  | { readonly kind: 'refused'; readonly why: string };

export type Updated = Posted | { readonly kind: 'gone' };

/** Writes to people and channels outside of a turn. Passing trouble is thrown: try again later. */
export interface Messenger {
  /** Keeps where an activity came from, so that somebody can be reached there later. */
  remember(activity: Activity): Promise<void>;
  post(place: Place, content: Content): Promise<Posted>;
  /** Redraws in place; `gone` means that it has to be posted again. */
  update(place: Place, activityId: string, content: Content): Promise<Updated>;
  /** `29:…`, as Teams calls a person in this bot's chats; undefined for whoever never wrote. */
  userIdOf(person: string): Promise<string | undefined>;
}

export interface MessengerParts {
  readonly adapter: Pick<Adapter, 'connector'>;
  readonly references: References;
  readonly tenant: string;
  /** `28:<app id>`. */
  readonly botId: string;
  /** For somebody never seen, as long as nobody was seen. */
  readonly defaultServiceUrl: string;
  /** Channels that may be written to before anybody has written there. */
  readonly channelPlaces: readonly Place[];
  readonly log: Log;
  readonly now?: () => Date;
  /** Longest pause that Teams may ask for before the call is given up for now. Default 60 s. */
  readonly patienceMs?: number;
}

interface Parts extends MessengerParts {
  readonly at: () => string;
  /** Digest of each reference as last saved: writing the same again at each message costs a disk write. */
  readonly saved: ReturnType<typeof remembered<string>>;
}

/** Conversations that wait for each other: Teams answers two calls to one at once with 412. */
const WAITING = 1000;

export function createMessenger(given: MessengerParts): Messenger {
  const { now = () => new Date() } = given;
  const parts: Parts = { ...given, at: () => now().toISOString(), saved: remembered(10_000) };
  const queue = createQueue(WAITING);
  const inTurn = <T>(place: Place, work: () => Promise<T>): Promise<T> =>
    queue.run(place, work) ?? Promise.reject(new Error('Too many messages wait for one place.'));
  return {
    remember: (activity) => remember(parts, activity),
    post: (place, content) => inTurn(place, () => post(parts, place, content)),
    update: (place, id, content) => inTurn(place, () => update(parts, place, id, content)),
    async userIdOf(person) {
      const known = await given.references.find(given.tenant, `person:${person}`);
      return known === undefined ? undefined : findReference(known.reference)?.user?.id;
    },
  };
}

async function remember(parts: Parts, activity: Activity): Promise<void> {
  const place = findPlace(activity);
  if (place === undefined) return;
  if (activity.type === 'installationUpdate' && activity.action === 'remove')
    return close(parts, place, 'The bot was removed there. Install it to hear from it again.');
  await save(parts, place, referenceOf(activity));
}

async function save(parts: Parts, place: Place, reference: StoredReference): Promise<void> {
  const { references, tenant } = parts;
  const data = dataOf(reference);
  const digest = digestOf(data);
  if (parts.saved.get(place) === digest) return;
  const known = await references.find(tenant, place);
  const same = known?.refused === undefined && known !== undefined;
  if (!same || digestOf(known.reference) !== digest)
    await references.save(tenant, place, data, parts.at());
  parts.saved.set(place, digest);
}

async function close(parts: Parts, place: Place, why: string): Promise<void> {
  parts.saved.delete(place);
  await parts.references.refuse(parts.tenant, place, why, parts.at());
}

const refused = (why: string): Posted => ({ kind: 'refused', why });

async function post(parts: Parts, place: Place, content: Content): Promise<Posted> {
  const known = await parts.references.find(parts.tenant, place);
  if (known?.refused !== undefined) return refused(known.refused.why);
  const reference = known === undefined ? undefined : findReference(known.reference);
  const sent = reference && (await deliver(parts, place, () => send(parts, reference, content)));
  if (sent !== undefined && sent.kind !== 'gone') return sent;
  // Never seen, or the conversation is no more: a person can be written to all the same.
  const opened = await deliver(parts, place, () => open(parts, place, content));
  return opened.kind === 'gone' ? refused('Teams knows no such person or channel.') : opened;
}

async function update(
  parts: Parts,
  place: Place,
  activityId: string,
  content: Content,
): Promise<Updated> {
  const known = await parts.references.find(parts.tenant, place);
  if (known?.refused !== undefined) return refused(known.refused.why);
  const reference = known === undefined ? undefined : findReference(known.reference);
  // Teams gives no id for some messages: what has none cannot be redrawn.
  if (reference === undefined || activityId === '') return { kind: 'gone' };
  return deliver(parts, place, () => send(parts, reference, content, activityId));
}

/** Carries out a call and says what its refusal means; waits when Teams asks for a pause. */
async function deliver(
  parts: Parts,
  place: Place,
  call: () => Promise<Updated>,
  tries = 3,
): Promise<Updated> {
  try {
    return await call();
  } catch (error) {
    const verdict = verdictOn(error);
    switch (verdict.kind) {
      case 'gone':
        return { kind: 'gone' };
      case 'unfit':
        parts.log.error('message.unfit', { error });
        return refused(verdict.why);
      case 'closed':
        parts.log.warn('place.closed', { why: verdict.why });
        await close(parts, place, verdict.why);
        return refused(verdict.why);
      case 'passing': {
        const { retryAfterMs } = verdict;
        if (retryAfterMs === undefined || retryAfterMs > (parts.patienceMs ?? 60_000)) throw error;
        if (tries <= 1) throw error;
        await sleep(retryAfterMs);
        return deliver(parts, place, call, tries - 1);
      }
      case 'ours':
        throw error;
    }
  }
}

const Sent = z.looseObject({ id: z.string() });
const pathOf = (conversation: string): string =>
  `/v3/conversations/${encodeURIComponent(conversation)}/activities`;

async function send(
  { adapter }: Parts,
  reference: StoredReference,
  content: Content,
  activityId?: string,
): Promise<Posted> {
  const { serviceUrl, conversation } = reference;
  const activity = activityOf(content, reference);
  const path = pathOf(conversation.id);
  const answer = await (activityId === undefined
    ? adapter.connector.send('POST', serviceUrl, path, activity)
    : adapter.connector.send('PUT', serviceUrl, `${path}/${encodeURIComponent(activityId)}`, {
        ...activity,
        id: activityId,
      }));
  const id = Sent.safeParse(answer).data?.id;
  return { kind: 'posted', activityId: id ?? activityId ?? '' };
}

/** Opens a chat with a person never seen, or writes to a configured channel. */
async function open(parts: Parts, place: Place, content: Content): Promise<Updated> {
  const { adapter, tenant, botId } = parts;
  const [kind, id = ''] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)];
  const serviceUrl = await likelyServiceUrl(parts);
  const bot = { id: botId };
  if (kind === 'channel') {
    if (!parts.channelPlaces.includes(place))
      return refused(
        'The bot was never in that channel. Add it to the team, then write to it once.',
      );
    const conversation = { id, conversationType: 'channel', tenantId: tenant };
    return send(parts, { serviceUrl, conversation, bot }, content);
  }
  const answer = await adapter.connector.send('POST', serviceUrl, '/v3/conversations', {
    isGroup: false,
    bot,
    members: [{ id }],
    tenantId: tenant,
    channelData: { tenant: { id: tenant } },
  });
  const conversation = Sent.parse(answer).id;
  const reference: StoredReference = {
    serviceUrl,
    conversation: { id: conversation, conversationType: 'personal', tenantId: tenant },
    bot,
  };
  await save(parts, place, reference);
  return send(parts, reference, content);
}

/** Where Teams was last seen; people of one tenant mostly share it. */
async function likelyServiceUrl({ references, tenant, defaultServiceUrl }: Parts): Promise<string> {
  const [newest] = await references.list(tenant);
  const known = newest === undefined ? undefined : findReference(newest.reference);
  return known?.serviceUrl ?? defaultServiceUrl;
}
