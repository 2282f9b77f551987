import type { RunView } from '../cards/views.ts';
import type { Entry } from './core/ledger.ts';
import type { Place } from './core/outbox.ts';
import type { Standing } from './core/standing.ts';
import { personPlace } from './posting.ts';

/** Where those can be reached who answered for the run before. */
export function formerOperators(
  entries: readonly Entry[],
  { operator, started }: Standing,
): ReadonlySet<Place> {
  const gave = entries.flatMap((entry) =>
    entry.kind === 'handed-over' ? [entry.by, entry.to] : [],
  );
  const all = [started.requester, ...gave].filter(({ id }) => id !== operator.id);
  return new Set(all.map(({ id }) => personPlace(id)));
}

/** The run as whoever gave it away sees it: nothing is left to them. */
export const settledFor = ({ operator }: Standing, view: RunView): RunView => ({
  ...view,
  headline: `Handed over to ${operator.name}, who answers for it now. ${view.headline}`,
  actions: [],
});

/** A guide as whoever gave the run away sees it. */
export const handedOver = ({ operator }: Standing) => ({
  state: 'settled' as const,
  outcome: `Handed over: ${operator.name} does this now.`,
});
