import { asksOf, latestAsk, nextAsk } from './asks.ts';
import { after } from './clock.ts';
import { differenceBetween } from './difference.ts';
import { foresee } from './foresee.ts';
import type { Entry, Happening, Requested } from './ledger.ts';
import { lookingAt, note, type Run } from './run.ts';
import { digestOfPlan, planned, type Change, type Step } from './step.ts';

interface StepPlan {
  readonly step: Step;
  readonly plan: readonly Change[];
}

/** Routine guided steps need no approval: the person acts under their own authority. */
const needsApproval = ({ step, plan }: StepPlan): boolean =>
  plan.length > 0 &&
  plan.every(({ kind }) => kind === 'automatic' || (kind === 'guided' && step.risk !== 'routine'));

/**
 * Asks at once for everything that can be foreseen, so that people decide once and not stage by
 * stage. Each step is checked again just before it is applied.
 */
export async function requestAll(run: Run): Promise<void> {
  const entries = await run.ledger.read(run.key);
  const settled = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'verified' || entry.kind === 'attested' ? [entry.step] : [],
    ),
  );
  const looking = await lookingAt(run, entries);
  const open = run.steps.filter(({ id }) => !settled.has(id));
  // A service that cannot be asked now is met again, with its sentence, when its stage comes.
  const plans = await foresee(open, looking);
  await requestsFor(run, plans.filter(needsApproval));
}

/** Puts plans before the approvers as one ask; a plan that differs voids the one before it. */
export async function requestsFor(run: Run, plans: readonly StepPlan[]): Promise<void> {
  if (plans.length === 0) return;
  await note(run, (entries) => {
    const ask = nextAsk(entries);
    return plans.flatMap((stepPlan) => requestOne(run, entries, ask, stepPlan));
  });
}

function requestOne(
  run: Run,
  entries: readonly Entry[],
  ask: number,
  { step, plan }: StepPlan,
): readonly Happening[] {
  const before = latestAsk(entries, step.id);
  const live = before?.state === 'pending' || before?.state === 'approved';
  const request = requestFor(run, ask, step, plan);
  if (live && before.digest === request.digest) return [];
  if (!live) return [request];
  const difference = differenceBetween(before.changes, request.changes);
  const replaces = { digest: before.digest, difference };
  return [
    { kind: 'voided', ask: before.ask, step: step.id, difference },
    { ...request, replaces },
  ];
}

function requestFor(run: Run, ask: number, step: Step, plan: readonly Change[]): Requested {
  const rule = run.policy[step.risk];
  const now = run.clock.now();
  const changes = plan.map(planned);
  return {
    kind: 'requested',
    ask,
    step: step.id,
    digest: digestOfPlan({ ...run.key, step: step.id }, changes),
    changes,
    quorum: rule.quorum,
    expiresAt: after(now, rule.expiresAfter),
    ...(rule.coolDown > 0 ? { notBefore: after(now, rule.coolDown) } : {}),
    ...(rule.phrase === undefined ? {} : { phrase: rule.phrase }),
  };
}

/** Ends every pending request whose time is over: one transition, noted once. */
export const expireDue = (run: Pick<Run, 'key' | 'ledger' | 'clock' | 'noted'>) =>
  note(run, (entries) =>
    asksOf(entries)
      .filter(({ state }) => state === 'pending')
      .filter(({ expiresAt }) => new Date(expiresAt) <= run.clock.now())
      .map(({ ask, step }) => ({ kind: 'expired', ask, step })),
  );
