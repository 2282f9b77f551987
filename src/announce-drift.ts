import { reportCard } from '../cards/report-card.ts';
import { personPlace, type Announce } from './announce.ts';
import type { DriftNews } from './jobs/drift.ts';
import { driftView } from './views/drift-view.ts';

/**
 * Tells whoever set it up, and the approvals channel, of a change. Each change is a card of its own:
 * one that is redrawn far up in a chat is seen by nobody. The same change is posted once.
 */
export const announcingDrift =
  ({ show }: Pick<Announce, 'show'>, approvalsChannel?: string) =>
  async (news: DriftNews): Promise<void> => {
    const { about, id } = news;
    const subject = `drift/${about.subject}/${id}`;
    const card = reportCard(driftView(news));
    const channels = approvalsChannel === undefined ? [] : [`channel:${approvalsChannel}`];
    const places = [personPlace(about.requester.id), ...channels];
    const sent = places.map((place) => show(subject, place, card));
    // Each to its end: what is still under way when another fails would be sent once more later.
    await Promise.allSettled(sent);
    await Promise.all(sent);
  };
