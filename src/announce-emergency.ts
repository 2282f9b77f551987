import { confirmCard } from '../cards/confirm-card.ts';
import type { Card } from '../cards/parts.ts';
import { escaped } from '../cards/text.ts';
import type { AskedStep, BrokenGlass } from './core/asks.ts';
import { requestersOf } from './core/approvals.ts';
import { emergenciesOf } from './core/break-glass.ts';
import type { Entry } from './core/ledger.ts';
import type { Place } from './core/outbox.ts';
import type { Directory, Person } from './core/people.ts';
import { standingOf } from './core/standing.ts';
import { brokenLine, reviewLine, reviewView } from './views/steering-view.ts';
import { stamp } from './views/words.ts';

export const reviewSubject = (run: string, ask: number): string => `review/${run}/${ask}`;

export interface EmergencySettings {
  readonly directory: Directory;
  /** Conversation id of a channel where everybody is told. */
  readonly approvalsChannel?: string;
  /** Posts once and redraws in place afterwards. */
  show(subject: string, place: Place, card: Card): Promise<unknown>;
  /** A sentence that is sent once. */
  tell(subject: string, place: Place, text: string): Promise<unknown>;
}

/** `Request 7K2QF9-1 was reviewed. Ben objects to it …`, with what follows from that. */
function reviewedText(run: string, ask: number, glass: BrokenGlass): string {
  const says = `Request ${run}-${ask} was reviewed. ${escaped(reviewLine(glass), 800)}`;
  return glass.review?.verdict === 'objected'
    ? `▲ ${says} Nothing is taken back by itself: type status ${run} to see what was done and what can be done about it.`
    : says;
}

const personPlace = ({ id }: Person): Place => `person:${id}`;

/** Tells everybody once, and has an approver review what was done without approval. */
export function announcingEmergencies(settings: EmergencySettings) {
  const { directory, show, tell, approvalsChannel: channel } = settings;
  const channels: readonly Place[] = channel === undefined ? [] : [`channel:${channel}`];

  const approvers = async (): Promise<readonly Person[]> => directory.membersOf('approver');

  /** All approvers, whoever asked, whoever answers for it now, whoever went ahead; the channel. */
  function concerned(entries: readonly Entry[], all: readonly Person[], by: Person) {
    const { operator } = standingOf(entries);
    const people = [...all.map(({ id }) => id), ...requestersOf(entries), operator.id, by.id];
    return [...new Set(people.map((id): Place => `person:${id}`)), ...channels];
  }

  async function announceOne(
    run: string,
    entries: readonly Entry[],
    ask: number,
    steps: readonly AskedStep[],
  ): Promise<void> {
    const glass = steps[0]?.brokenGlass;
    const standing = standingOf(entries);
    const view = reviewView(run, ask, standing, steps);
    if (glass === undefined || view === undefined) return;
    const all = await approvers();
    const text = `Request ${run}-${ask} (${escaped(standing.started.title)}). ${escaped(brokenLine(glass), 800)} An approver has to review it by ${stamp(glass.reviewBy)}.`;
    const asking = new Set([...requestersOf(entries), glass.by.id]);
    const reviewers = all.filter(({ id }) => !asking.has(id));
    const card = confirmCard(view);
    // The approvers see on their cards what came of it.
    const asked = glass.review === undefined ? [] : concerned(entries, [], glass.by);
    const reviewed = reviewedText(run, ask, glass);
    await together([
      ...concerned(entries, all, glass.by).map((place) =>
        tell(`broke-glass/${run}/${ask}`, place, text),
      ),
      ...asked.map((place) => tell(`reviewed/${run}/${ask}`, place, reviewed)),
      ...reviewers.map((person) => show(reviewSubject(run, ask), personPlace(person), card)),
    ]);
  }

  return {
    /** Brings what is told of a run's emergencies up to date; may be called again at any time. */
    async announce(run: string, entries: readonly Entry[]): Promise<void> {
      for (const [ask, steps] of emergenciesOf(standingOf(entries).asks))
        await announceOne(run, entries, ask, steps);
    },

    /** Reminds all who may review it; the channel hears of it once it is overdue. */
    async remind(run: string, ask: number, entries: readonly Entry[], which: string) {
      const glass = emergenciesOf(standingOf(entries).asks).get(ask)?.[0]?.brokenGlass;
      if (glass === undefined || glass.review !== undefined) return;
      const overdue = glass.overdueAt !== undefined;
      const line = `${escaped(brokenLine(glass), 800)} ${escaped(reviewLine(glass), 300)}`;
      const text = `${overdue ? '▲ Overdue review' : 'Review'} of ${run}-${ask}. ${line} Type uphold ${run}-${ask}, or object ${run}-${ask} because …`;
      const all = await approvers();
      const asking = new Set([...requestersOf(entries), glass.by.id]);
      const places = overdue
        ? concerned(entries, all, glass.by)
        : all.filter(({ id }) => !asking.has(id)).map(personPlace);
      await together(places.map((place) => tell(`review/${run}/${ask}/${which}`, place, text)));
    },
  };
}

/** Each to its end: what is still being sent when another fails would be sent once more later. */
async function together(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
