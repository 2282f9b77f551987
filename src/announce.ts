import { approvalCard } from '../cards/approval-card.ts';
import { guideCard } from '../cards/guide-card.ts';
import type { Card } from '../cards/parts.ts';
import { reportCard } from '../cards/report-card.ts';
import { runCard } from '../cards/run-card.ts';
import { MOST_VIEWERS, withOwnViews } from '../cards/seen.ts';
import { formerOperators, handedOver, settledFor } from './announce-former.ts';
import { outcomeOf, outcomeText, settledBy } from './announce-outcome.ts';
import type { AskedStep } from './core/asks.ts';
import { requestersOf, type Decider } from './core/approvals.ts';
import { GatewayError } from './core/errors.ts';
import type { Entry } from './core/ledger.ts';
import type { Directory, Person, Role } from './core/people.ts';
import type { Runs } from './core/runs.ts';
import { standingOf, type Standing } from './core/standing.ts';
import { personAt, personPlace, postingTo, together, type PostingSettings } from './posting.ts';
import { approvalView, askState } from './views/approval-view.ts';
import { lacksApprovers } from './views/barred.ts';
import { viewFor } from './views/for-whom.ts';
import { findGuide } from './views/guide-view.ts';
import { offersOf } from './views/run-offers.ts';
import { runView } from './views/run-view.ts';

/** Somebody who is away, and who decides for them. */
interface Deputised {
  readonly approver: Person;
  readonly deputy: Person;
}

export { personPlace } from './posting.ts';
export type { Messenger, Sent } from './posting.ts';

export interface AnnounceSettings extends PostingSettings {
  readonly runs: Runs;
  readonly directory: Directory;
  /** Who decides for whom at this moment. */
  readonly deputies?: { inForce(): Promise<readonly Deputised[]> };
  /** Conversation id of a channel where requests are posted too. */
  readonly approvalsChannel?: string;
}

export const runSubject = (run: string): string => `run/${run}`;
export const askSubject = (run: string, ask: number): string => `ask/${run}/${ask}`;

export type Announce = ReturnType<typeof announcing>;

/** Draws where a run stands, and posts or redraws it for the people concerned. */
export function announcing(settings: AnnounceSettings) {
  const { tenant, messenger, postings } = settings;
  const { show, showTo, redraw, tell, placesOf } = postingTo(settings);

  /** Who is asked: every approver but those who asked for it, and whoever decides for one of them. */
  async function decidersFor(entries: readonly Entry[]): Promise<readonly Decider[]> {
    const asking = requestersOf(entries);
    const members = await settings.directory.membersOf('approver');
    const approvers = members.filter(({ id }) => !asking.has(id));
    const deputised = (await settings.deputies?.inForce()) ?? [];
    const deputies = deputised.filter(
      ({ approver, deputy }) =>
        approvers.some(({ id }) => id === approver.id) &&
        [...members, ...asking].every((known) => idOf(known) !== deputy.id),
    );
    return [
      ...approvers.map((person) => ({ person, roles: new Set<Role>(['approver']) })),
      ...[...Map.groupBy(deputies, ({ deputy }) => deputy.id).values()].flatMap((all) =>
        all.slice(0, 1).map(({ deputy }) => ({
          person: deputy,
          roles: new Set<Role>(),
          behalf: all.map(({ approver }) => approver),
        })),
      ),
    ];
  }

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
    const deciders = pending ? await decidersFor(entries) : [];
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
    show,
    tell,
    decidersFor,

    /** A request for a place with several people, as it is at this moment. */
    async cardForPlace(run: string, entries: readonly Entry[], ask: number): Promise<Card> {
      const deciders = await decidersFor(entries);
      return placeCard(run, entries, ask, deciders);
    },

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

const idOf = (known: Person | string): string => (typeof known === 'string' ? known : known.id);

/** Somebody who has a card of a request and is not among those who are asked now. */
const bystander = (id: string): Decider => ({
  person: { id, name: '' },
  // Only whoever asked is offered something for it, and that is judged again when pressed.
  roles: new Set<Role>(['operator']),
});

const NO_APPROVERS =
  'Nobody can approve this: the approvers group has no member but the requester. Ask an administrator to add people to it.';

/** Said as soon as it is known, for otherwise a request would wait for people who cannot be. */
function shortage(
  reference: string,
  steps: readonly AskedStep[],
  people: readonly Person[],
  { asks }: Standing,
): readonly string[] {
  if (people.length === 0) return [NO_APPROVERS];
  return lacksApprovers(steps, people, asks)
    ? [
        `Too few people can approve request ${reference}: its card says who may not. Ask an administrator to add people to the approvers group.`,
      ]
    : [];
}
