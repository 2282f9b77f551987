import { approvalCard } from '../cards/approval-card.ts';
import { guideCard } from '../cards/guide-card.ts';
import type { Card } from '../cards/parts.ts';
import { escaped } from '../cards/text.ts';
import { reportCard } from '../cards/report-card.ts';
import { runCard } from '../cards/run-card.ts';
import type { AskedStep } from './core/asks.ts';
import { requestersOf } from './core/approvals.ts';
import { digestOf } from './core/data.ts';
import { GatewayError } from './core/errors.ts';
import type { Entry } from './core/ledger.ts';
import type { Place, Posting, Postings, References } from './core/outbox.ts';
import type { Directory, Person } from './core/people.ts';
import type { Runs } from './core/runs.ts';
import { standingOf, type Standing } from './core/standing.ts';
import { approvalView, askState, type Viewer } from './views/approval-view.ts';
import { lacksApprovers } from './views/barred.ts';
import { findGuide } from './views/guide-view.ts';
import { offersOf } from './views/run-offers.ts';
import { runView } from './views/run-view.ts';
import { sentence } from './views/words.ts';

/** What came of sending: a refusal (blocked, not installed) is an answer, not an error. */
export type Sent =
  | { readonly kind: 'posted'; readonly activityId: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'gone' };

/** The way out to people; only `teams/` knows how. */
export interface Messenger {
  post(place: Place, what: Card | string): Promise<Sent>;
  update(place: Place, activityId: string, card: Card): Promise<Sent>;
}

export interface AnnounceSettings {
  readonly tenant: string;
  readonly runs: Runs;
  readonly directory: Directory;
  readonly messenger: Messenger;
  readonly postings: Postings;
  readonly references: References;
  /** Conversation id of a channel where requests are posted too. */
  readonly approvalsChannel?: string;
}

export const personPlace = (id: string): Place => `person:${id}`;
export const runSubject = (run: string): string => `run/${run}`;
export const askSubject = (run: string, ask: number): string => `ask/${run}/${ask}`;

export type Announce = ReturnType<typeof announcing>;

/** Draws where a run stands, and posts or redraws it for the people concerned. */
export function announcing(settings: AnnounceSettings) {
  const { tenant, messenger, postings } = settings;

  /** Posts once and redraws in place afterwards; what is the same is not sent again. */
  async function show(subject: string, place: Place, card: Card): Promise<Sent> {
    const known = await postings.find(tenant, subject, place);
    const digest = digestOf(JSON.parse(JSON.stringify(card)));
    if (known?.digest === digest) return { kind: 'posted', activityId: known.activityId };
    const updated = known && (await messenger.update(place, known.activityId, card));
    const sent =
      updated === undefined || updated.kind === 'gone'
        ? await messenger.post(place, card)
        : updated;
    if (sent.kind === 'posted')
      await postings.save({ tenant, subject, place, activityId: sent.activityId, digest });
    return sent;
  }

  /** Redraws a card wherever else it was posted. */
  async function redraw(subject: string, but: ReadonlySet<Place>, draw: (at: Posting) => Card) {
    const all = await postings.list(tenant, subject);
    const others = all.filter(({ place }) => !but.has(place));
    await together(others.map((posting) => show(subject, posting.place, draw(posting))));
  }

  /** A sentence that is sent once. */
  async function tell(subject: string, place: Place, text: string): Promise<void> {
    if ((await postings.find(tenant, subject, place)) !== undefined) return;
    const sent = await messenger.post(place, text);
    if (sent.kind === 'posted')
      await postings.save({ tenant, subject, place, activityId: sent.activityId, digest: '' });
  }

  /** Who is asked: every approver but those who asked for it. */
  async function approversFor(entries: readonly Entry[]): Promise<readonly Person[]> {
    const asking = requestersOf(entries);
    const members = await settings.directory.membersOf('approver');
    return members.filter(({ id }) => !asking.has(id));
  }

  async function showTo(subject: string, person: Person, card: Card): Promise<string | undefined> {
    const place = personPlace(person.id);
    const reference = await settings.references.find(tenant, place);
    const sent: Sent =
      reference?.refused === undefined
        ? await show(subject, place, card)
        : { kind: 'refused', why: reference.refused.why };
    return sent.kind === 'refused' ? `${person.name} could not be told: ${sent.why}` : undefined;
  }

  async function announceAsk(
    run: string,
    entries: readonly Entry[],
    standing: Standing,
    ask: number,
  ): Promise<{ readonly told: readonly Person[]; readonly unreached: readonly string[] }> {
    const subject = askSubject(run, ask);
    const steps = standing.asks.filter((asked) => asked.ask === ask);
    const draw = (viewer: Viewer) => approvalCard(approvalView(run, standing, ask, viewer));
    const pending = askState(steps) === 'pending';
    if (!pending) await tellOutcome(run, standing, ask, steps);
    const people = pending ? await approversFor(entries) : [];
    const problems = await together([
      ...people.map((person) => showTo(subject, person, draw('approver'))),
      ...(pending ? [showInChannel(subject, draw('approver'))] : []),
    ]);
    const shown = new Set(people.map(({ id }) => personPlace(id)));
    await redraw(subject, shown, () => draw('approver'));
    const none = pending ? shortage(`${run}-${ask}`, steps, people, standing) : [];
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

  async function tellOutcome(
    run: string,
    standing: Standing,
    ask: number,
    steps: readonly AskedStep[],
  ): Promise<void> {
    const text = outcomeText(run, ask, steps);
    if (text === undefined) return;
    const place = personPlace(standing.started.requester.id);
    const state = askState(steps);
    // Done follows approved: that is told by the run card.
    await tell(`told/${run}/${ask}/${state === 'done' ? 'approved' : state}`, place, text);
  }

  async function announceGuides(run: string, entries: readonly Entry[], standing: Standing) {
    const place = personPlace(standing.started.requester.id);
    for (const { id } of standing.steps) {
      const view = findGuide(settings.runs, run, entries, id);
      if (view !== undefined) await show(`guide/${run}/${id}`, place, guideCard(view));
    }
  }

  async function announceClosing(run: string, standing: Standing): Promise<void> {
    const { started, ended } = standing;
    const walkthrough = settings.runs.find(started.walkthrough);
    if (ended !== 'finished' || walkthrough?.closing === undefined) return;
    const parsed = walkthrough.answers.safeParse(started.answers);
    if (!parsed.success) return;
    const closing = walkthrough.closing(parsed.data);
    const place = personPlace(started.requester.id);
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

    /**
     * Brings every card about a run up to date. Safe to call at any time, and twice. What passing
     * trouble kept from somebody is thrown once all the rest is done: call again later.
     */
    async announce(run: string): Promise<{ readonly unreached: readonly string[] }> {
      const entries = await settings.runs.read(run);
      if (entries.length === 0) return { unreached: [] };
      const standing = standingOf(entries);
      const requester = personPlace(standing.started.requester.id);
      const subject = runSubject(run);
      const offers = offersOf(settings.runs.walkthroughs, standing.started.walkthrough);
      // A sign of life first; afterwards the card changes only when there is something new.
      if ((await postings.find(tenant, subject, requester)) === undefined)
        await show(subject, requester, runCard(runView(run, standing, [], { offers })));
      const { unreached, troubles, approvers } = await announceAsks(run, entries, standing);
      const card = runCard(runView(run, standing, unreached, { approvers, offers }));
      await show(subject, requester, card);
      await redraw(subject, new Set([requester]), () => card);
      await announceGuides(run, entries, standing);
      await announceClosing(run, standing);
      const passing = troubles.find(({ transient }) => transient);
      if (passing !== undefined) throw passing;
      return { unreached };
    },
  };
}

/** Each to its end: what is still being sent when another fails would be sent once more later. */
async function together<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

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

/** What the requester is told once about an ask that is decided; nothing while it is not. */
function outcomeText(run: string, ask: number, steps: readonly AskedStep[]): string | undefined {
  const votes = [
    ...new Map(steps.flatMap((step) => step.votes).map((vote) => [vote.by.id, vote])).values(),
  ];
  const rejected = votes.find(({ verdict }) => verdict === 'rejected');
  const names = votes.map(({ by }) => escaped(by.name)).join(' and ');
  const reference = `Request ${run}-${ask}`;
  if (rejected !== undefined)
    return `${reference} was rejected by ${escaped(rejected.by.name)}${rejected.reason ? `: ${sentence(escaped(rejected.reason))}` : '.'} Type resume ${run} to ask again.`;
  switch (askState(steps)) {
    case 'approved':
    case 'done':
      return `${reference} was approved by ${names}. It is being carried out.`;
    case 'expired':
      return `${reference} expired without enough approvals. Nothing was done. Type resume ${run} to ask again.`;
    case 'void':
      return `${reference} is void: a new request replaces it and says why.`;
    case 'failed':
      return `${reference} was approved, but applying it failed. The run card says why and what to do.`;
    case 'withdrawn':
      return `${reference} was taken back. Nothing more of it is done.`;
    case 'pending':
    case 'rejected':
      return undefined;
  }
}
