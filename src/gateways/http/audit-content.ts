import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import type { AuditContent, ContentBlob, Unavailable } from '../audit-content.ts';
import { feedOf, isGone, type Feed } from './activity-door.ts';
import { isAuditingOff, startSubscription, subscriptionsOf } from './activity-subscriptions.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { refusal, unreadable } from './failure.ts';
import { elementsOf } from './json-array.ts';
import { endless, MAX_PAGES } from './pages.ts';

const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is no time')
  .transform((text) => new Date(text).toISOString());

const Page = z.array(
  z
    .object({
      contentId: z.string().min(1),
      contentUri: z.string(),
      contentCreated: time,
      contentExpiration: time,
    })
    .transform(({ contentCreated: created, contentExpiration: expires, ...blob }) => ({
      ...blob,
      created,
      expires,
    })),
);

/** Whole seconds without a zone, which is how this service wants UTC. */
const stamp = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19);
const secondsDown = (iso: string) => stamp(Math.floor(Date.parse(iso) / SECOND) * SECOND);
const secondsUp = (iso: string) => stamp(Math.ceil(Date.parse(iso) / SECOND) * SECOND);

function whyNot(answer: Answer): Unavailable | undefined {
  if (answer.code === 'AF20022') return 'not subscribed';
  if (answer.code === 'AF20023') return 'switched off';
  return isAuditingOff(answer) ? 'auditing off' : undefined;
}

/** The reference and the troubleshooting page spell the header differently. */
const nextOf = ({ header }: Answer): string | undefined =>
  header('nextpageuri') || header('nextpageurl') || undefined;

async function list(feed: Feed, first: Call): Promise<readonly ContentBlob[] | Unavailable> {
  const found = new Map<string, ContentBlob>();
  const seen = new Set<string>();
  let call: Call | undefined = first;
  while (call !== undefined) {
    // A page that leads back to an earlier one would never end.
    if (seen.has(call.url) || seen.size === MAX_PAGES) throw endless(first);
    seen.add(call.url);
    const answer: Answer = await feed.http.ask(call);
    const unavailable = whyNot(answer);
    if (unavailable !== undefined) return unavailable;
    if (!answer.ok) throw refusal(call, answer);
    const page = parseAnswer(call, answer.status, answer.body ?? [], Page);
    for (const blob of page) found.set(blob.contentId, blob);
    const next = nextOf(answer);
    call = next === undefined ? undefined : feed.follow(first.doing, next);
  }
  return [...found.values()];
}

async function read(feed: Feed, { contentUri }: ContentBlob): Promise<readonly string[] | 'lost'> {
  const call = feed.follow('Reading the activity feed', contentUri);
  const answer = await feed.http.ask(call);
  if (isGone(answer)) return 'lost';
  if (!answer.ok) throw refusal(call, answer);
  if (Array.isArray(answer.body)) return elementsOf(answer.text);
  throw unreadable(call, answer.status, 'not a list', { transient: false });
}

/** The Management Activity API of one tenant, blob by blob. */
export function httpAuditContent(
  http: Http,
  { tenantId }: { readonly tenantId: string },
): AuditContent {
  const feed = feedOf(http, tenantId);
  return {
    subscriptions: () => subscriptionsOf(feed),
    startSubscription: (contentType, requestId) => startSubscription(feed, contentType, requestId),
    listContent(contentType, from, to) {
      const window = { startTime: secondsDown(from), endTime: secondsUp(to) };
      const query = { contentType, ...window };
      return list(feed, feed.call('Listing the activity feed', 'subscriptions/content', { query }));
    },
    records: (blob) => read(feed, blob),
  };
}
