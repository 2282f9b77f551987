import { asksOf, type AskedStep } from './asks.ts';
import { coversBothParts, findBar } from './custody.ts';
import { digestOf } from './data.ts';
import type { Person, Role } from './people.ts';
import type { Entry } from './ledger.ts';
import { peopleOf } from './quorum.ts';
import { FRESH } from './sign-in.ts';
import { noEarlier } from './times.ts';

/** What an approver sends: the numbers say which request, the digest which plan was seen. */
export interface Vote {
  readonly verdict: 'approved' | 'rejected';
  readonly digest: string;
  /** Steps decided on; all of the ask when left out. */
  readonly steps?: readonly string[];
  readonly reason?: string;
  readonly phrase?: string;
  /** Digest of the card as it was drawn for whoever decides. */
  readonly card?: string;
  /** Nothing shows that whoever decides has seen the plan. */
  readonly unseen?: true;
  /** ISO time of a sign-in that was just proven. */
  readonly signedInAt?: string;
}

/** Who decides, with what is known of them at this very moment. */
export interface Decider {
  readonly person: Person;
  readonly roles: ReadonlySet<Role>;
  /** Approvers who are away and have this person decide for them. */
  readonly behalf?: readonly Person[];
  /** Ids of the groups, of those a request names, that they or whom they act for belong to. */
  readonly groupsOf?: (person: string) => readonly string[];
}

export type Ruling =
  | {
      readonly kind: 'may';
      readonly steps: readonly AskedStep[];
      /** Set: decided in this person's place. */
      readonly onBehalfOf?: Person;
    }
  /** Nothing to record: this person's vote stands already, or the matter is settled. */
  | { readonly kind: 'settled'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string };

/** The digest of a whole ask: what a card shows and a vote names. */
export const digestOfAsk = (asked: readonly AskedStep[]): string =>
  digestOf(asked.map(({ step, digest }) => ({ step, digest })));

const refused = (says: string): Ruling => ({ kind: 'refused', says });
const settledAs = (says: string): Ruling => ({ kind: 'settled', says });

/** Whoever asked, and whoever took the run over or gave it away, counts as requester. */
export function requestersOf(entries: readonly Entry[]): ReadonlySet<string> {
  const ids = entries.flatMap((entry) => {
    if (entry.kind === 'started') return [entry.requester.id];
    if (entry.kind === 'handed-over') return [entry.by.id, entry.to.id];
    return entry.kind === 'resumed' ? [entry.by.id] : [];
  });
  return new Set(ids);
}

const NO_APPROVER =
  'Only approvers can decide this. Ask an administrator to add you to the approvers group.';

function personProblem(
  { person, roles, behalf = [] }: Decider,
  entries: readonly Entry[],
  verdict: Vote['verdict'],
): string | undefined {
  if (!roles.has('approver') && behalf.length === 0) return NO_APPROVER;
  const requesters = requestersOf(entries);
  if (requesters.has(person.id))
    return verdict === 'approved'
      ? 'You asked for this change, so somebody else has to decide on it. To take it back, type withdraw.'
      : 'You asked for this change yourself. To take it back, type withdraw instead.';
  const [away] = behalf;
  if (roles.has('approver') || behalf.some(({ id }) => !requesters.has(id))) return undefined;
  return `You decide for ${away?.name ?? 'somebody'}, who asked for this change, so somebody else has to decide on it.`;
}

/** Whose place the person takes: nobody's when they are an approver themselves. */
const actingFor = ({ roles, behalf = [] }: Decider, entries: readonly Entry[]) =>
  roles.has('approver') ? undefined : behalf.find(({ id }) => !requestersOf(entries).has(id));

const stateSays: Record<Exclude<AskedStep['state'], 'pending'>, string> = {
  approved: 'This was approved already; nothing more is needed.',
  rejected: 'This was rejected already. The requester can ask again.',
  withdrawn: 'This was taken back. Nothing of it will be done.',
  expired: 'This request has expired and nothing was done. The requester can ask again.',
  void: 'This request stands no more. Please decide on the newer card, which says why.',
  done: 'This was approved and done already.',
  failed:
    'This was approved, but applying it failed. A new request will follow if it is tried again.',
};

/** Whether this person, or whom they act for, has said the same already. */
const votedAlready = (
  asked: AskedStep,
  people: readonly string[],
  verdict: Vote['verdict'],
): boolean =>
  asked.votes.some(
    (vote) => vote.verdict === verdict && peopleOf(vote).some((id) => people.includes(id)),
  );

/** What a vote is judged by, beside the request itself. */
export interface Judging {
  readonly entries: readonly Entry[];
  readonly now: Date;
  /** What other runs about the same subject have asked for: needed where parts are kept apart. */
  readonly elsewhere?: readonly AskedStep[];
}

const BOTH_PARTS =
  'This covers both keys at once, and two keys under one decision protect nothing. ' +
  'Decide on the steps of one of them, and leave the other to somebody else.';

/** Why a yes of these people to these steps would not do, whatever their role. */
function barProblem(
  wanted: readonly AskedStep[],
  people: readonly string[],
  { entries, elsewhere = [] }: Judging,
): string | undefined {
  if (coversBothParts(wanted)) return BOTH_PARTS;
  const all = [...asksOf(entries), ...elsewhere];
  return wanted
    .flatMap((step) => people.map((id) => findBar(step, id, all)))
    .find((why) => why !== undefined);
}

/** One approver of each group: whoever belongs to none of those asked for adds nothing. */
function groupProblem(wanted: readonly AskedStep[], groups: readonly string[]): string | undefined {
  const asked = wanted.flatMap((step) => (step.groups === undefined ? [] : [step.groups]));
  const foreign = asked.find((all) => all.length > 0 && !all.some(({ id }) => groups.includes(id)));
  if (foreign === undefined) return undefined;
  const names = foreign.map(({ name }) => name).join(' and ');
  return `This needs one approver from each of these groups: ${names}. You are in none of them, so somebody else has to decide.`;
}

function stepUpProblem(
  wanted: readonly AskedStep[],
  { signedInAt }: Vote,
  now: Date,
): string | undefined {
  if (!wanted.some(({ stepUp }) => stepUp === true)) return undefined;
  const age = signedInAt === undefined ? Infinity : now.getTime() - Date.parse(signedInAt);
  return age <= FRESH ? undefined : SIGN_IN;
}

/** What is answered when a new sign-in is demanded: the client then offers it. */
export const SIGN_IN =
  'This has to be approved with a new sign-in. Sign in when you are asked to, then press Approve again.';

/** What is answered when nothing shows what was seen: the current card is shown with it. */
export const UNSEEN =
  'Nothing was recorded: what you decided on is not the card that was drawn for you. This is the current one. Read it, then decide here.';

/**
 * Who may decide what: the one rule of approval, pure. `asked` are all steps of one ask; `now` ends
 * what has expired even before the clock work has noted it.
 */
export function mayDecide(
  asked: readonly AskedStep[],
  vote: Vote,
  by: Decider,
  run: Judging,
): Ruling {
  const [first] = asked;
  if (first === undefined)
    return refused('There is no such request. Type approvals to see what is open.');
  const problem = personProblem(by, run.entries, vote.verdict);
  if (problem !== undefined) return refused(problem);
  if (vote.digest !== digestOfAsk(asked))
    return refused(
      'This card shows another plan than the request. Type approvals for the current one.',
    );

  const wanted = asked.filter(({ step }) => vote.steps?.includes(step) ?? true);
  if (wanted.length === 0)
    return refused('No step was chosen. Choose at least one and press again.');
  const pending = wanted.filter(({ state }) => state === 'pending');
  if (pending.length === 0) {
    const state = wanted[0]?.state ?? first.state;
    return settledAs(state === 'pending' ? '' : stateSays[state]);
  }
  const now = noEarlier(run.entries, run.now);
  if (pending.some(({ expiresAt }) => new Date(expiresAt) <= now))
    return refused(stateSays.expired);
  const onBehalfOf = actingFor(by, run.entries);
  const people = [by.person.id, ...(onBehalfOf === undefined ? [] : [onBehalfOf.id])];
  if (pending.every((step) => votedAlready(step, people, vote.verdict)))
    return settledAs('Your approval is on record already; another approver is needed.');
  if (vote.unseen === true) return refused(UNSEEN);
  const bar = vote.verdict === 'approved' ? yesProblem(pending, by, people, run) : undefined;
  if (bar !== undefined) return refused(bar);
  const phrased = phraseRuling(pending, vote, people);
  if (phrased.kind !== 'may') return phrased;
  // Last of all: nobody signs in to be told then that it was for nothing.
  const ruling = signInRuling(phrased, pending, vote, noEarlier(run.entries, run.now));
  return ruling.kind !== 'may' || onBehalfOf === undefined ? ruling : { ...ruling, onBehalfOf };
}

function yesProblem(
  pending: readonly AskedStep[],
  { groupsOf }: Decider,
  people: readonly string[],
  run: Judging,
): string | undefined {
  return (
    barProblem(pending, people, run) ??
    groupProblem(
      pending,
      people.slice(-1).flatMap((id) => groupsOf?.(id) ?? []),
    )
  );
}

function signInRuling(may: Ruling, pending: readonly AskedStep[], vote: Vote, now: Date): Ruling {
  const problem = vote.verdict === 'approved' ? stepUpProblem(pending, vote, now) : undefined;
  return problem === undefined ? may : refused(problem);
}

function phraseRuling(
  pending: readonly AskedStep[],
  vote: Vote,
  people: readonly string[],
): Ruling {
  const phrase = pending.find((step) => step.phrase !== undefined)?.phrase;
  const typed = vote.phrase?.trim().toLowerCase();
  if (vote.verdict === 'approved' && phrase !== undefined && typed !== phrase.toLowerCase())
    return refused(`This cannot be undone. To approve it, type exactly: ${phrase}`);
  const steps = pending.filter((step) => !votedAlready(step, people, vote.verdict));
  return { kind: 'may', steps };
}
