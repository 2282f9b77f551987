import { withEntry, type AskedStep } from './asks.ts';
import type { Entry, Started, StepOutline } from './ledger.ts';
import type { Person } from './people.ts';
import type { PlannedChange } from './step.ts';

export type StepState =
  | 'open'
  | 'asked'
  | 'approved'
  | 'applying'
  | 'waiting'
  | 'your-turn'
  | 'verified'
  | 'attested'
  | 'rejected'
  | 'failed';

export interface StepStanding extends StepOutline {
  readonly state: StepState;
  /** ISO time since when it has been in this state. */
  readonly since?: string;
  /** What was found, what is waited for, or what went wrong. */
  readonly note?: string;
  readonly next?: string;
  readonly lookAgainAt?: string;
  /** What is waited for: a guide or a wait. */
  readonly change?: PlannedChange;
  readonly usually?: string;
}

/** Where a run stands: read from its entries and stored nowhere else. */
export interface Standing {
  readonly started: Started & { readonly at: string };
  /** Who answers for the run: the requester, or whoever it was handed over to last. */
  readonly operator: Person;
  readonly steps: readonly StepStanding[];
  readonly asks: readonly AskedStep[];
  readonly ended: 'finished' | 'cancelled' | undefined;
  readonly withdrawn: boolean;
}

export const isSettled = (state: StepState): boolean =>
  state === 'verified' || state === 'attested';

/** Whether the bot has anything to do with a step: nobody has settled it, or stopped its run. */
export function isOpenIn(entries: readonly Entry[], step: string): boolean {
  const { ended, withdrawn, steps } = standingOf(entries);
  const state = steps.find(({ id }) => id === step)?.state;
  return ended === undefined && !withdrawn && (state === undefined || !isSettled(state));
}

/** The first entry of every run. Throws on an empty ledger: there is no such run. */
export function startOf(entries: readonly Entry[]): Started & { readonly at: string } {
  const [first] = entries;
  if (first?.kind !== 'started') throw new Error('The ledger has no such run.');
  return first;
}

function afterAsk(step: StepStanding, entry: Entry, asks: readonly AskedStep[]): StepStanding {
  const asked = asks.findLast((ask) => ask.step === step.id);
  if (asked === undefined || isSettled(step.state)) return step;
  const { change: _change, note: _note, lookAgainAt: _again, usually: _usually, ...bare } = step;
  switch (asked.state) {
    case 'pending':
      return { ...bare, state: 'asked', since: asked.requestedAt };
    case 'approved':
      return { ...bare, state: 'approved', since: asked.settledAt ?? entry.at };
    case 'rejected':
      return { ...bare, state: 'rejected', since: entry.at };
    case 'expired':
    case 'withdrawn':
    case 'void':
    case 'done':
    case 'failed':
      return { ...bare, state: 'open', since: entry.at };
  }
}

function waiting(step: StepStanding, entry: Entry & { kind: 'waiting' }): StepStanding {
  const { seq: _seq, kind: _kind, step: _step, at, on, ...rest } = entry;
  const state = entry.change?.kind === 'guided' ? 'your-turn' : 'waiting';
  const sameWait = step.state === state && step.note === on;
  return { ...step, ...rest, state, note: on, since: sameWait ? (step.since ?? at) : at };
}

function afterEntry(step: StepStanding, entry: Entry, asks: readonly AskedStep[]): StepStanding {
  switch (entry.kind) {
    case 'requested':
    case 'decided':
    case 'broke-glass':
    case 'expired':
    case 'voided':
      return entry.step === step.id ? afterAsk(step, entry, asks) : step;
    case 'withdrawn':
      return afterAsk(step, entry, asks);
    case 'applying':
    case 'applied':
      return entry.step === step.id
        ? { ...step, state: 'applying', since: entry.at, note: entry.change.summary }
        : step;
    case 'verified': {
      const note = entry.found === undefined ? {} : { note: entry.found };
      return entry.step === step.id
        ? { ...outline(step), state: 'verified', since: entry.at, ...note }
        : step;
    }
    case 'attested':
      return entry.step === step.id
        ? {
            ...outline(step),
            state: 'attested',
            since: entry.at,
            note: `${entry.by.name}: ${entry.statement}`,
          }
        : step;
    case 'failed':
      return entry.step === step.id
        ? { ...outline(step), state: 'failed', since: entry.at, note: entry.what, next: entry.next }
        : step;
    case 'waiting':
      return entry.step === step.id ? waiting(step, entry) : step;
    case 'resumed':
      return step.state === 'failed' || step.state === 'rejected'
        ? { ...outline(step), state: 'open', since: entry.at }
        : step;
    case 'started':
    case 'cancelled':
    case 'finished':
    case 'reviewed':
    case 'handed-over':
    case 'noted':
      return step;
  }
}

const outline = ({ id, title, stage, risk, oneWay }: StepOutline): StepOutline => ({
  id,
  title,
  stage,
  risk,
  ...(oneWay === undefined ? {} : { oneWay }),
});

/** Reads where a run stands. Pure: cards and chat are drawings of this. */
export function standingOf(entries: readonly Entry[]): Standing {
  const started = startOf(entries);
  let steps: readonly StepStanding[] = started.steps.map((step) => ({ ...step, state: 'open' }));
  let asks: readonly AskedStep[] = [];
  for (const entry of entries) {
    asks = withEntry(asks, entry);
    const known = asks;
    steps = steps.map((step) => afterEntry(step, entry, known));
  }
  const last = entries.findLast(({ kind }) => kind === 'finished' || kind === 'cancelled');
  const stopped = entries.findLast(({ kind }) => kind === 'withdrawn' || kind === 'resumed');
  const handed = entries.findLast(({ kind }) => kind === 'handed-over');
  return {
    started,
    operator: handed?.kind === 'handed-over' ? handed.to : started.requester,
    steps,
    asks,
    ended: last?.kind === 'finished' || last?.kind === 'cancelled' ? last.kind : undefined,
    withdrawn: stopped?.kind === 'withdrawn',
  };
}
