import type { Person } from './people.ts';
import { RISKS, ruleAt, strictestRule, type Policy, type Rule } from './policy.ts';
import { uncoveredBy } from './quorum.ts';

/** Everybody who can approve, with the groups that they are in. */
export type Reach = readonly { readonly person: Person; readonly groups: readonly string[] }[];

/** Why all approvers together would not be enough for a rule. */
function outOfReach(at: string, { quorum, groups }: Rule, reach: Reach): readonly string[] {
  // Whoever belongs to none of the wanted groups adds nothing.
  const able = reach.filter(
    (one) => groups.length === 0 || groups.some(({ id }) => one.groups.includes(id)),
  );
  const names = uncoveredBy(groups, able).map(({ name }) => name);
  if (names.length > 0)
    return [
      `${at} wants an approver of its own from ${names.join(' and ')}, and there is none. Add people to both that group and the approvers group.`,
    ];
  return able.length < quorum
    ? [
        `${at} wants ${quorum} approvers, and only ${able.length} could approve. Ask for fewer, or add people to the approvers group.`,
      ]
    : [];
}

/** Why nobody could ever approve under a policy, with the people that there are. */
export function reachFaults(policy: Policy, reach: Reach): readonly string[] {
  const names = Object.keys(policy.document.walkthroughs ?? {});
  const faults = ['', ...names].flatMap((name) =>
    RISKS.flatMap((risk) => {
      const at = name === '' ? `risks.${risk}` : `walkthroughs.${name}.${risk}`;
      return outOfReach(at, ruleAt(policy, name, risk), reach);
    }),
  );
  // Otherwise the policy could never be changed again.
  return faults.length > 0
    ? [...new Set(faults)]
    : outOfReach(
        'All rules together, which the next change of the policy needs,',
        strictestRule(policy),
        reach,
      );
}
