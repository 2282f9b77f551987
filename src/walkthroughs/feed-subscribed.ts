import { MINUTE, SECOND } from '../core/clock.ts';
import type { AutomaticChange, Source, Step } from '../core/step.ts';

/** Content whose records Dynamics 365 and the Power Platform write to, among many others. */
const GENERAL = 'Audit.General';

/** The other content types, with the word that their records go by. */
const WORDS: Readonly<Record<string, string>> = {
  'Audit.AzureActiveDirectory': 'Entra',
  'Audit.Exchange': 'Exchange',
  'Audit.SharePoint': 'SharePoint',
};

interface Parts {
  readonly stage: string;
  readonly sources: readonly Source[];
  /** Audit.General, unless said otherwise. */
  readonly contentType?: string;
  readonly feed: { startSubscription(requestId: string): Promise<void> };
  /** Remembered for a pass. */
  readonly subscribed: () => Promise<boolean>;
}

/** The id of the step for a content type. */
export const feedStepId = (contentType: string): string =>
  contentType === GENERAL
    ? 'feed-subscribed'
    : `feed-subscribed-${contentType.slice(contentType.indexOf('.') + 1).toLowerCase()}`;

/** The bot may fetch this content: without it neither proof nor archive sees any. */
export const feedSubscribed = ({
  stage,
  sources,
  contentType = GENERAL,
  feed,
  subscribed,
}: Parts): Step => ({
  id: feedStepId(contentType),
  title: `The bot receives the tenant’s ${WORDS[contentType] ?? 'general'} audit records`,
  stage,
  risk: 'routine',
  sources,
  lane: 'feed',
  async check() {
    return (await subscribed()) ? [] : [subscribe(contentType, feed)];
  },
  found: () => Promise.resolve(`The subscription to ${contentType} is enabled.`),
});

const purpose = (contentType: string): string =>
  contentType === GENERAL
    ? 'so that it can see the proof arrive.'
    : 'so that its records can be archived and asked about.';

const subscribe = (contentType: string, feed: Parts['feed']): AutomaticChange => ({
  kind: 'automatic',
  summary: `Start the bot’s own subscription to content type ${contentType} in the Management Activity API, ${purpose(contentType)}`,
  details: {
    operation: 'activity.subscription',
    target: contentType,
    before: 'not subscribed',
    after: 'enabled',
  },
  apply: ({ requestId }) => feed.startSubscription(requestId),
  settles: { lookAgain: 5 * SECOND, deadline: 15 * MINUTE },
});
