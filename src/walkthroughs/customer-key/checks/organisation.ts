import type { Entry } from '../../../core/ledger.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { listed, verdict, type Check, type Weighed } from './check.ts';

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

/** Only what a refusal told is known: which rules hold is not read from here. */
function judgeRules(branch: BranchSeen, { history }: Observation): Weighed {
  const refused = refusedByPolicy(history).filter((step) => belongsTo(step, branch));
  return verdict(
    refused.length === 0,
    refused.length === 0
      ? 'Azure Policy has refused nothing so far.'
      : `Azure Policy refused the steps ${listed(refused)}.`,
  );
}

/** What the organisation's own rules do to keys. */
export const ORGANISATION_CHECKS: readonly Check[] = [
  {
    id: 'POL-1',
    per: 'branch',
    severity: 'warning',
    sentence: 'No Azure Policy demands an end of keys or denies what the set-up does.',
    fix: 'Ask whoever owns the policy for an exemption for the two vaults. A rule that demands an end of every key would make all data unreadable on that day.',
    source: SOURCES.organisation,
    judge: judgeRules,
  },
];
