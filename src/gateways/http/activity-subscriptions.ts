import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { FeedSubscription } from '../audit-content.ts';
import { isNotSubscribed, type Feed } from './activity-door.ts';
import type { Answer } from './call.ts';
import { parseAnswer } from './client.ts';
import { refusal } from './failure.ts';

const Subscriptions = z.array(z.object({ contentType: z.string(), status: z.string().nullish() }));

/** The service does not know tenants whose unified audit log is off. */
export const isAuditingOff = ({ ok, message }: Answer): boolean =>
  !ok && /\btenant\b.*\bdoes not exist\b/i.test(message);

export async function subscriptionsOf(
  feed: Feed,
): Promise<readonly FeedSubscription[] | 'auditing off'> {
  const call = feed.call('Reading the subscriptions of the activity feed', 'subscriptions/list');
  const answer = await feed.http.ask(call);
  if (isNotSubscribed(answer)) return [];
  if (isAuditingOff(answer)) return 'auditing off';
  if (!answer.ok) throw refusal(call, answer);
  return parseAnswer(call, answer.status, answer.body, Subscriptions).map(
    ({ contentType, status }) => ({ contentType, enabled: status !== 'disabled' }),
  );
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export async function isSubscribed(feed: Feed, wanted: string): Promise<boolean> {
  const known = await subscriptionsOf(feed);
  if (known === 'auditing off') return false;
  return known.some(({ contentType, enabled }) => enabled && isSame(contentType, wanted));
}

export async function startSubscription(
  feed: Feed,
  contentType: string,
  requestId: string,
): Promise<void> {
  const call = feed.call('Subscribing to the activity feed', 'subscriptions/start', {
    method: 'POST',
    query: { contentType },
    requestId,
  });
  try {
    const answer = await feed.http.ask(call);
    // AF20024: it is on already, exactly as asked for.
    if (!answer.ok && answer.code !== 'AF20024') throw refusal(call, answer);
  } catch (error) {
    const unknown = error instanceof GatewayError && error.unknownOutcome;
    if (!unknown || !(await isSubscribed(feed, contentType))) throw error;
  }
}
