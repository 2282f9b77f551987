import { approvalsOf, idOf, missingIn, peopleOf, type Ask, type Decided } from './asks.ts';
import type { Cards } from './cards.ts';
import type { Entry, EntryOf } from './entries.ts';
import { digestOf } from './json.ts';
import { allowsBreakGlass, lessThan, type Policy } from './policies.ts';
import type { Tally } from './tally.ts';

export interface Bench {
  readonly tally: Tally;
  readonly cards: Cards;
  /** Hears of a card that a vote names and the pack does not have. */
  readonly lostCard: (run: string, card: string, place: string) => void;
  readonly policies: ReadonlyMap<string, Policy>;
  /** ISO time of the newest checkpoint: what was due by then is overdue. */
  readonly until: string;
}

/** An approval that was made use of, where parts are kept under different people. */
export interface Carried {
  readonly run: string;
  readonly subject: string;
  readonly pair: string;
  readonly part: string;
  /** Who alone approved it; nobody where several shared in it. */
  readonly alone: readonly string[];
  readonly place: string;
}

/** A vote is written a moment after it was judged. */
const MOMENT = 30_000;
/** So old may a demanded sign-in be. */
const FRESH = 10 * 60_000;

const SETTLED: Readonly<Record<Exclude<Ask['state'], 'pending'>, string>> = {
  approved: 'approved already',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  void: 'void',
  done: 'done already',
  failed: 'failed already',
};

const nameOf = (ask: number, step: string): string => JSON.stringify([ask, step]);

/** Follows one run entry by entry and judges, from the entries alone, whether each may follow. */
export function judgeOf(run: string, { tally, cards, lostCard, policies, until }: Bench) {
  const asks = new Map<string, Ask>();
  /** The newest request for each step. */
  const newest = new Map<string, Ask>();
  const requesters = new Set<string>();
  /** What was begun and is not recorded as done. */
  const open = new Map<
    string,
    { readonly requestId: string; readonly ask: Ask; readonly place: string }
  >();
  const carried = new Map<Ask, Carried>();
  let started: EntryOf<'started'> | undefined;
  let ended = false;
  let now = -Infinity;

  const wrong = (place: string, says: string): void => tally.fault('approvals', place, says);
  const riskOf = (step: string) => started?.steps.find(({ id }) => id === step);
  const live = ({ state }: Ask): boolean => state === 'pending' || state === 'approved';
  const settle = (state: Ask['state'], which: (ask: Ask) => boolean): void => {
    for (const ask of asks.values()) if (live(ask) && which(ask)) ask.state = state;
  };

  function request(entry: EntryOf<'requested'>, place: string): void {
    const { ask: number, step, policy: digest } = entry;
    const outline = riskOf(step);
    const before = newest.get(step);
    const changes = new Set(entry.changes.map((change) => change.digest));
    const ask: Ask = {
      ...{ asked: entry, place, changes, done: new Set<string>(), votes: [] },
      ...{ state: 'pending', begun: false },
    };
    if (asks.has(nameOf(number, step))) wrong(place, `makes request ${number} for ${step} twice`);
    if (outline === undefined) wrong(place, `asks for a step that the run does not have: ${step}`);
    if (entry.replaces !== undefined && entry.replaces.digest !== before?.asked.digest)
      tally.fault('plans', place, 'says that it replaces a plan that was not asked for before it');
    asks.set(nameOf(number, step), ask);
    newest.set(step, ask);
    if (outline?.risk === 'irreversible' && entry.quorum < 2)
      wrong(place, 'asks one approver alone for what cannot be undone');
    const policy = policies.get(digest ?? '');
    if (digest === undefined)
      tally.note('A request names no policy, so its demands are judged by what it says itself');
    else if (policy === undefined)
      tally.fault(
        'policies',
        place,
        `names a policy that is not in the pack: policies/${digest}.json`,
      );
    else if (outline !== undefined && started !== undefined) {
      tally.count('policies');
      const less = lessThan(policy, started.walkthrough, outline.risk, ask);
      if (less.length > 0)
        tally.fault('policies', place, `demands less than its policy: ${less.join(', ')}`);
    }
  }

  function decide(vote: Decided, place: string): void {
    const ask = asks.get(nameOf(vote.ask, vote.step));
    if (ask === undefined) return wrong(place, 'is a vote on a request that was never made');
    if (vote.digest !== ask.asked.digest)
      return wrong(place, 'is a vote on another plan than was asked for');
    if (ask.state !== 'pending')
      return wrong(place, `is a vote on a request that was ${SETTLED[ask.state]}`);
    if (now > Date.parse(ask.asked.expiresAt) + MOMENT)
      wrong(place, `is a vote on a request that had expired at ${ask.asked.expiresAt}`);
    look(vote, ask, place);
    if (vote.verdict === 'approved') mayApprove(vote, ask, place);
    ask.votes.push(vote);
    if (vote.verdict === 'rejected') ask.state = 'rejected';
    else if (missingIn(ask, new Set()) === undefined) ask.state = 'approved';
  }

  /** What the voter saw: the card, and the check that it showed. */
  function look(vote: Decided, ask: Ask, place: string): void {
    const { check } = ask.asked;
    if (vote.check !== undefined && vote.check !== check?.digest)
      tally.fault('plans', place, 'rests on another check than the request that it decides');
    if (vote.card === undefined)
      return tally.note('A vote names no card, so what was seen is not shown');
    tally.count('cards');
    const steps = [...asks.values()].flatMap(({ asked: { ask: number, step, digest } }) =>
      number === vote.ask ? [{ step, digest }] : [],
    );
    const voter = idOf(vote.by);
    if (!cards.has(vote.card)) return lostCard(run, vote.card, place);
    const about = { run, ask: vote.ask, digest: digestOf(steps) };
    const problem = cards.problem(vote.card, about, voter);
    if (problem !== undefined) tally.fault('cards', place, problem);
  }

  function mayApprove(vote: Decided, ask: Ask, place: string): void {
    tally.count('approvals');
    const { excludes = [], groups = [], stepUp } = ask.asked;
    const people = peopleOf(vote);
    const names = vote.by.name;
    if (people.some((id) => requesters.has(id)))
      wrong(place, `${names} approves what they, or whom they act for, have asked for`);
    if (ask.votes.some((other) => peopleOf(other).some((id) => people.includes(id))))
      wrong(place, `is a second approval of one person: ${names}`);
    if (excludes.some(({ id }) => people.includes(id.toLowerCase())))
      wrong(place, `is an approval of somebody who may not approve this: ${names}`);
    const named = new Set(groups.map(({ id }) => id));
    if (named.size > 0 && !(vote.groups ?? []).some((id) => named.has(id)))
      wrong(place, `is an approval of somebody in none of the groups that were asked: ${names}`);
    const age = Date.parse(vote.at) - Date.parse(vote.signedInAt ?? '');
    if (stepUp === true && !(age <= FRESH + MOMENT && age >= -MOMENT))
      wrong(place, `is an approval without the new sign-in that was demanded: ${names}`);
  }

  function breakGlass(entry: EntryOf<'broke-glass'>, place: string): void {
    const ask = asks.get(nameOf(entry.ask, entry.step));
    const outline = riskOf(entry.step);
    if (ask === undefined || ask.asked.digest !== entry.digest)
      return wrong(place, 'goes ahead without approval of a plan that was never asked for');
    if (ask.state !== 'pending')
      return wrong(place, `goes ahead without approval of what was ${SETTLED[ask.state]}`);
    if (outline?.risk === 'irreversible' || outline?.oneWay !== undefined)
      wrong(place, 'goes ahead without approval of what cannot be undone');
    if (ask.asked.custody !== undefined || (ask.asked.excludes ?? []).length > 0)
      wrong(place, 'goes ahead without approval where people are kept apart');
    if (now > Date.parse(ask.asked.expiresAt) + MOMENT)
      wrong(place, 'goes ahead without approval of a request that had expired');
    const sisters = [...asks.values()].filter(({ asked }) => asked.ask === entry.ask);
    if (sisters.some(({ votes }) => votes.some(({ verdict }) => verdict === 'rejected')))
      wrong(place, 'goes ahead although an approver has said no');
    const policy = policies.get(ask.asked.policy ?? '');
    if (policy !== undefined && !allowsBreakGlass(policy, started?.walkthrough ?? ''))
      wrong(place, 'goes ahead without approval where the policy does not allow it');
    ask.glass = entry;
    ask.state = 'approved';
  }

  function review(entry: EntryOf<'reviewed'>, place: string): void {
    const broken = [...asks.values()].filter(
      ({ asked, glass }) => asked.ask === entry.ask && glass,
    );
    if (broken.length === 0) return wrong(place, 'reviews what was not done without approval');
    const reviewer = idOf(entry.by);
    if (
      requesters.has(reviewer) ||
      broken.some(({ glass }) => glass && idOf(glass.by) === reviewer)
    )
      return wrong(place, `${entry.by.name} reviews what they did or asked for themselves`);
    for (const ask of broken) ask.review ??= entry;
  }

  /** The heart of it: what is about to be done was asked for, approved, and still stands. */
  function begin(entry: EntryOf<'applying'>, place: string): void {
    tally.count('approvals');
    const { step, change, requestId } = entry;
    const ask = newest.get(step);
    const says = (why: string) => wrong(place, `does what ${why}: ${change.summary}`);
    if (ended) return says('comes after the end of its run');
    if (ask === undefined) return says('nobody was asked for');
    if (!ask.changes.has(change.digest)) return says('is not in the plan that was asked for');
    if (ask.state === 'pending')
      return says(`was not approved: it has ${missingIn(ask, new Set()) ?? 'too little'}`);
    if (ask.state !== 'approved') return says(`was ${SETTLED[ask.state]}`);
    if (ask.done.has(change.digest)) return says('this approval was used for already');
    const missing = ask.glass === undefined ? missingIn(ask, requesters) : undefined;
    if (missing !== undefined) return says(`is not approved by enough others: it has ${missing}`);
    const { notBefore, expiresAt, custody } = ask.asked;
    if (notBefore !== undefined && Date.parse(entry.at) < Date.parse(notBefore))
      return says(`was not to be done before ${notBefore}`);
    if (riskOf(step)?.risk === 'irreversible' && now > Date.parse(expiresAt) + MOMENT)
      return says(`cannot be undone, and its approval had lapsed at ${expiresAt}`);
    ask.begun = true;
    open.set(JSON.stringify([step, change.digest]), { requestId, ask, place });
    if (custody === undefined || carried.has(ask)) return;
    const votes = approvalsOf(ask, new Set());
    const alone = votes.length === 1 && ask.asked.quorum <= 1 ? votes.flatMap(peopleOf) : [];
    carried.set(ask, { run, subject: started?.subject ?? '', ...custody, alone, place });
  }

  function done(entry: EntryOf<'applied'>, place: string): void {
    tally.count('approvals');
    const name = JSON.stringify([entry.step, entry.change.digest]);
    const begun = open.get(name);
    if (begun === undefined)
      return wrong(place, `was done without a begin on record: ${entry.change.summary}`);
    if (begun.requestId !== entry.requestId)
      wrong(place, `bears another request id than its begin: ${entry.requestId}`);
    begun.ask.done.add(entry.change.digest);
    open.delete(name);
  }

  function attest(entry: EntryOf<'attested'>, place: string): void {
    tally.count('approvals');
    tally.note(
      'A step is attested: that it was done is the word of whoever said so, and was not seen',
    );
    const risk = riskOf(entry.step)?.risk;
    const ask = newest.get(entry.step);
    if (ended) return wrong(place, 'attests after the end of its run');
    if (
      ask !== undefined &&
      approvalsOf(ask, new Set()).some((vote) => peopleOf(vote).includes(idOf(entry.by)))
    )
      wrong(place, `${entry.by.name} attests what they have approved themselves`);
    if (risk === 'routine') return;
    const missing =
      ask?.state === 'approved' && ask.glass === undefined ? missingIn(ask, requesters) : undefined;
    if (ask?.state !== 'approved' || missing !== undefined)
      return wrong(place, 'attests what was not approved');
    if (risk === 'irreversible' && now > Date.parse(ask.asked.expiresAt) + MOMENT)
      wrong(place, 'attests what cannot be undone after its approval had lapsed');
  }

  function judge(entry: Entry, place: string): void {
    if (entry.kind === 'started') {
      started = entry;
      requesters.add(idOf(entry.requester));
      return;
    }
    switch (entry.kind) {
      case 'requested':
        return request(entry, place);
      case 'decided':
        return decide(entry, place);
      case 'broke-glass':
        return breakGlass(entry, place);
      case 'reviewed':
        return review(entry, place);
      case 'applying':
        return begin(entry, place);
      case 'applied':
        return done(entry, place);
      case 'attested':
        attest(entry, place);
        return settle('done', ({ asked }) => asked.step === entry.step);
      case 'verified':
        return settle('done', ({ asked }) => asked.step === entry.step);
      case 'failed':
        return settle('failed', ({ asked }) => asked.step === entry.step);
      case 'expired':
      case 'voided':
        return settle(
          entry.kind === 'expired' ? 'expired' : 'void',
          ({ asked }) => asked.step === entry.step && asked.ask === entry.ask,
        );
      case 'withdrawn':
        return settle('withdrawn', () => true);
      case 'cancelled':
        ended = true;
        return settle('withdrawn', () => true);
      case 'finished':
        ended = true;
        return;
      case 'resumed':
        requesters.add(idOf(entry.by));
        return;
      case 'handed-over':
        requesters.add(idOf(entry.by)).add(idOf(entry.to));
        return;
      case 'waiting':
      case 'noted':
        return;
    }
  }

  return {
    judge(entry: Entry, place: string): void {
      // A clock set back revives nothing: the latest time on record counts.
      now = Math.max(now, Date.parse(entry.at));
      judge(entry, place);
    },
    /** Told when the run has no more entries. */
    end(): readonly Carried[] {
      for (const { place } of open.values())
        tally.note(`${place}: was begun, and that it was done is not on record`);
      for (const { glass, review, place } of asks.values())
        if (glass !== undefined) tally.note(glassNote(glass, review, until, place));
      return [...carried.values()];
    },
  };
}

function glassNote(
  { by, reviewBy }: EntryOf<'broke-glass'>,
  review: EntryOf<'reviewed'> | undefined,
  until: string,
  place: string,
): string {
  const reviewed =
    review === undefined
      ? Date.parse(reviewBy) < Date.parse(until)
        ? `nobody has reviewed it, which was due by ${reviewBy}`
        : `it is to be reviewed by ${reviewBy}`
      : `reviewed by ${review.by.name}, who ${review.verdict === 'upheld' ? 'upholds' : 'objects to'} it`;
  return `${place}: ${by.name} went ahead without approval (break-glass); ${reviewed}`;
}
