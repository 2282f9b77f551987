import { appliedSinceAsked, applyPlan } from './apply.ts';
import { latestAsk, type AskedStep } from './asks.ts';
import { after, MINUTE, SECOND } from './clock.ts';
import { GatewayError } from './errors.ts';
import { inOrder, type Ordered } from './in-order.ts';
import type { Entry } from './ledger.ts';
import { planOf } from './look.ts';
import { requestAll, requestsFor } from './request.ts';
import { lookingAt, note, noteOn, type Outcome, type Run } from './run.ts';
import { isSettled, standingOf, type Standing } from './standing.ts';
import { digestOfPlan, planned, type Change, type Looking, type Step } from './step.ts';
import { troubled, waitFor } from './wait.ts';

/** Where a run stopped, and when to look again (ISO time). */
export interface Progress {
  readonly state: 'finished' | 'cancelled' | 'waiting' | 'stopped';
  readonly lookAgainAt?: string;
  /** When the first pending request expires. */
  readonly expiresAt?: string;
}

/**
 * Walks the steps in their order and stops where one waits, is rejected or fails. It looks before
 * it acts, so it may be called at any time and after a crash, under the subject's lock.
 */
export async function advance(run: Run): Promise<Progress> {
  const entries = await run.ledger.read(run.key);
  const standing = standingOf(entries);
  if (standing.ended !== undefined) return { state: endState(standing.ended) };
  if (standing.withdrawn) return { state: 'stopped' };
  if (isFresh(entries)) await requestAll(run);

  const outcomes = await inOrder(run.steps, (step) => settle(run, step));
  const progress = progressOf(outcomes);
  if (progress !== undefined) return progress;
  await note(run, (entries) => (standingOf(entries).ended ? [] : [{ kind: 'finished' }]));
  return { state: 'finished' };
}

const endState = (ended: NonNullable<Standing['ended']>): Progress['state'] => ended;

/** Nothing has been asked since the run was started or resumed. */
function isFresh(entries: readonly Entry[]): boolean {
  const since = entries.findLastIndex(({ kind }) => kind === 'started' || kind === 'resumed');
  return !entries.slice(since + 1).some(({ kind }) => kind === 'requested');
}

function progressOf(outcomes: readonly Ordered<Outcome>[]): Progress | undefined {
  const open = outcomes.filter(({ state }) => state !== 'holds' && state !== 'blocked');
  if (open.length === 0) return undefined;
  const times = open.flatMap((outcome) =>
    outcome.state === 'waiting' ? (outcome.lookAgainAt ?? []) : [],
  );
  const [lookAgainAt] = times.sort();
  return {
    state: open.every(({ state }) => state === 'stopped') ? 'stopped' : 'waiting',
    ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
  };
}

async function settle(run: Run, step: Step): Promise<Outcome> {
  for (;;) {
    const entries = await run.ledger.read(run.key);
    const standing = standingOf(entries);
    const state = standing.steps.find(({ id }) => id === step.id)?.state;
    if (standing.ended !== undefined || standing.withdrawn) return { state: 'stopped' };
    if (state !== undefined && isSettled(state)) return { state: 'holds' };
    if (state === 'failed' || state === 'rejected') return { state: 'stopped' };
    const outcome = await settleOnce(run, step, entries).catch((error: unknown) =>
      troubled(run, step, error),
    );
    if (outcome.state !== 'again') return outcome;
  }
}

async function settleOnce(run: Run, step: Step, entries: readonly Entry[]): Promise<Outcome> {
  const looking = await lookingAt(run, entries);
  const plan = await planOf(step, looking);
  if (plan.length === 0) return holds(run, step, looking);

  const [first] = plan;
  const settling = settlingUntil(run, step, entries, plan);
  if (settling !== undefined) return settling();
  if (first?.kind === 'wait') return waitFor(run, step, first);
  const asked = first?.kind === 'guided' && step.risk === 'routine';
  return asked ? waitFor(run, step, first) : settleByApproval(run, step, plan, entries);
}

async function holds(run: Run, step: Step, looking: Looking): Promise<Outcome> {
  const found = await step.found?.(looking);
  await noteOn(run, step.id, () => [
    { kind: 'verified', step: step.id, ...(found === undefined ? {} : { found }) },
  ]);
  return { state: 'holds' };
}

/**
 * A change that was applied with success, but whose effect cannot be seen yet, is waited for and
 * never sent again; past its deadline the step fails with a sentence.
 */
function settlingUntil(run: Run, step: Step, entries: readonly Entry[], plan: readonly Change[]) {
  const applied = appliedSinceAsked(entries, step.id);
  const [first] = plan;
  if (first?.kind !== 'automatic') return undefined;
  if (plan.some((change) => !applied.has(planned(change).digest))) return undefined;

  const { lookAgain, deadline } = first.settles ?? { lookAgain: 2 * SECOND, deadline: 2 * MINUTE };
  const until = after([...applied.values()].sort().at(-1) ?? run.clock.now(), deadline);
  return (): Promise<Outcome> =>
    run.clock.now().toISOString() < until
      ? waitFor(run, step, {
          kind: 'wait',
          summary: first.summary,
          details: first.details,
          on: 'the change was accepted; its effect cannot be seen yet',
          usually: 'moments',
          lookAgain,
        })
      : troubled(run, step, notSeen(first));
}

const notSeen = ({ summary }: Change): GatewayError =>
  new GatewayError(
    `This was accepted, but its effect cannot be seen: ${summary}. ` +
      'Look at it in the admin centre, then type resume to check again.',
    { status: 200, transient: false },
  );

async function settleByApproval(
  run: Run,
  step: Step,
  plan: readonly Change[],
  entries: readonly Entry[],
): Promise<Outcome> {
  const asked = askInForce(entries, step.id);
  switch (asked?.state) {
    case 'pending':
    case 'approved':
      break;
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return { state: 'stopped' };
    case undefined:
    case 'void':
    case 'done':
    case 'failed':
      await requestsFor(run, [{ step, plan }]);
      return { state: 'waiting' };
  }
  const digest = digestOfPlan({ ...run.key, step: step.id }, plan.map(planned));
  const begun = entries.some(
    ({ seq, ...entry }) =>
      entry.kind === 'applying' && entry.step === step.id && seq > asked.requestedSeq,
  );
  const known = new Set(asked.changes.map((change) => change.digest));
  const covered =
    digest === asked.digest || (begun && plan.every((change) => known.has(planned(change).digest)));
  if (!covered) {
    await requestsFor(run, [{ step, plan }]);
    return { state: 'waiting' };
  }
  if (asked.state === 'pending') return { state: 'waiting' };
  return applyPlan(run, step, plan, { asked, seen: entries.length });
}

/** The newest request for a step; one that was refused before the run was resumed counts no more. */
function askInForce(entries: readonly Entry[], step: string): AskedStep | undefined {
  const asked = latestAsk(entries, step);
  const resumed = entries.findLast(({ kind }) => kind === 'resumed')?.seq ?? 0;
  return asked?.settledSeq !== undefined && asked.state !== 'approved' && asked.settledSeq < resumed
    ? undefined
    : asked;
}
