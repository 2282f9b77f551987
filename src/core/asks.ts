import type { Data } from './data.ts';
import type { Decided, Entry, Requested } from './ledger.ts';
import type { Person } from './people.ts';
import { isQuorate } from './quorum.ts';

export type AskState =
  'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'void' | 'done' | 'failed';

export type Vote = Decided & { readonly at: string; readonly seq: number };

/** One step of an ask, as the ledger has it now. */
export interface AskedStep extends Requested {
  readonly requestedAt: string;
  /** Position in the ledger: times may repeat, positions do not. */
  readonly requestedSeq: number;
  readonly state: AskState;
  readonly votes: readonly Vote[];
  /** When and where in the ledger it left `pending`. */
  readonly settledAt?: string;
  readonly settledSeq?: number;
  /** Something of it was begun: its approval was made use of, whatever became of it later. */
  readonly begun?: true;
  /** Why it is void, in sentences. */
  readonly voidedFor?: readonly string[];
  /** Set: nobody approved it; an operator went ahead in an emergency. */
  readonly brokenGlass?: BrokenGlass;
}

export interface BrokenGlass {
  readonly by: Person;
  readonly at: string;
  readonly reason: string;
  /** ISO time by which an approver is to say what they think of it. */
  readonly reviewBy: string;
  readonly review?: Extract<Entry, { readonly kind: 'reviewed' }>;
  /** Set once that time was found to be over without a word. */
  readonly overdueAt?: string;
}

function afterVote(asked: AskedStep, vote: Vote): AskedStep {
  const votes = [...asked.votes, vote];
  const voted = { ...asked, votes };
  if (vote.verdict === 'rejected') return settled(voted, 'rejected', vote);
  return isQuorate(voted) ? settled(voted, 'approved', vote) : voted;
}

const settled = (
  asked: AskedStep,
  state: AskState,
  { at, seq }: { readonly at: string; readonly seq: number },
): AskedStep => ({ ...asked, state, settledAt: at, settledSeq: seq });

/** What an entry means for a step's request. */
function next(asked: AskedStep, entry: Entry): AskedStep {
  const live = asked.state === 'pending' || asked.state === 'approved';
  const mine = 'step' in entry && entry.step === asked.step;
  const mineExactly = mine && 'ask' in entry && entry.ask === asked.ask;
  if (entry.kind === 'reviewed') return reviewed(asked, entry);
  if (entry.kind === 'noted') return overdue(asked, entry);
  if (!live) return asked;
  switch (entry.kind) {
    case 'broke-glass':
      return mineExactly && asked.state === 'pending' ? broken(asked, entry) : asked;
    case 'decided':
      return mineExactly && asked.state === 'pending' ? afterVote(asked, entry) : asked;
    case 'expired':
      return mineExactly ? settled(asked, 'expired', entry) : asked;
    case 'voided':
      return mineExactly
        ? { ...settled(asked, 'void', entry), voidedFor: entry.difference }
        : asked;
    case 'verified':
    case 'attested':
      return mine ? settled(asked, 'done', entry) : asked;
    case 'failed':
      return mine ? settled(asked, 'failed', entry) : asked;
    case 'withdrawn':
    case 'cancelled':
      return settled(asked, 'withdrawn', entry);
    case 'started':
    case 'requested':
    case 'applying':
      return mine ? { ...asked, begun: true } : asked;
    case 'applied':
    case 'waiting':
    case 'resumed':
    case 'handed-over':
    case 'finished':
      return asked;
  }
}

/** What the ledger calls it when nobody has reviewed in time. */
export const REVIEW_OVERDUE = 'review-overdue';

function overdue(asked: AskedStep, { what, details, at }: Entry & { kind: 'noted' }): AskedStep {
  const { brokenGlass } = asked;
  if (what !== REVIEW_OVERDUE || brokenGlass?.review !== undefined) return asked;
  const mine = isAbout(details, asked.ask);
  return brokenGlass === undefined || brokenGlass.overdueAt !== undefined || !mine
    ? asked
    : { ...asked, brokenGlass: { ...brokenGlass, overdueAt: at } };
}

const isAbout = (details: Data, ask: number): boolean =>
  typeof details === 'object' && details !== null && 'ask' in details && details['ask'] === ask;

function broken(asked: AskedStep, entry: Entry & { kind: 'broke-glass' }): AskedStep {
  const { by, at, reason, reviewBy } = entry;
  return { ...settled(asked, 'approved', entry), brokenGlass: { by, at, reason, reviewBy } };
}

/** The first review stands. */
function reviewed(asked: AskedStep, review: Entry & { kind: 'reviewed' }): AskedStep {
  const { brokenGlass } = asked;
  return asked.ask !== review.ask || brokenGlass === undefined || brokenGlass.review !== undefined
    ? asked
    : { ...asked, brokenGlass: { ...brokenGlass, review } };
}

/** The requests after one more entry. */
export function withEntry(asks: readonly AskedStep[], entry: Entry): readonly AskedStep[] {
  const moved = asks.map((asked) => next(asked, entry));
  if (entry.kind !== 'requested') return moved;
  const { seq, at, ...requested } = entry;
  const place = { requestedAt: at, requestedSeq: seq };
  return [...moved, { ...requested, ...place, state: 'pending', votes: [] }];
}

/** Every request of a run with its state, oldest first. */
export const asksOf = (entries: readonly Entry[]): readonly AskedStep[] =>
  entries.reduce<readonly AskedStep[]>(withEntry, []);

/** The newest request for a step, whatever its state. */
export const latestAsk = (entries: readonly Entry[], step: string): AskedStep | undefined =>
  asksOf(entries).findLast((asked) => asked.step === step);

/** The number of the next ask of a run. */
export const nextAsk = (entries: readonly Entry[]): number =>
  1 + Math.max(0, ...entries.map((entry) => (entry.kind === 'requested' ? entry.ask : 0)));
