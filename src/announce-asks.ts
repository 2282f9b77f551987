import { approvalCard } from '../cards/approval-card.ts';
import type { Card } from '../cards/parts.ts';
import { MOST_VIEWERS, withOwnViews } from '../cards/seen.ts';
import { bystander, decidersFor, shortage, type DecidersSettings } from './announce-deciders.ts';
import { outcomeOf, outcomeText, settledBy } from './announce-outcome.ts';
import type { Decider } from './core/approvals.ts';
import type { AskedStep } from './core/asks.ts';
import { GatewayError } from './core/errors.ts';
import type { Entry } from './core/ledger.ts';
import type { Person } from './core/people.ts';
import { standingOf, type Standing } from './core/standing.ts';
import { personAt, personPlace, postingTo, together, type PostingSettings } from './posting.ts';
import { approvalView, askState } from './views/approval-view.ts';
import { viewFor } from './views/for-whom.ts';

export interface AsksSettings extends PostingSettings, DecidersSettings {
  /** Conversation id of a channel where requests are posted too. */
  readonly approvalsChannel?: string;
}

export const askSubject = (run: string, ask: number): string => `ask/${run}/${ask}`;

/** Puts the requests of a run before those who decide, and tells what came of them. */
export function announcingAsks(settings: AsksSettings) {
  const { messenger } = settings;
  const { show, showTo, redraw, tell, placesOf } = postingTo(settings);

  /**
   * The request for a place with several people. Where Teams can show each of the deciders their
   * own view, buttons are drawn for nobody else; where it cannot, they are judged when pressed.
   */
  async function placeCard(
    run: string,
    entries: readonly Entry[],
    ask: number,
    deciders: readonly Decider[],
  ): Promise<Card> {
    const standing = standingOf(entries);
    const people = [...deciders.map(({ person }) => person.id), standing.operator.id];
    const userIds = await Promise.all(people.map((id) => messenger.userIdOf(id)));
    const known = userIds.filter((id) => id !== undefined);
    const all = deciders.length <= MOST_VIEWERS && !userIds.slice(0, -1).includes(undefined);
    const hint = `Approvers see their buttons here. Whoever sees none can decide in the personal chat with me: type approve ${run}-${ask} there.`;
    const view = approvalView(run, standing, ask, all ? 'reader' : 'approver', all ? { hint } : {});
    return withOwnViews(approvalCard(view), view, known);
  }

  async function announceAsk(
    run: string,
    entries: readonly Entry[],
    standing: Standing,
    ask: number,
  ): Promise<{ readonly told: readonly Person[]; readonly unreached: readonly string[] }> {
    const subject = askSubject(run, ask);
    const steps = standing.asks.filter((asked) => asked.ask === ask);
    const pending = askState(steps) === 'pending';
    const deciders = pending ? await decidersFor(settings, entries) : [];
    const people = deciders.map(({ person }) => person);
    const draw = (by: Decider) => approvalCard(viewFor(run, entries, ask, by));
    const shared = pending
      ? await placeCard(run, entries, ask, deciders)
      : approvalCard(approvalView(run, standing, ask, 'reader'));
    const problems = await together([
      ...deciders.map((by) => showTo(subject, by.person, draw(by))),
      ...(pending ? [showInChannel(subject, shared)] : []),
    ]);
    const shown = new Set(people.map(({ id }) => personPlace(id)));
    await redraw(subject, shown, ({ place }) => {
      const id = personAt(place);
      return id === undefined || !pending ? shared : draw(bystander(id));
    });
    if (!pending) await tellOutcome(run, standing, ask, steps);
    // A deputy adds nobody: their vote and the approver's count as one.
    const approvers = deciders.flatMap((by) => (by.behalf === undefined ? [by.person] : []));
    const none = pending ? shortage(`${run}-${ask}`, steps, approvers, standing) : [];
    const unreached = [...problems.filter((problem) => problem !== undefined), ...none];
    return { told: people, unreached };
  }

  async function showInChannel(subject: string, card: Card): Promise<string | undefined> {
    const { approvalsChannel: channel } = settings;
    if (channel === undefined) return undefined;
    const sent = await show(subject, `channel:${channel}`, card);
    return sent.kind === 'refused'
      ? `The approvals channel could not be told: ${sent.why}`
      : undefined;
  }

  /** Told once to whoever asked for it and to everybody who was asked, but not to who settled it. */
  async function tellOutcome(
    run: string,
    { operator, started }: Standing,
    ask: number,
    steps: readonly AskedStep[],
  ): Promise<void> {
    const resume = `Type resume ${run} to ask again.`;
    const asking = new Set([operator.id, started.requester.id].map(personPlace));
    const asked = [
      ...(await placesOf(askSubject(run, ask))).filter((place) => personAt(place) !== undefined),
      ...steps.flatMap(({ votes }) => votes.map(({ by }) => personPlace(by.id))),
    ];
    const know = new Set(settledBy(steps).map(({ id }) => personPlace(id)));
    const others = new Set(asked.filter((place) => !asking.has(place) && !know.has(place)));
    const text = outcomeText(`${run}-${ask}`, steps);
    const first = outcomeText(`${run}-${ask}`, steps, resume);
    if (text === undefined || first === undefined) return;
    const subject = `told/${run}/${ask}/${outcomeOf(steps)}`;
    await together([
      ...[...asking].map((place) => tell(subject, place, first)),
      ...[...others].map((place) => tell(subject, place, text)),
    ]);
  }

  /** One ask that cannot be announced now does not keep the others, or the run card, from people. */
  async function announceAsks(run: string, entries: readonly Entry[], standing: Standing) {
    const asks = [...new Set(standing.asks.map(({ ask }) => ask))];
    const unreached: string[] = [];
    const approvers: Person[] = [];
    const troubles: GatewayError[] = [];
    for (const ask of asks) {
      try {
        const asked = await announceAsk(run, entries, standing, ask);
        unreached.push(...asked.unreached);
        approvers.push(...asked.told);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        troubles.push(error);
        unreached.push(`Not everybody could be told yet: ${error.message}`);
      }
    }
    return { unreached: [...new Set(unreached)], troubles, approvers };
  }

  return {
    announceAsks,

    /** A request for a place with several people, as it is at this moment. */
    async cardForPlace(run: string, entries: readonly Entry[], ask: number): Promise<Card> {
      return placeCard(run, entries, ask, await decidersFor(settings, entries));
    },
  };
}
