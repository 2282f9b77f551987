import type { Decided, Entry, Requested } from './ledger.ts';

export type AskState =
  'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'void' | 'done' | 'failed';

export type Vote = Decided & { readonly at: string };

/** One step of an ask, as the ledger has it now. */
export interface AskedStep extends Requested {
  readonly requestedAt: string;
  readonly state: AskState;
  readonly votes: readonly Vote[];
  /** When it left `pending`. */
  readonly settledAt?: string;
}

const approvals = (votes: readonly Vote[]): number =>
  new Set(votes.filter((vote) => vote.verdict === 'approved').map((vote) => vote.by.id)).size;

function afterVote(asked: AskedStep, vote: Vote): AskedStep {
  const votes = [...asked.votes, vote];
  if (vote.verdict === 'rejected')
    return { ...asked, votes, state: 'rejected', settledAt: vote.at };
  return approvals(votes) >= asked.quorum
    ? { ...asked, votes, state: 'approved', settledAt: vote.at }
    : { ...asked, votes };
}

const settled = (asked: AskedStep, state: AskState, at: string): AskedStep => ({
  ...asked,
  state,
  settledAt: at,
});

/** What an entry means for a step's request. */
function next(asked: AskedStep, entry: Entry): AskedStep {
  const live = asked.state === 'pending' || asked.state === 'approved';
  const mine = 'step' in entry && entry.step === asked.step;
  const mineExactly = mine && 'ask' in entry && entry.ask === asked.ask;
  if (!live) return asked;
  switch (entry.kind) {
    case 'decided':
      return mineExactly && asked.state === 'pending' ? afterVote(asked, entry) : asked;
    case 'expired':
      return mineExactly ? settled(asked, 'expired', entry.at) : asked;
    case 'voided':
      return mineExactly ? settled(asked, 'void', entry.at) : asked;
    case 'verified':
    case 'attested':
      return mine ? settled(asked, 'done', entry.at) : asked;
    case 'failed':
      return mine ? settled(asked, 'failed', entry.at) : asked;
    case 'withdrawn':
    case 'cancelled':
      return settled(asked, 'withdrawn', entry.at);
    case 'started':
    case 'requested':
    case 'applying':
    case 'applied':
    case 'waiting':
    case 'resumed':
    case 'finished':
      return asked;
  }
}

/** The requests after one more entry. */
export function withEntry(asks: readonly AskedStep[], entry: Entry): readonly AskedStep[] {
  const moved = asks.map((asked) => next(asked, entry));
  if (entry.kind !== 'requested') return moved;
  const { seq: _seq, at, ...requested } = entry;
  return [...moved, { ...requested, requestedAt: at, state: 'pending', votes: [] }];
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
