import { requestersOf } from './approvals.ts';
import { asksOf, REVIEW_OVERDUE, type AskedStep } from './asks.ts';
import { after, HOUR } from './clock.ts';
import type { Entry } from './ledger.ts';
import { refused, type By, type Judge } from './rulings.ts';
import { standingOf } from './standing.ts';
import { noEarlier } from './times.ts';

/** So long approvers have to say what they think of a change that nobody approved. */
export const REVIEW_WITHIN = 24 * HOUR;

/** A reason must let a reviewer judge it. */
const SHORTEST_REASON = 15;

/** What an operator sends to go ahead without the approvers, in an emergency. */
export interface Emergency {
  readonly ask: number;
  /** Digest of the ask as it was shown. */
  readonly digest: string;
  readonly reason: string;
  /** The second confirmation: the request's name, typed, such as `7K2QF9-1`. */
  readonly typed: string;
  /** The request's name. */
  readonly reference: string;
  /** Whether the policy in force allows it for this walkthrough. */
  readonly allowed: boolean;
}

/** Why this cannot be done without approval; undefined when it can. */
export function emergencyProblem(
  asked: readonly AskedStep[],
  entries: readonly Entry[],
  { allowed }: Pick<Emergency, 'allowed'>,
): string | undefined {
  const { steps, ended } = standingOf(entries);
  const risk = (id: string) => steps.find((step) => step.id === id);
  if (ended !== undefined) return `This run is ${ended} already.`;
  if (asked.length === 0) return 'There is no such request. Type approvals to see what is open.';
  if (!allowed)
    return 'The approval policy does not allow to go ahead without approval here. Ask the approvers, or have the policy changed first.';
  if (asked.some(({ step }) => risk(step)?.risk === 'irreversible' || risk(step)?.oneWay))
    return 'Something in this request cannot be undone, and that is never done without approval.';
  if (asked.some(({ custody, excludes }) => custody !== undefined || (excludes ?? []).length > 0))
    return 'This request keeps people apart from each other, and that is never set aside.';
  return asked.some(({ state }) => state === 'pending')
    ? undefined
    : 'This request does not wait for approval any more.';
}

/** The asks of a run that an operator went ahead with, and their steps. */
export const emergenciesOf = (
  asks: readonly AskedStep[],
): ReadonlyMap<number, readonly AskedStep[]> =>
  Map.groupBy(
    asks.filter(({ brokenGlass }) => brokenGlass !== undefined),
    ({ ask }) => ask,
  );

/** Goes ahead without the approvers. Everybody is told, and an approver has to review it. */
export const breakGlass =
  (
    by: By,
    emergency: Emergency,
    digestOfAsk: (asked: readonly AskedStep[]) => string,
    clock: { now(): Date },
  ): Judge =>
  (entries) => {
    const asked = asksOf(entries).filter(({ ask }) => ask === emergency.ask);
    const problem =
      emergencyProblem(asked, entries, emergency) ??
      sayingProblem(emergency, asked.length > 0 && digestOfAsk(asked) === emergency.digest);
    if (problem !== undefined) return refused(problem);
    const now = noEarlier(entries, clock.now());
    const pending = asked.filter(({ state }) => state === 'pending');
    if (pending.some(({ expiresAt }) => new Date(expiresAt) <= now))
      return refused('This request has expired and nothing was done. Type resume to ask again.');
    if (asked.some(({ votes }) => votes.some(({ verdict }) => verdict === 'rejected')))
      return refused('An approver has said no to this request, and that is not overruled.');
    return pending.map(({ ask, step, digest }) => ({
      kind: 'broke-glass',
      ask,
      step,
      digest,
      by: by.person,
      reason: emergency.reason.trim(),
      reviewBy: after(now, REVIEW_WITHIN),
    }));
  };

function sayingProblem({ reason, typed, reference }: Emergency, seen: boolean): string | undefined {
  if (!seen)
    return 'This card shows another plan than the request. Type approvals for the current one.';
  if (reason.trim().length < SHORTEST_REASON)
    return 'Say in a sentence why it cannot wait for approval: approvers review it afterwards.';
  return typed.trim().toUpperCase() === reference.toUpperCase()
    ? undefined
    : `To go ahead without approval, type exactly: ${reference}`;
}

/** What an approver says of it afterwards; neither whoever asked nor whoever went ahead. */
export const review =
  ({ person, roles }: By, ask: number, verdict: 'upheld' | 'objected', reason?: string): Judge =>
  (entries) => {
    const broken = asksOf(entries).filter((each) => each.ask === ask && each.brokenGlass);
    const [first] = broken;
    if (first?.brokenGlass === undefined)
      return refused(
        'Nothing of this request was done without approval, so there is nothing to review.',
      );
    if (!roles.has('approver')) return refused('Only approvers can review this.');
    if (requestersOf(entries).has(person.id) || first.brokenGlass.by.id === person.id)
      return refused(
        'You asked for this or went ahead with it, so somebody else has to review it.',
      );
    if (first.brokenGlass.review !== undefined)
      return {
        kind: 'settled',
        says: `${first.brokenGlass.review.by.name} has reviewed this already.`,
      };
    if (verdict === 'objected' && (reason ?? '').trim() === '')
      return refused('Say why you object, so that it can be put right.');
    return [{ kind: 'reviewed', ask, verdict, by: person, ...(reason ? { reason } : {}) }];
  };

/** Puts on record that nobody has reviewed it in time; once. */
export const lateReview =
  (ask: number, clock: { now(): Date }): Judge =>
  (entries) => {
    const broken = asksOf(entries).find((each) => each.ask === ask && each.brokenGlass);
    const glass = broken?.brokenGlass;
    const isLate =
      glass !== undefined &&
      glass.review === undefined &&
      new Date(glass.reviewBy) <= noEarlier(entries, clock.now());
    if (!isLate) return refused('No review of this request is overdue.');
    if (glass.overdueAt !== undefined) return { kind: 'settled', says: 'This is on record.' };
    return [{ kind: 'noted', what: REVIEW_OVERDUE, details: { ask } }];
  };
