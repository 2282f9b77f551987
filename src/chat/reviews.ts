import { confirmCard } from '../../cards/confirm-card.ts';
import { reviewSubject } from '../announce-emergency.ts';
import { requestersOf } from '../core/approvals.ts';
import { standingOf } from '../core/standing.ts';
import { owedBy, REVIEW } from '../jobs/reviews.ts';
import { reviewView } from '../views/steering-view.ts';
import type { Asker, Chat, Reply } from './chat.ts';

const SHOWN = 3;

/** What was done without approval and that this person has to review, with its card. */
export async function reviewsReply(
  chat: Chat,
  { person, roles }: Pick<Asker, 'person' | 'roles'>,
): Promise<readonly Reply[]> {
  if (!roles.has('approver')) return [];
  const looked = (await chat.due.list(chat.tenant)).filter(({ kind }) => kind === REVIEW);
  const all = await Promise.all(
    looked.map(async ({ key: run }) => {
      const entries = await chat.runs.read(run);
      const asking = requestersOf(entries);
      const standing = standingOf(entries);
      return owedBy(entries)
        .filter(([, { by }]) => by.id !== person.id && !asking.has(person.id))
        .flatMap(([ask]): readonly Reply[] => {
          const steps = standing.asks.filter((each) => each.ask === ask);
          const view = reviewView(run, ask, standing, steps);
          const subject = reviewSubject(run, ask);
          return view === undefined ? [] : [{ kind: 'card', card: confirmCard(view), subject }];
        });
    }),
  );
  return all.flat().slice(0, SHOWN);
}
