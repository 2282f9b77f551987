import { guideCard } from '../cards/guide-card.ts';
import { reportCard } from '../cards/report-card.ts';
import { runCard } from '../cards/run-card.ts';
import { announcingAsks, type AsksSettings } from './announce-asks.ts';
import { decidersFor } from './announce-deciders.ts';
import { formerOperators, handedOver, settledFor } from './announce-former.ts';
import type { Entry } from './core/ledger.ts';
import type { Runs } from './core/runs.ts';
import { standingOf, type Standing } from './core/standing.ts';
import { personPlace, postingTo } from './posting.ts';
import { findGuide } from './views/guide-view.ts';
import { offersOf } from './views/run-offers.ts';
import { runView } from './views/run-view.ts';

export { askSubject } from './announce-asks.ts';
export { personPlace } from './posting.ts';
export type { Messenger, Sent } from './posting.ts';

export interface AnnounceSettings extends AsksSettings {
  readonly runs: Runs;
}

export const runSubject = (run: string): string => `run/${run}`;

export type Announce = ReturnType<typeof announcing>;

/** Draws where a run stands, and posts or redraws it for the people concerned. */
export function announcing(settings: AnnounceSettings) {
  const { tenant, postings } = settings;
  const { show, redraw, tell } = postingTo(settings);
  const { announceAsks, cardForPlace } = announcingAsks(settings);

  async function announceGuides(run: string, entries: readonly Entry[], standing: Standing) {
    const place = personPlace(standing.operator.id);
    for (const { id } of standing.steps) {
      const view = findGuide(settings.runs, run, entries, id);
      if (view === undefined) continue;
      await show(`guide/${run}/${id}`, place, guideCard(view));
      // Whoever answered for the run before is not to do it any more.
      const over = view.state === 'settled' ? view : { ...view, ...handedOver(standing) };
      await redraw(`guide/${run}/${id}`, new Set([place]), () => guideCard(over));
    }
  }

  async function announceClosing(run: string, standing: Standing): Promise<void> {
    const { started, operator, ended } = standing;
    const walkthrough = settings.runs.find(started.walkthrough);
    if (ended !== 'finished' || walkthrough?.closing === undefined) return;
    const parsed = walkthrough.answers.safeParse(started.answers);
    if (!parsed.success) return;
    const closing = walkthrough.closing(parsed.data);
    const place = personPlace(operator.id);
    await show(`closing/${run}`, place, reportCard({ ...closing, actions: [] }));
  }

  return {
    show,
    tell,
    cardForPlace,
    /** Who is asked at this moment. */
    decidersFor: (entries: readonly Entry[]) => decidersFor(settings, entries),

    /**
     * Brings every card about a run up to date. Safe to call at any time, and twice. What passing
     * trouble kept from somebody is thrown once all the rest is done: call again later.
     */
    async announce(run: string): Promise<{ readonly unreached: readonly string[] }> {
      const entries = await settings.runs.read(run);
      if (entries.length === 0) return { unreached: [] };
      const standing = standingOf(entries);
      const operator = personPlace(standing.operator.id);
      const subject = runSubject(run);
      const offers = offersOf(settings.runs.walkthroughs, standing.started.walkthrough);
      // A sign of life first; afterwards the card changes only when there is something new.
      if ((await postings.find(tenant, subject, operator)) === undefined)
        await show(subject, operator, runCard(runView(run, standing, [], { offers })));
      const { unreached, troubles, approvers } = await announceAsks(run, entries, standing);
      const view = runView(run, standing, unreached, { approvers, offers });
      const former = formerOperators(entries, standing);
      await show(subject, operator, runCard(view));
      await redraw(subject, new Set([operator]), ({ place }) =>
        runCard(former.has(place) ? settledFor(standing, view) : view),
      );
      await announceGuides(run, entries, standing);
      await announceClosing(run, standing);
      const passing = troubles.find(({ transient }) => transient);
      if (passing !== undefined) throw passing;
      return { unreached };
    },
  };
}
