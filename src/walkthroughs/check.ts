import type { Source } from '../core/step.ts';
import type { Closing, Drift, Remark } from '../core/walkthrough.ts';
import type { Verdict } from './verdict.ts';

/** Error: it does not work. Warning: it works with a gap or a cost. Information: to know. */
export type Severity = 'error' | 'warning' | 'information';

/** A common mistake as a program check. */
export interface Check<Observation> {
  /** As in the reference's list, such as `C1` or `KEY-3`. */
  readonly id: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly fix: string;
  /** The step of the set-up that puts it right, or holds it by its very construction. */
  readonly fixedBy?: string;
  readonly source?: Source;
  judge(seen: Observation): Verdict;
}

/** What a check says of itself, beside how it judges. */
export type About = Omit<Check<never>, 'judge'>;

export interface Judged {
  readonly check: About;
  readonly verdict: Verdict;
}

/** Every check against what was read. */
export const judge = <Observation>(
  checks: readonly Check<Observation>[],
  seen: Observation,
): readonly Judged[] => checks.map((check) => ({ check, verdict: check.judge(seen) }));

/** What is worth knowing before a run: failing checks that no step of the run puts right. */
export function remarksOf(judged: readonly Judged[]): readonly Remark[] {
  return judged
    .filter(
      ({ check, verdict }) =>
        verdict.kind === 'note' || (verdict.kind === 'fail' && check.fixedBy === undefined),
    )
    .map(({ check, verdict }) => ({
      level: verdict.kind === 'note' && check.severity === 'error' ? 'warning' : check.severity,
      text:
        verdict.kind === 'note'
          ? verdict.evidence
          : `${verdict.evidence} Expected: ${check.sentence}`,
      fix: check.fix,
      ...(check.source === undefined ? {} : { source: check.source }),
    }));
}

const WORDS = {
  pass: 'Holds',
  fail: 'Does not hold',
  note: 'To know',
  unread: 'Cannot be read',
} as const;
const ORDER = { fail: 0, unread: 1, note: 2, pass: 3 } as const;

/** What could not be read may be wrong as well. */
function headingOf(judged: readonly Judged[], open: number): string {
  const unread = judged.filter(({ verdict }) => verdict.kind === 'unread').length;
  const found =
    open === 0 ? 'Nothing wrong was found' : `${open} of ${judged.length} checks need a look`;
  return unread === 0 ? found : `${found}; ${unread} of ${judged.length} cannot be read`;
}

/** The whole health report: what does not hold comes first, each with its fix. */
export function healthOf(judged: readonly Judged[], title: string): Closing {
  const sorted = judged.toSorted((a, b) => ORDER[a.verdict.kind] - ORDER[b.verdict.kind]);
  const open = sorted.filter(({ verdict }) => verdict.kind === 'fail');
  return {
    title,
    sections: [
      {
        heading: headingOf(judged, open.length),
        lines: open.map(
          ({ check, verdict }) =>
            `${check.id} (${check.severity}): ${check.sentence} Found: ${verdict.evidence} What to do: ${check.fix}`,
        ),
      },
      {
        heading: 'All checks',
        table: {
          columns: ['Check', 'Result', 'Found'],
          rows: sorted.map(({ check, verdict }) => [
            `${check.id} ${check.sentence}`,
            WORDS[verdict.kind],
            verdict.evidence,
          ]),
        },
      },
    ],
  };
}

/** What a daily look tells of: errors only, for warnings were shown when it was set up. */
export function driftOf(judged: readonly Judged[]): Drift {
  const errors = judged.filter(({ check }) => check.severity === 'error');
  const of = (kind: Verdict['kind']) => errors.filter(({ verdict }) => verdict.kind === kind);
  const findings = of('fail').map(({ check, verdict: { evidence } }) => ({
    ...{ id: check.id, severity: 'error' as const, fix: check.fix },
    says: `${check.sentence} Found: ${evidence}`,
    ...(check.fixedBy === undefined ? {} : { step: check.fixedBy }),
  }));
  return {
    severity: findings.length === 0 ? 'none' : 'error',
    means: [],
    findings,
    unread: of('unread').map(({ check }) => check.id),
  };
}
