import { MINUTE, SECOND } from '../core/clock.ts';
import type { AutomaticChange, Source, Step } from '../core/step.ts';
import type { ActivityFeed } from '../gateways/activity-feed.ts';

interface Parts {
  readonly stage: string;
  readonly sources: readonly Source[];
  readonly feed: ActivityFeed;
  /** Remembered for a pass. */
  readonly subscribed: () => Promise<boolean>;
}

/** The bot may fetch Audit.General content: without it no proof can be seen. */
export const feedSubscribed = ({ stage, sources, feed, subscribed }: Parts): Step => ({
  id: 'feed-subscribed',
  title: 'The bot receives the tenant’s general audit records',
  stage,
  risk: 'routine',
  sources,
  lane: 'feed',
  async check() {
    return (await subscribed()) ? [] : [subscribe(feed)];
  },
  found: () => Promise.resolve('The subscription to Audit.General is enabled.'),
});

const subscribe = (feed: ActivityFeed): AutomaticChange => ({
  kind: 'automatic',
  summary:
    'Start the bot’s own subscription to content type Audit.General in the Management Activity API, so that it can see the proof arrive.',
  details: {
    operation: 'activity.subscription',
    target: 'Audit.General',
    before: 'not subscribed',
    after: 'enabled',
  },
  apply: ({ requestId }) => feed.startSubscription(requestId),
  settles: { lookAgain: 5 * SECOND, deadline: 15 * MINUTE },
});
