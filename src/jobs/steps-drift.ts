import { foresee, type Foreseen } from '../core/foresee.ts';
import { standingOf } from '../core/standing.ts';
import type { Looking, Risk, Step } from '../core/step.ts';
import type { Drift, DriftFinding, DriftSeverity } from '../core/walkthrough.ts';

/** How bad it is that a step does not hold any more follows from what approving it took. */
const SEVERITIES: Readonly<Record<Risk, DriftFinding['severity']>> = {
  routine: 'warning',
  sensitive: 'error',
  irreversible: 'critical',
};
const WEIGHTS: readonly DriftSeverity[] = ['none', 'warning', 'error', 'critical'];

/** Checks the steps of a finished run again: each change that is missing by now is a finding. */
export async function stepsDrift(
  steps: readonly Step[],
  looking: Looking,
  fix: string,
): Promise<Drift> {
  const verified = new Set(
    standingOf(looking.entries).steps.flatMap(({ id, state }) =>
      state === 'verified' ? [id] : [],
    ),
  );
  // What a person has attested, nobody can look at again.
  const all = await foresee(
    steps.filter(({ id }) => verified.has(id)),
    looking,
  );
  const findings = all.flatMap((one) => findingsOf(one, fix));
  return {
    severity: heaviest(findings),
    means: [],
    findings,
    unread: all.flatMap(({ step, unseen }) => (unseen === undefined ? [] : [`${step.id}/`])),
  };
}

/** What a person has to do, or time, was settled by the run and shows in other ways. */
function findingsOf({ step, plan }: Foreseen, fix: string): readonly DriftFinding[] {
  const missing = plan.filter(({ kind }) => kind === 'automatic');
  const lastOf = (target: string) => target.slice(target.lastIndexOf('/') + 1);
  const names = missing.map(({ details }) => lastOf(details.target));
  return missing.map(({ summary, details: { target } }) => {
    const name = lastOf(target);
    const alone = names.filter((other) => other === name).length === 1;
    return {
      id: `${step.id}/${alone ? name : target}`,
      severity: SEVERITIES[step.risk],
      says: `${step.title}: not any more. Missing: ${summary}`,
      fix,
      step: step.id,
      held: true,
    };
  });
}

const heaviest = (all: readonly { readonly severity: DriftSeverity }[]): DriftSeverity =>
  WEIGHTS[Math.max(0, ...all.map(({ severity }) => WEIGHTS.indexOf(severity)))] ?? 'none';

/** Both ways to look; a step that a check speaks for already is not told of twice. */
export function together(checks: Drift, steps: Drift): Drift {
  const told = new Set(checks.findings.flatMap(({ step }) => step ?? []));
  const findings = [
    ...checks.findings,
    ...steps.findings.filter(({ step }) => step === undefined || !told.has(step)),
  ];
  return {
    ...checks,
    severity: heaviest([checks, ...findings]),
    findings,
    unread: [...checks.unread, ...steps.unread],
  };
}
