import { asksOf, latestAsk, nextAsk, type AskedStep } from './asks.ts';
import { after } from './clock.ts';
import { differenceBetween } from './difference.ts';
import { GatewayError } from './errors.ts';
import { foresee } from './foresee.ts';
import type { Entry, Happening, Requested } from './ledger.ts';
import { lookingAt, note, type Run } from './run.ts';
import { ruleFor, type Policy } from './policy.ts';
import { isOpenIn } from './standing.ts';
import { digestOfCheck, digestOfPlan, planned } from './step.ts';
import type { Change, Excluded, Looking, Step } from './step.ts';
import { noEarlier } from './times.ts';

interface StepPlan {
  readonly step: Step;
  readonly plan: readonly Change[];
}

/** With those whose approval would not count: read before, for recording must not wait. */
interface Asking extends StepPlan {
  readonly excludes: readonly Excluded[];
}

const askingFor = async (stepPlan: StepPlan, looking: Looking): Promise<Asking> => ({
  ...stepPlan,
  excludes: (await stepPlan.step.excludes?.(looking)) ?? [],
});

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
  const asking = await Promise.all(
    plans.filter(needsApproval).map((plan) => findAsking(plan, looking)),
  );
  await request(
    run,
    asking.flatMap((one) => one ?? []),
  );
}

async function findAsking(plan: StepPlan, looking: Looking): Promise<Asking | undefined> {
  try {
    return await askingFor(plan, looking);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** Puts plans before the approvers; a plan that differs voids the one before it. */
export async function requestsFor(run: Run, plans: readonly StepPlan[]): Promise<void> {
  const looking = await lookingAt(run, await run.ledger.read(run.key));
  await request(run, await Promise.all(plans.map((plan) => askingFor(plan, looking))));
}

/** One ask for each part that is kept apart, so that one press never decides on two of them. */
async function request(run: Run, all: readonly Asking[]): Promise<void> {
  if (all.length === 0) return;
  const policy = await run.policy();
  const parts = Map.groupBy(all, ({ step: { custody } }) =>
    custody === undefined ? '' : JSON.stringify([custody.pair, custody.part]),
  );
  await note(run, (entries) =>
    [...parts.values()].reduce<readonly Happening[]>((before, part) => {
      const ask = Math.max(nextAsk(entries), ...before.map(numberAfter));
      return [
        ...before,
        ...part.flatMap((asking) => requestOne(run, entries, { policy, ask }, asking)),
      ];
    }, []),
  );
}

const numberAfter = (happening: Happening): number =>
  happening.kind === 'requested' ? happening.ask + 1 : 0;

/** What a request is made under: the policy in force, and its number. */
interface Under {
  readonly policy: Policy;
  readonly ask: number;
}

function requestOne(
  run: Run,
  entries: readonly Entry[],
  under: Under,
  asking: Asking,
): readonly Happening[] {
  const { step } = asking;
  if (!isOpenIn(entries, step.id)) return [];
  const before = latestAsk(entries, step.id);
  const live = before?.state === 'pending' || before?.state === 'approved';
  const asked = requestFor(run, entries, under, asking);
  if (live && before.digest === asked.digest) return [];
  if (!live) return [asked];
  return replacing(before, asked, differenceBetween(before.changes, asked.changes));
}

const replacing = (
  before: AskedStep,
  asked: Requested,
  difference: readonly string[],
): readonly Happening[] => [
  { kind: 'voided', ask: before.ask, step: before.step, difference },
  { ...asked, replaces: { digest: before.digest, difference } },
];

/**
 * Voids an approval that no longer stands, says why, and puts the plan before the approvers again.
 * Nothing happens when somebody else has moved the request on meanwhile.
 */
export async function askAnew(
  run: Run,
  stepPlan: StepPlan,
  before: AskedStep,
  why: string,
): Promise<void> {
  const looking = await lookingAt(run, await run.ledger.read(run.key));
  const asking = await askingFor(stepPlan, looking);
  // Only now: looking may take minutes, and a request is made under the policy of its own moment.
  const policy = await run.policy();
  await note(run, (entries) => {
    const current = latestAsk(entries, stepPlan.step.id);
    if (current?.ask !== before.ask || current.state !== 'approved') return [];
    const under = { policy, ask: nextAsk(entries) };
    return replacing(before, requestFor(run, entries, under, asking), [why]);
  });
}

function requestFor(
  run: Run,
  entries: readonly Entry[],
  { policy, ask }: Under,
  { step, plan, excludes }: Asking,
): Requested {
  const rule = ruleFor(policy, run.walkthrough, step);
  const now = noEarlier(entries, run.clock.now());
  const changes = plan.map(planned);
  const at = now.toISOString();
  return {
    kind: 'requested',
    ask,
    step: step.id,
    digest: digestOfPlan({ ...run.key, step: step.id }, changes),
    changes,
    quorum: rule.quorum,
    policy: policy.digest,
    check: { at, digest: digestOfCheck(step.id, at, changes) },
    expiresAt: after(now, rule.expiresAfter),
    ...(rule.coolDown > 0 ? { notBefore: after(now, rule.coolDown) } : {}),
    ...(rule.phrase === undefined ? {} : { phrase: rule.phrase }),
    ...(rule.groups.length === 0 ? {} : { groups: rule.groups }),
    ...(rule.stepUp || step.signIn?.(changes) === true ? { stepUp: true } : {}),
    ...(step.custody === undefined ? {} : { custody: step.custody }),
    ...(excludes.length === 0 ? {} : { excludes }),
  };
}

/** Ends every pending request whose time is over: one transition, noted once. */
export const expireDue = (run: Pick<Run, 'key' | 'ledger' | 'clock' | 'noted'>) =>
  note(run, (entries) =>
    asksOf(entries)
      .filter(({ state }) => state === 'pending')
      .filter(({ expiresAt }) => new Date(expiresAt) <= noEarlier(entries, run.clock.now()))
      .map(({ ask, step }) => ({ kind: 'expired', ask, step })),
  );
