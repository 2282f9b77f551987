import { escaped } from '../cards/text.ts';
import type { AskedStep, Vote } from './core/asks.ts';
import type { Person } from './core/people.ts';
import { askState } from './views/approval-view.ts';
import { sentence, voterOf } from './views/words.ts';

/** One vote of each person, however many steps it covered. */
const votesOf = (steps: readonly AskedStep[]): readonly Vote[] => [
  ...new Map(steps.flatMap(({ votes }) => votes).map((vote) => [vote.by.id, vote])).values(),
];

/** Whose word it was that settled it: they know already. */
export function settledBy(steps: readonly AskedStep[]): readonly Person[] {
  const decided = steps.filter(({ state }) => ['approved', 'done', 'rejected'].includes(state));
  return decided.flatMap(({ votes }) => votes.slice(-1)).map(({ by }) => by);
}

/** Done follows approved, and is told by the run card. */
export function outcomeOf(steps: readonly AskedStep[]): string {
  const state = askState(steps);
  return state === 'done' ? 'approved' : state;
}

const isBroken = (steps: readonly AskedStep[]): boolean =>
  steps.some(({ brokenGlass }) => brokenGlass !== undefined);

/**
 * What people are told once about a request that is settled; undefined while it is not. `next` is
 * what to do for whoever answers for the run.
 */
export function outcomeText(
  reference: string,
  steps: readonly AskedStep[],
  next?: string,
): string | undefined {
  const told = [`Request ${reference}`, said(reference, steps)];
  const stopped = ['rejected', 'expired'].includes(askState(steps));
  if (told[1] === undefined) return undefined;
  return [told.join(' '), ...(stopped && next !== undefined ? [next] : [])].join(' ');
}

function said(reference: string, steps: readonly AskedStep[]): string | undefined {
  const votes = votesOf(steps);
  const rejected = votes.find(({ verdict }) => verdict === 'rejected');
  if (rejected !== undefined)
    return `was rejected by ${escaped(voterOf(rejected))}${rejected.reason ? `: ${sentence(escaped(rejected.reason))}` : '.'}`;
  switch (askState(steps)) {
    case 'approved':
    case 'done':
      // What was done without approval is told, with its review, by `announce-emergency.ts`.
      return isBroken(steps)
        ? undefined
        : `was approved by ${votes.map((vote) => escaped(voterOf(vote))).join(' and ')}. It is being carried out.`;
    case 'expired':
      return 'expired without enough approvals. Nothing was done.';
    case 'void':
      return 'is void: a new request replaces it and says why.';
    case 'failed':
      return `was ${isBroken(steps) ? 'begun without approval' : 'approved'}, but applying it failed. Type status ${reference.slice(0, 6)} to see why and what to do.`;
    case 'withdrawn':
      return 'was taken back. Nothing more of it is done.';
    case 'pending':
    case 'rejected':
      return undefined;
  }
}
