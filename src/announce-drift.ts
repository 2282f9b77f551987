import type { Card } from '../cards/parts.ts';
import { reportCard } from '../cards/report-card.ts';
import { personPlace, type Announce } from './announce.ts';
import { isErasedId } from './core/erasure.ts';
import type { Exception } from './core/exceptions.ts';
import type { Person } from './core/people.ts';
import type { DriftNews } from './jobs/drift.ts';
import { driftView, endingView } from './views/drift-view.ts';

type Shows = Pick<Announce, 'show'>;

const nobody = (): Promise<readonly Person[]> => Promise.resolve([]);

/** The operators there are: told where whoever answered for it was erased. */
type Operators = () => Promise<readonly Person[]>;

/** Posts a card for whoever answers for it and in the approvals channel, once for each subject. */
const telling =
  ({ show }: Shows, approvalsChannel: string | undefined, operators: Operators) =>
  async (subject: string, operator: Person, card: Card): Promise<void> => {
    const channels = approvalsChannel === undefined ? [] : [`channel:${approvalsChannel}`];
    const people = isErasedId(operator.id) ? await operators() : [operator];
    const places = [...people.map(({ id }) => personPlace(id)), ...channels];
    const sent = places.map((place) => show(subject, place, card));
    // Each to its end: what is still under way when another fails would be sent once more later.
    await Promise.allSettled(sent);
    await Promise.all(sent);
  };

/**
 * Tells whoever answers for it, and the approvals channel, of a change. Each change is a card of its own:
 * one that is redrawn far up in a chat is seen by nobody. The same change is posted once.
 */
export const announcingDrift =
  (announce: Shows, approvalsChannel?: string, operators: Operators = nobody) =>
  (news: DriftNews): Promise<void> =>
    telling(announce, approvalsChannel, operators)(
      `drift/${news.about.subject}/${news.id}`,
      news.about.operator,
      reportCard(driftView(news)),
    );

/** The same for an exception that ends soon. */
export const announcingEnding =
  (announce: Shows, approvalsChannel?: string, operators: Operators = nobody) =>
  (exception: Exception, about: DriftNews['about']): Promise<void> =>
    telling(announce, approvalsChannel, operators)(
      `exception/${exception.run}/ending`,
      about.operator,
      reportCard(endingView(exception, about)),
    );
