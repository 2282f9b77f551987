import { DAY, HOUR, after } from '../../../core/clock.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { Change, GuidedChange, Looking, Step } from '../../../core/step.ts';
import { withInstructions } from '../../instructions.ts';
import { tried, isUnread } from '../../verdict.ts';
import type { Branch } from '../branch.ts';
import { shortened } from '../pasted/cleaned.ts';
import { explained } from '../policy-refusals.ts';
import { connectExchange } from '../portals.ts';
import { quoted } from '../powershell.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import type { Site } from '../world.ts';
import { rolledKey } from './new-version.ts';

const idOf = ({ number }: Branch): string => `refreshed-${number}`;

/** Named by the version it follows on, so that it can be decided together with the roll itself. */
const textOf = (site: Site, branch: Branch, from: string) => ({
  summary: `Tell Microsoft that the ${branch.label} has a new version after ${from}: refresh the policy ${site.answers.policy.name}.`,
  details: {
    operation: 'exchange.dep.refresh',
    target: site.answers.policy.name,
    before: { key: branch.keyUri, version: from },
    after: 'the version that this run has made',
  },
});

function byHand(site: Site, branch: Branch, from: string): GuidedChange {
  const { name } = site.answers.policy;
  return withInstructions({
    kind: 'guided',
    ...textOf(site, branch, from),
    guide: {
      steps: [
        'Open PowerShell as somebody who holds Compliance Administrator, with the module ExchangeOnlineManagement.',
        'Run the command below. It prints nothing when it succeeds; an error text means that it did not.',
      ],
      command: `${connectExchange(branch.cloud)}\nSet-M365DataAtRestEncryptionPolicy -Identity ${quoted(name)} -Refresh`,
      proof: 'attested',
      statement: `Set-M365DataAtRestEncryptionPolicy -Identity ${name} -Refresh was run without an error, after the ${branch.label} had got a new version after ${from}.`,
    },
  });
}

function refresh(site: Site, branch: Branch, from: string): Change {
  const { policies } = site.world;
  if (policies === undefined) return byHand(site, branch, from);
  return {
    kind: 'automatic',
    ...textOf(site, branch, from),
    async apply({ requestId }) {
      try {
        await policies.refresh(site.answers.policy.name, requestId);
      } catch (error) {
        throw explained(error, site);
      }
    },
  };
}

/** When this run told Microsoft; undefined: it has not. */
const toldAt = (entries: readonly Entry[], branch: Branch): string | undefined =>
  entries.findLast(
    (entry) =>
      (entry.kind === 'applied' || entry.kind === 'attested') && entry.step === idOf(branch),
  )?.at;

/** Step 3 of reference §5.7. Nothing shows that it happened, so the record of it is the proof. */
export const refreshed = (site: Site, branch: Branch, from: string): Step => ({
  id: idOf(branch),
  title: 'Microsoft has been told about the new version',
  stage: 'Policy',
  risk: 'sensitive',
  sources: [LATER_SOURCES.refresh],
  lane: 'exchange',
  async check(looking) {
    if (toldAt(looking.entries, branch) !== undefined) return [];
    // Microsoft takes whatever is current: a version that nobody here decided on stops this.
    await rolledKey(branch, from, looking);
    return [refresh(site, branch, from)];
  },
  found: ({ entries }) =>
    Promise.resolve(
      `Told at ${toldAt(entries, branch) ?? 'an unknown time'}; Microsoft allows up to 24 hours until it is in effect.`,
    ),
});

/** A day later the policy is looked at once more, where it can be. */
export const dayAfterRefresh = (site: Site, branch: Branch): Step => ({
  id: `day-after-refresh-${branch.number}`,
  title: 'The day for the new version is over',
  stage: 'After',
  risk: 'routine',
  sources: [LATER_SOURCES.refresh],
  check: (looking) => Promise.resolve(waitFor(site, looking, branch)),
  found: () => testOf(site),
});

/** What it tests is not documented: it is told, and nothing rests on it. */
async function testOf({ world, answers }: Site): Promise<string> {
  const verdict = await tried(Promise.resolve(world.policies?.test(answers.policy.name)));
  if (verdict === undefined)
    return 'A day has passed. Whether the policy is healthy was not looked at: the bot does not run the cmdlets.';
  if (isUnread(verdict))
    return `A day has passed. The policy could not be tested: ${verdict.unread}`;
  return verdict.healthy
    ? 'A day has passed; Test-M365DataAtRestEncryptionPolicy reports no problem (what it tests is not documented).'
    : `A day has passed, and Test-M365DataAtRestEncryptionPolicy reports a problem: ${shortened(verdict.problem, 300)} Type health for every check, and contact Microsoft if it stays.`;
}

function waitFor(site: Site, { entries, now }: Looking, branch: Branch): readonly Change[] {
  const told = toldAt(entries, branch);
  const until = told && after(told, DAY);
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
