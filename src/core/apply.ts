import { latestAsk, type AskedStep } from './asks.ts';
import { digestOf } from './data.ts';
import { keptShut, outgrownBy } from './door.ts';
import type { Entry, Happening } from './ledger.ts';
import { note, type Outcome, type Recording, type Run } from './run.ts';
import { standingOf } from './standing.ts';
import { planned, type AutomaticChange, type Change, type Step } from './step.ts';
import { waitFor } from './wait.ts';

/** Made from run, step and change, so that a repeat of the same change carries the same id. */
export function requestIdOf(run: string, step: string, change: string): string {
  const hex = digestOf({ run, step, change });
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Digest and time of each change that was applied with success since it was last asked for. */
export function appliedSinceAsked(
  entries: readonly Entry[],
  step: string,
): ReadonlyMap<string, string> {
  const asked = entries.findLastIndex((entry) => entry.kind === 'requested' && entry.step === step);
  return new Map(
    entries
      .slice(asked + 1)
      .flatMap((entry): readonly (readonly [string, string])[] =>
        entry.kind === 'applied' && entry.step === step ? [[entry.change.digest, entry.at]] : [],
      ),
  );
}

/** What an application stands on: the approval, and how many entries were seen when it was judged. */
export interface Ground {
  readonly asked: AskedStep;
  readonly seen: number;
}

/** Applies an approved plan, change by change; guided ones now become somebody's turn. */
export async function applyPlan(
  run: Run,
  step: Step,
  plan: readonly Change[],
  { asked, seen }: Ground,
): Promise<Outcome> {
  if (asked.notBefore !== undefined && run.clock.now().toISOString() < asked.notBefore)
    return { state: 'waiting', lookAgainAt: asked.notBefore };
  const applied = appliedSinceAsked(await run.ledger.read(run.key), step.id);
  for (const [index, change] of plan.entries()) {
    if (applied.has(planned(change).digest)) continue;
    const rest = plan.slice(index);
    const shut =
      (await outgrownBy(run, step, rest, asked)) ??
      (step.risk === 'irreversible' || step.strictest === true
        ? await keptShut(run, step, rest, asked)
        : undefined);
    if (shut !== undefined) return shut;
    if (change.kind !== 'automatic') return waitFor(run, step, change);
    if (!(await applyOne(run, step, change, { asked, seen }))) return { state: 'stopped' };
  }
  run.reads.forget();
  return { state: 'again' };
}

/** False when the approval did not stand any more at the very moment of applying. */
async function applyOne(
  run: Run,
  step: Step,
  change: AutomaticChange,
  { asked, seen }: Ground,
): Promise<boolean> {
  const { digest } = planned(change);
  const requestId = requestIdOf(run.key.run, step.id, digest);
  const happening = { step: step.id, change: planned(change), requestId };
  const begun = await note(run, (entries): readonly Happening[] => {
    const { ended, withdrawn } = standingOf(entries);
    const current = latestAsk(entries, step.id);
    const stands = current?.ask === asked.ask && current.state === 'approved';
    // Whoever lost the lock must not apply beside whoever holds it now.
    const byOthers = entries.some(
      (entry) => entry.kind === 'applying' && entry.seq > seen && entry.requestId === requestId,
    );
    return stands && ended === undefined && !withdrawn && !byOthers
      ? [{ kind: 'applying', ...happening }]
      : [];
  });
  if (begun.length === 0) return false;
  // What was read before is old from here on, whether the change succeeds or not.
  run.reads.forget();
  const { recording = unrecorded } = run;
  const calls = await recording(
    () => change.apply({ requestId }),
    () => run.clock.now(),
  );
  const exchanges = calls.length === 0 ? {} : { exchanges: calls };
  await note(run, () => [{ kind: 'applied', ...happening, ...exchanges }]);
  return true;
}

const unrecorded: Recording = async (work) => {
  await work();
  return [];
};
