import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, Step } from '../../../core/step.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** The bot may fetch Audit.General content: without it no proof can be seen. */
export const feedSubscribed = (site: Site): Step => ({
  id: 'feed-subscribed',
  title: 'The bot receives the tenant’s general audit records',
  stage: 'Tenant and organisation',
  risk: 'routine',
  sources: [SOURCES.feed],
  lane: 'feed',
  async check() {
    return (await site.subscribed()) ? [] : [subscribe(site)];
  },
  found: () => Promise.resolve('The subscription to Audit.General is enabled.'),
});

const subscribe = (site: Site): AutomaticChange => ({
  kind: 'automatic',
  summary:
    'Start the bot’s own subscription to content type Audit.General in the Management Activity API, so that it can see the proof arrive.',
  details: {
    operation: 'activity.subscription',
    target: 'Audit.General',
    before: 'not subscribed',
    after: 'enabled',
  },
  apply: ({ requestId }) => site.world.feed.startSubscription(requestId),
  settles: { lookAgain: 5 * SECOND, deadline: 15 * MINUTE },
});
