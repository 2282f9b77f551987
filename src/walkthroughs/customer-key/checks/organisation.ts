import type { Entry } from '../../../core/ledger.ts';
import type { PolicyAssignment } from '../../../gateways/azure-policies.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { fail, given, listed, pass, type Check, type Weighed } from './check.ts';

/** Built-in definitions that demand an end of keys or make versions by themselves. */
const BUILT_IN = [
  '152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0',
  '49a22571-d204-4c91-a7b6-09b1a586fbc9',
  'c26e4b24-cf98-4c67-b48b-5a25c4c69eb9',
  'd8cf8476-a2ec-4916-896e-992351803c44',
];
/** Only the names of others can be seen from outside: rules about an end of keys. */
const ABOUT_AN_END =
  /\bkeys?\b.*\b(?:expir\w*|rotat\w*|validity|lifetime)|\b(?:expir\w*|rotat\w*|validity|lifetime)\b.*\bkeys?\b/i;

const concerns = ({ definition, displayName, name }: PolicyAssignment): boolean =>
  BUILT_IN.some((id) => definition.toLowerCase().endsWith(id)) ||
  ABOUT_AN_END.test(displayName) ||
  ABOUT_AN_END.test(name);

/** Steps whose last word is a refusal by Azure Policy. */
export function refusedByPolicy(history: readonly Entry[]): readonly string[] {
  const last = new Map<string, string>();
  for (const entry of history) {
    if (entry.kind === 'failed') last.set(entry.step, entry.what);
    if (entry.kind === 'verified' || entry.kind === 'attested') last.delete(entry.step);
  }
  return [...last].flatMap(([step, what]) =>
    /RequestDisallowedByPolicy|Azure Policy/i.test(what) ? [step] : [],
  );
}

const belongsTo = (step: string, { number }: BranchSeen): boolean =>
  !/-[12]$/.test(step) || step.endsWith(`-${number}`);

function judgeRules(branch: BranchSeen, { history }: Observation): Weighed {
  const refused = refusedByPolicy(history).filter((step) => belongsTo(step, branch));
  if (refused.length > 0) return fail(`Azure Policy refused the steps ${listed(refused)}.`);
  return given(branch.rules, (rules) => {
    const found = rules.filter((rule) => rule.enforced && concerns(rule));
    return found.length === 0
      ? pass('No refusal is on record, and no rule about an end of keys is in force.')
      : fail(`In force: ${listed(found.map(({ displayName }) => displayName))}.`);
  });
}

/** What the organisation's own rules do to keys. */
export const ORGANISATION_CHECKS: readonly Check[] = [
  {
    id: 'POL-1',
    per: 'branch',
    severity: 'warning',
    sentence: 'No Azure Policy demands an end of keys or denies what the set-up does.',
    fix: 'Ask whoever owns the policy for an exemption for the two vaults. Rules are found by their names, so look at the others as well.',
    source: SOURCES.organisation,
    judge: judgeRules,
  },
];
