import type { DriftSeverity } from '../../core/walkthrough.ts';
import type { Finding, Judged } from './judge-all.ts';

/** What is about one of the keys: its subscription, its vault, the key itself, access to it. */
const ABOUT_KEYS = /^(?:SUB|KV|KEY|ACC)-/;

const isFailing = ({ verdict }: Finding): boolean => verdict.kind === 'fail';

/** Whether this keeps a key from being relied on. */
export const isAtRisk = ({ id }: Judged['check'], finding: Finding): boolean =>
  ABOUT_KEYS.test(id) && finding.severity === 'error' && isFailing(finding);

/** Which of the two keys cannot be relied on. */
export function keysAtRisk(all: readonly Judged[]): readonly (1 | 2)[] {
  const touched = all.flatMap(({ check, findings }) =>
    findings.filter((finding) => isAtRisk(check, finding)).flatMap(({ touches }) => touches),
  );
  return [...new Set(touched)].sort();
}

/** Critical: something is wrong with both keys at once, so data may become unreadable. */
export function severityOf(all: readonly Judged[]): DriftSeverity {
  if (keysAtRisk(all).length === 2) return 'critical';
  const failing = all.flatMap(({ findings }) => findings).filter(isFailing);
  if (failing.some(({ severity }) => severity === 'error')) return 'error';
  return failing.some(({ severity }) => severity === 'warning') ? 'warning' : 'none';
}

const verdictOn = (all: readonly Judged[], id: string) =>
  all.find(({ check }) => check.id === id)?.verdict.kind;

/** What the findings about keys come to, in sentences; empty when both can be relied on. */
export function riskOf(all: readonly Judged[]): readonly string[] {
  const keys = keysAtRisk(all);
  const unused =
    verdictOn(all, 'DEP-4') === 'fail'
      ? ['The policy is not assigned, so no data depends on these keys through it now.']
      : [];
  if (keys.length === 0) return [];
  if (keys.length === 2)
    return [
      'Critical: both keys are at risk. If neither can be used, encrypted content cannot be read and audit search may stop.',
      ...unused,
    ];
  const [key, other] = keys[0] === 1 ? ['first', 'second'] : ['second', 'first'];
  return [
    `Redundancy is lost: the ${key} key is at risk, and only the ${other} one can be relied on.`,
    ...unused,
  ];
}
