import type { AskedStep } from './asks.ts';
import { allowsBreakGlass, ruleFor, type Policy, type Rule } from './policy.ts';
import type { Step } from './step.ts';

/** What a rule demands beyond what was asked for, in sentences. */
function missingFrom(asked: AskedStep, rule: Rule): readonly string[] {
  const had = new Set((asked.groups ?? []).map(({ id }) => id));
  const groups = rule.groups.filter(({ id }) => !had.has(id)).map(({ name }) => name);
  const requestedAt = Date.parse(asked.requestedAt);
  const cooled = Date.parse(asked.notBefore ?? asked.requestedAt) - requestedAt;
  const decidedAfter = Date.parse(asked.settledAt ?? asked.requestedAt) - requestedAt;
  return [
    ...(rule.quorum > asked.quorum ? [`${rule.quorum} approvers instead of ${asked.quorum}`] : []),
    ...(groups.length > 0 ? [`an approver from ${groups.join(' and ')}`] : []),
    ...(rule.coolDown > cooled ? ['more time between the request and the change'] : []),
    ...(decidedAfter > rule.expiresAfter ? ['a decision within a shorter time'] : []),
    ...(rule.phrase !== undefined && asked.phrase === undefined ? ['a typed phrase'] : []),
    ...(rule.stepUp && asked.stepUp !== true ? ['a new sign-in'] : []),
  ];
}

/**
 * Why an approval is not enough under the policy that is in force now, as a sentence; undefined
 * when it is. A request keeps what it was asked with as long as that is not less.
 */
export function outgrown(
  policy: Policy,
  walkthrough: string,
  step: Pick<Step, 'risk' | 'strictest'>,
  asked: AskedStep,
): string | undefined {
  // The same policy demands the same: nothing has to be compared.
  if (asked.policy === policy.digest) return undefined;
  if (asked.brokenGlass !== undefined)
    return allowsBreakGlass(policy, walkthrough)
      ? undefined
      : 'The approval policy was changed meanwhile and does not allow any more to go ahead without approval.';
  const missing = missingFrom(asked, ruleFor(policy, walkthrough, step));
  return missing.length === 0
    ? undefined
    : `The approval policy was changed meanwhile and demands more: ${missing.join(', ')}.`;
}
