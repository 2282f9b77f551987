import type { Entry } from '../../core/ledger.ts';
import type { Closing, Drift, DriftFinding, Remark } from '../../core/walkthrough.ts';
import { healthOf, remarksOf, type Severity } from '../check.ts';
import type { Answers } from './answers.ts';
import type { Finding, Judged } from './judge-all.ts';
import { leftAt } from './left.ts';
import { isAtRisk, keysAtRisk, riskOf, severityOf } from './severity.ts';

const ORDER: readonly Severity[] = ['error', 'warning', 'information'];

const worstFirst = (all: readonly Judged[]): readonly Judged[] =>
  all.toSorted((a, b) => ORDER.indexOf(a.check.severity) - ORDER.indexOf(b.check.severity));

/** What is worth knowing beside the plan: what no step of it puts right. */
export const remarksFrom = (all: readonly Judged[]): readonly Remark[] =>
  remarksOf(worstFirst(all));

/** Every check with what was found; what it comes to for the two keys stands first. */
export function healthFrom(
  { tenant }: Answers,
  all: readonly Judged[],
  history: readonly Entry[] = [],
): Closing {
  const report = healthOf(worstFirst(all), `Health of Customer Key for ${tenant.domain}`);
  const left = leftAt(history);
  const lines = left === undefined ? riskOf(all) : afterLeaving(left);
  if (lines.length === 0) return report;
  return { ...report, sections: [{ heading: 'What it comes to', lines }, ...report.sections] };
}

/** Whatever is taken away by then was to be taken away: nothing of it is an alarm. */
const afterLeaving = (at: string): readonly string[] => [
  `Customer Key was left on ${at.slice(0, 10)}: the policy is not assigned, Microsoft confirmed that nothing is wrapped with these keys any more, and its application was taken off both vaults.`,
  'Checks that fail below because of that are as they should be. Keep the vaults and keys for as long as backups from before may have to be opened.',
];

type Case = Finding & { readonly check: Judged['check'] };

/** Each key has its own: one that fails for the second key as well is new. */
const idOf = ({ check, touches }: Case): string =>
  touches.length === 1 ? `${check.id}-${touches[0]}` : check.id;

function findingOf(one: Case, severity: DriftFinding['severity']): DriftFinding {
  const { check, label, verdict } = one;
  const about = label === '' ? check.id : `${check.id}, ${label}`;
  const says = `${about}: ${check.sentence} Found: ${verdict.evidence}`;
  const step = check.fixedBy === undefined ? {} : { step: check.fixedBy };
  return { id: idOf(one), severity, says, fix: check.fix, ...step };
}

/** Subscription, vault, key and application: who cannot see these sees no loss. */
const VITAL = new Set(['SUB-2', 'KV-1', 'KEY-1', 'ACC-1']);

/** A key whose vault is known to be gone is missing, not unseen; and one that is off is known to be. */
function blindIn(cases: readonly Case[]): readonly string[] {
  const failing = cases.filter(({ verdict }) => verdict.kind === 'fail');
  const fails = (id: string, { touches }: Case) =>
    failing.some(({ check, touches: others }) => check.id === id && others[0] === touches[0]);
  const isGone = (one: Case) =>
    fails('KV-1', one) || (one.check.id === 'KEY-1' && fails('KEY-4', one));
  const unseen = cases.filter(
    (one) => VITAL.has(one.check.id) && one.verdict.kind === 'unread' && !isGone(one),
  );
  return [...new Set(unseen.map(({ verdict }) => verdict.evidence))];
}

/** What a daily look tells of. */
export function driftFrom(all: readonly Judged[]): Drift {
  const cases = all.flatMap(({ check, findings }) =>
    findings.map((finding) => ({ ...finding, check })),
  );
  const both = keysAtRisk(all).length === 2;
  const weightOf = (one: Case) => {
    if (one.severity !== 'error') return 'warning';
    return both && isAtRisk(one.check, one) ? 'critical' : 'error';
  };
  const failing = cases.filter(({ verdict }) => verdict.kind === 'fail');
  return {
    severity: severityOf(all),
    means: riskOf(all),
    findings: failing.map((one) => findingOf(one, weightOf(one))),
    unread: cases.filter(({ verdict }) => verdict.kind === 'unread').map(idOf),
    blind: blindIn(cases),
  };
}
