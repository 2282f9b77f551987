import { asksOf, type AskedStep } from './asks.ts';
import { coversBothParts, findBar } from './custody.ts';
import { digestOf } from './data.ts';
import type { Person, Role } from './people.ts';
import type { Entry } from './ledger.ts';
import { noEarlier } from './times.ts';

/** What an approver sends: the numbers say which request, the digest which plan was seen. */
export interface Vote {
  readonly verdict: 'approved' | 'rejected';
  readonly digest: string;
  /** Steps decided on; all of the ask when left out. */
  readonly steps?: readonly string[];
  readonly reason?: string;
  readonly phrase?: string;
}

export type Ruling =
  | { readonly kind: 'may'; readonly steps: readonly AskedStep[] }
  /** Nothing to record: this person's vote stands already, or the matter is settled. */
  | { readonly kind: 'settled'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string };

/** The digest of a whole ask: what a card shows and a vote names. */
export const digestOfAsk = (asked: readonly AskedStep[]): string =>
  digestOf(asked.map(({ step, digest }) => ({ step, digest })));

const refused = (says: string): Ruling => ({ kind: 'refused', says });
const settledAs = (says: string): Ruling => ({ kind: 'settled', says });

/** Whoever asked, and whoever took the run over, counts as requester. */
export function requestersOf(entries: readonly Entry[]): ReadonlySet<string> {
  const ids = entries.flatMap((entry) => {
    if (entry.kind === 'started') return [entry.requester.id];
    return entry.kind === 'resumed' ? [entry.by.id] : [];
  });
  return new Set(ids);
}

function personProblem(
  person: Person,
  roles: ReadonlySet<Role>,
  entries: readonly Entry[],
  verdict: Vote['verdict'],
): string | undefined {
  if (!roles.has('approver'))
    return 'Only approvers can decide this. Ask an administrator to add you to the approvers group.';
  if (!requestersOf(entries).has(person.id)) return undefined;
  return verdict === 'approved'
    ? 'You asked for this change, so somebody else has to decide on it. To take it back, type withdraw.'
    : 'You asked for this change yourself. To take it back, type withdraw instead.';
}

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

const votedAlready = (asked: AskedStep, person: Person, verdict: Vote['verdict']): boolean =>
  asked.votes.some((vote) => vote.by.id === person.id && vote.verdict === verdict);

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

/** Why this person's yes to these steps would not do, whatever their role. */
function barProblem(
  wanted: readonly AskedStep[],
  { id }: Person,
  { entries, elsewhere = [] }: Judging,
): string | undefined {
  if (coversBothParts(wanted)) return BOTH_PARTS;
  const all = [...asksOf(entries), ...elsewhere];
  return wanted.map((step) => findBar(step, id, all)).find((why) => why !== undefined);
}

/**
 * Who may decide what: the one rule of approval, pure. `asked` are all steps of one ask; `now` ends
 * what has expired even before the clock work has noted it.
 */
export function mayDecide(
  asked: readonly AskedStep[],
  vote: Vote,
  by: { readonly person: Person; readonly roles: ReadonlySet<Role> },
  run: Judging,
): Ruling {
  const [first] = asked;
  if (first === undefined)
    return refused('There is no such request. Type approvals to see what is open.');
  const problem = personProblem(by.person, by.roles, run.entries, vote.verdict);
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
  if (pending.every((step) => votedAlready(step, by.person, vote.verdict)))
    return settledAs('Your approval is on record already; another approver is needed.');
  const bar = vote.verdict === 'approved' ? barProblem(pending, by.person, run) : undefined;
  return bar === undefined ? phraseRuling(pending, vote, by.person) : refused(bar);
}

function phraseRuling(pending: readonly AskedStep[], vote: Vote, person: Person): Ruling {
  const phrase = pending.find((step) => step.phrase !== undefined)?.phrase;
  const typed = vote.phrase?.trim().toLowerCase();
  if (vote.verdict === 'approved' && phrase !== undefined && typed !== phrase.toLowerCase())
    return refused(`This cannot be undone. To approve it, type exactly: ${phrase}`);
  const steps = pending.filter((step) => !votedAlready(step, person, vote.verdict));
  return { kind: 'may', steps };
}
