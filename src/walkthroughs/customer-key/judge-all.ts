import type { Seen } from '../../core/walkthrough.ts';
import type { Judged as AnyJudged, Severity } from '../check.ts';
import type { Verdict } from '../verdict.ts';
import { CHECKS, type Check, type Weighed } from './checks.ts';
import { observe, type Observation } from './observation.ts';
import type { Site } from './world.ts';

/** What a check says of one way to the data, or of both together. */
export interface Finding {
  readonly verdict: Verdict;
  /** How much it weighs here; a check may weigh less in one case than in general. */
  readonly severity: Severity;
  /** Which of the two keys it is about. */
  readonly touches: readonly (1 | 2)[];
  /** For sentences; empty where it is about both. */
  readonly label: string;
}

export interface Judged extends AnyJudged {
  readonly findings: readonly Finding[];
}

const BOTH = [1, 2] as const;
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];
const KINDS: readonly Verdict['kind'][] = ['fail', 'unread', 'note', 'pass'];

function findingsOf(check: Check, seen: Observation): readonly Finding[] {
  const weight = check.weigh?.(seen) ?? check.severity;
  const found = ({ severity = weight, ...verdict }: Weighed) => ({ verdict, severity });
  return check.per === 'site'
    ? [{ ...found(check.judge(seen)), touches: BOTH, label: '' }]
    : seen.branches.map((branch) => ({
        ...found(check.judge(branch, seen)),
        touches: [branch.number],
        label: branch.label,
      }));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const saying = ({ label, verdict: { evidence } }: Finding): string =>
  label === '' ? evidence : `${capital(label)}: ${evidence}`;

/** The worst of both, with what was found on either side. */
function judgeOne(check: Check, seen: Observation): Judged {
  const findings = findingsOf(check, seen);
  const kind =
    KINDS.find((one) => findings.some(({ verdict }) => verdict.kind === one)) ?? 'unread';
  const worst = findings.filter(({ verdict }) => verdict.kind === kind);
  const severity =
    SEVERITIES.find((one) => worst.some((finding) => finding.severity === one)) ?? check.severity;
  const { id, sentence, fix, source, fixedBy } = check;
  const fixed = fixedBy !== undefined && (check.isFixed?.(seen) ?? true);
  return {
    check: {
      ...{ id, severity, sentence, fix },
      ...(fixed ? { fixedBy } : {}),
      ...(source === undefined ? {} : { source }),
    },
    verdict: { kind, evidence: findings.map(saying).join(' ') },
    findings,
  };
}

/** Every check against what was read. */
export const judged = (seen: Observation): readonly Judged[] =>
  CHECKS.map((check) => judgeOne(check, seen));

/** Every check against what can be read now. */
export const judgeAll = async (site: Site, { history, now }: Seen): Promise<readonly Judged[]> =>
  judged(await observe(site, history, now));

/** What the policy's assignment brings about need not hold before it. */
const AFTERWARDS = 'DEP-4';

/**
 * Why the policy must not be assigned now, in sentences; empty when nothing speaks against it. What
 * should be known and cannot be read speaks against it as well.
 */
export function mustHold(all: readonly Judged[]): readonly string[] {
  const open = all
    .filter(({ check }) => check.id !== AFTERWARDS)
    .flatMap(({ check, findings }) =>
      findings
        .filter(({ severity }) => severity === 'error')
        .map((finding) => ({ check, kind: finding.verdict.kind, says: saying(finding) })),
    );
  const failing = open.filter(({ kind }) => kind === 'fail');
  const unread = Map.groupBy(
    open.filter(({ kind }) => kind === 'unread'),
    ({ says }) => says,
  );
  return [
    ...failing.map(({ check, says }) => `${check.id}: ${check.sentence} Found: ${says}`),
    ...[...unread].map(
      ([says, cases]) => `${cases.map(({ check }) => check.id).join(', ')} cannot be read. ${says}`,
    ),
  ];
}
