import type { Closing, Remark, Seen } from '../../core/walkthrough.ts';
import type { Answers } from './answers.ts';
import { CHECKS, type Check, type Verdict } from './checks.ts';
import { observe } from './observation.ts';
import type { Site } from './world.ts';

export interface Judged {
  readonly check: Check;
  readonly verdict: Verdict;
}

/** All 32 checks against what can be read now. */
export async function judgeAll(
  site: Site,
  answers: Answers,
  looking: Seen,
): Promise<readonly Judged[]> {
  const seen = await observe(site, answers, looking.history, looking.now);
  return CHECKS.map((check) => ({ check, verdict: check.judge(seen) }));
}

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
export function healthOf(judged: readonly Judged[], name: string): Closing {
  const sorted = judged.toSorted((a, b) => ORDER[a.verdict.kind] - ORDER[b.verdict.kind]);
  const open = sorted.filter(({ verdict }) => verdict.kind === 'fail');
  return {
    title: `Health of auditing in ${name}`,
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
