import type { Card } from '../cards/parts.ts';
import { reportCard } from '../cards/report-card.ts';
import { personPlace, type Announce } from './announce.ts';
import type { Exception } from './core/exceptions.ts';
import type { DriftNews } from './jobs/drift.ts';
import { driftView, endingView } from './views/drift-view.ts';

type Shows = Pick<Announce, 'show'>;

/** Posts a card for whoever set it up and in the approvals channel, once for each subject. */
const telling =
  ({ show }: Shows, approvalsChannel: string | undefined) =>
  async (subject: string, requester: string, card: Card): Promise<void> => {
    const channels = approvalsChannel === undefined ? [] : [`channel:${approvalsChannel}`];
    const places = [personPlace(requester), ...channels];
    const sent = places.map((place) => show(subject, place, card));
    // Each to its end: what is still under way when another fails would be sent once more later.
    await Promise.allSettled(sent);
    await Promise.all(sent);
  };

/**
 * Tells whoever set it up, and the approvals channel, of a change. Each change is a card of its own:
 * one that is redrawn far up in a chat is seen by nobody. The same change is posted once.
 */
export const announcingDrift =
  (announce: Shows, approvalsChannel?: string) =>
  (news: DriftNews): Promise<void> =>
    telling(announce, approvalsChannel)(
      `drift/${news.about.subject}/${news.id}`,
      news.about.requester.id,
      reportCard(driftView(news)),
    );

/** The same for an exception that ends soon. */
export const announcingEnding =
  (announce: Shows, approvalsChannel?: string) =>
  (exception: Exception, about: DriftNews['about']): Promise<void> =>
    telling(announce, approvalsChannel)(
      `exception/${exception.run}/ending`,
      about.requester.id,
      reportCard(endingView(exception, about)),
    );
