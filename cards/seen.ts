import { execute } from './actions.ts';
import type { Action, Card, Execute } from './elements.ts';

const VOTES: readonly string[] = ['approve', 'reject'];

const isVote = (action: Action): action is Execute =>
  action.type === 'Action.Execute' && VOTES.includes(action.verb);

/** Whether a decision can be made on this card. */
export const canBeDecidedOn = ({ actions = [] }: Card): boolean => actions.some(isVote);

function naming(action: Execute, seen: string): Execute {
  const data = { ...action.data, seen };
  return {
    ...action,
    data,
    fallback: { ...action.fallback, data: { verb: action.verb, ...data } },
  };
}

/** The card with what it is kept under in each button that decides. */
export const withSeen = (card: Card, seen: string): Card =>
  card.actions === undefined
    ? card
    : {
        ...card,
        actions: card.actions.map((action) => (isVote(action) ? naming(action, seen) : action)),
      };

/** Teams asks for the view of so many people by itself. */
export const MOST_VIEWERS = 60;

/** The card of a place with several people: each of those named gets to see their own. */
export const withOwnViews = (
  card: Card,
  { run, ask, digest }: { readonly run: string; readonly ask: number; readonly digest: string },
  userIds: readonly string[],
): Card =>
  userIds.length === 0
    ? card
    : {
        ...card,
        refresh: {
          action: execute('Refresh', 'refresh', { run, ask: String(ask), digest }),
          userIds: userIds.slice(0, MOST_VIEWERS),
        },
      };
