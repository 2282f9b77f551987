import PQueue from 'p-queue';
import { z } from 'zod';
import { DAY, HOUR, MINUTE, SECOND, type Clock } from '../../core/clock.ts';
import type { ActivityFeed, FeedRecord } from '../activity-feed.ts';
import { isGone, feedOf, type Feed } from './activity-door.ts';
import { recordsOf } from './activity-records.ts';
import { isSubscribed, startSubscription } from './activity-subscriptions.ts';
import { parseAnswer, type Http, type HttpLog } from './client.ts';
import { refusal } from './failure.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

const CONTENT_TYPE = 'Audit.General';

const Content = z.array(
  z.object({ contentUri: z.string(), contentExpiration: z.string().nullish() }),
);
type Content = z.infer<typeof Content>;

interface Window {
  readonly start: Date;
  readonly end: Date;
}

/** Whole seconds without a zone, which is how this service wants UTC. */
const stamp = (time: Date): string => time.toISOString().slice(0, 19);

async function contentOf(feed: Feed, window: Window): Promise<Content> {
  const first = feed.call('Listing the activity feed', 'subscriptions/content', {
    query: {
      contentType: CONTENT_TYPE,
      startTime: stamp(window.start),
      endTime: stamp(window.end),
    },
  });
  const found = [];
  let url: string | undefined = first.url;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw endless(first);
    const answer = await feed.http.send({ ...first, url });
    found.push(...parseAnswer(first, answer.status, answer.body ?? [], Content));
    const next: string | undefined = answer.header('nextpageuri');
    url = next ? sameOrigin(first, next) : undefined;
  }
  return found;
}

/** At most a day long each, not further back than the service keeps anything. */
function windowsOf(from: string, to: string, now: Date): readonly Window[] {
  const oldest = now.getTime() - 7 * DAY + 5 * MINUTE;
  const start = Math.max(Math.floor(Date.parse(from) / SECOND) * SECOND, oldest);
  const end = Math.ceil(Date.parse(to) / SECOND) * SECOND;
  const windows: Window[] = [];
  for (let at = start; at < end; at += DAY)
    windows.push({ start: new Date(at), end: new Date(Math.min(at + DAY, end)) });
  return windows;
}

async function recordsAt(
  feed: Feed,
  contentUri: string,
  log: HttpLog,
): Promise<readonly FeedRecord[]> {
  const call = feed.follow('Reading the activity feed', contentUri);
  const answer = await feed.http.ask(call);
  if (isGone(answer)) return [];
  if (!answer.ok) throw refusal(call, answer);
  const { records, unreadable } = recordsOf(
    parseAnswer(call, answer.status, answer.body ?? [], z.array(z.unknown())),
  );
  if (unreadable > 0) log.warn({ unreadable }, 'Records of the activity feed could not be read');
  return records;
}

/** The Management Activity API of one tenant. `clock` is the bot's own. */
export function httpActivityFeed(
  http: Http,
  {
    tenantId,
    clock,
    log,
  }: { readonly tenantId: string; readonly clock: Clock; readonly log: HttpLog },
): ActivityFeed {
  const feed = feedOf(http, tenantId);
  const queue = new PQueue({ concurrency: 4 });
  return {
    isSubscribed: () => isSubscribed(feed, CONTENT_TYPE),
    startSubscription: (requestId) => startSubscription(feed, CONTENT_TYPE, requestId),
    async list(from, to) {
      const windows = windowsOf(from, to, clock.now());
      const contents = (await Promise.all(windows.map((one) => contentOf(feed, one)))).flat();
      const now = clock.now().getTime();
      const isFresh = ({ contentExpiration }: Content[number]) =>
        !(Date.parse(contentExpiration ?? '') < now - HOUR);
      const uris = [...new Set(contents.filter(isFresh).map(({ contentUri }) => contentUri))];
      const records = await queue.addAll(uris.map((uri) => () => recordsAt(feed, uri, log)));
      return [...new Map(records.flat().map((record) => [record.id, record])).values()];
    },
  };
}
