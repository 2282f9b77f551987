import { DAY, HOUR, after } from '../../../core/clock.ts';
import { canonical } from '../../../core/data.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { Change, GuidedChange, Looking, Step } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { quoted } from '../powershell.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import type { Site } from '../world.ts';

const REFRESH = 'exchange.dep.refresh';

const detailsOf = (site: Site, branch: Branch, version: string) => ({
  operation: REFRESH,
  target: site.answers.policy.name,
  before: 'an earlier version of the key',
  after: { key: branch.keyUri, version },
});

/** When Microsoft was told of this version; undefined: never, as far as is on record. */
export const refreshedAt = (history: readonly Entry[], version: string): string | undefined =>
  history.findLast((entry) => {
    if (entry.kind === 'attested')
      return entry.step.startsWith('refreshed-') && entry.statement.includes(version);
    return (
      entry.kind === 'applied' &&
      entry.change.details.operation === REFRESH &&
      canonical(entry.change.details.after).includes(version)
    );
  })?.at;

function guide(site: Site, branch: Branch, version: string): GuidedChange {
  const { name } = site.answers.policy;
  const command = `Connect-ExchangeOnline\nSet-M365DataAtRestEncryptionPolicy -Identity ${quoted(name)} -Refresh`;
  const steps = [
    'Open PowerShell as somebody who holds Compliance Administrator, with the module ExchangeOnlineManagement.',
    'Run the command below. It prints nothing when it succeeds; an error text means that it did not.',
  ];
  return {
    kind: 'guided',
    summary: `Tell Microsoft about version ${version} of the ${branch.label}: refresh the policy ${name}.`,
    details: { ...detailsOf(site, branch, version), instructions: [...steps, command] },
    guide: {
      steps,
      command,
      proof: 'attested',
      statement: `Set-M365DataAtRestEncryptionPolicy -Identity ${name} -Refresh was run without an error, after version ${version} had been made.`,
    },
  };
}

function refresh(site: Site, branch: Branch, version: string): Change {
  const { policies } = site.world;
  const { name } = site.answers.policy;
  if (policies === undefined) return guide(site, branch, version);
  return {
    kind: 'automatic',
    summary: `Tell Microsoft about version ${version} of the ${branch.label}: refresh the policy ${name}.`,
    details: detailsOf(site, branch, version),
    apply: ({ requestId }) => policies.refresh(name, requestId),
  };
}

/** Step 3 of reference §5.7. Nothing shows that it happened, so the record of it is the proof. */
export const refreshed = (site: Site, branch: Branch): Step => ({
  id: `refreshed-${branch.number}`,
  title: 'Microsoft has been told about the new version',
  stage: 'Policy',
  risk: 'sensitive',
  sources: [LATER_SOURCES.refresh],
  async check({ history }) {
    const key = await branch.key();
    if (key === undefined || refreshedAt(history, key.version) !== undefined) return [];
    return [refresh(site, branch, key.version)];
  },
  async found({ history }) {
    const key = await branch.key();
    return `Told at ${(key && refreshedAt(history, key.version)) ?? 'an unknown time'}; it takes effect within 24 hours.`;
  },
});

/** A day later the policy is looked at once more, where it can be. */
export const dayAfterRefresh = (site: Site, branch: Branch): Step => ({
  id: `day-after-refresh-${branch.number}`,
  title: 'The day for the new version is over',
  stage: 'After',
  risk: 'routine',
  sources: [LATER_SOURCES.refresh],
  check: (looking) => Promise.resolve(waitFor(site, looking, branch)),
  async found() {
    const verdict = await site.world.policies?.test(site.answers.policy.name);
    if (verdict === undefined)
      return 'A day has passed. Whether the policy is healthy was not looked at: the bot does not run the cmdlets.';
    return verdict.healthy
      ? 'A day has passed; Test-M365DataAtRestEncryptionPolicy reports no problem (what it tests is not documented).'
      : `A day has passed; Test-M365DataAtRestEncryptionPolicy says: ${verdict.problem}`;
  },
});

function waitFor(site: Site, { entries, now }: Looking, branch: Branch): readonly Change[] {
  const told = entries.findLast(
    (entry) =>
      (entry.kind === 'verified' || entry.kind === 'attested') &&
      entry.step === `refreshed-${branch.number}`,
  );
  const until = told && after(told.at, DAY);
  if (until !== undefined && until <= now.toISOString()) return [];
  return [
    {
      kind: 'wait',
      summary: 'Wait until Microsoft uses the new version.',
      details: {
        operation: 'exchange.dep.refreshed',
        target: site.answers.policy.name,
        before: null,
        after: 'a day after the refresh',
      },
      on: 'Microsoft to take up the new version',
      usually: 'up to 24 hours',
      lookAgain:
        until === undefined ? HOUR : Math.max(1, new Date(until).getTime() - now.getTime()),
    },
  ];
}
