import type { Step } from '../../core/step.ts';
import type { Branch } from './branch.ts';
import { judgeAll, mustHold } from './judge-all.ts';
import { access } from './steps/access.ts';
import { application, onboardingApplication } from './steps/application.ts';
import { assignment } from './steps/assignment.ts';
import { auditLogOn, recordsReceived } from './steps/audit-log.ts';
import { backup } from './steps/backup.ts';
import { botRights } from './steps/bot-rights.ts';
import { cloud } from './steps/cloud.ts';
import { keyFit } from './steps/key.ts';
import { licence } from './steps/licence.ts';
import { onboardingEnabled, onboardingValidated } from './steps/onboarding.ts';
import { policyMade } from './steps/policy.ts';
import { providerRegistered } from './steps/provider-registered.ts';
import { retentionApproved } from './steps/retention-approved.ts';
import { retentionReached } from './steps/retention-reached.ts';
import { retentionRequested } from './steps/retention-requested.ts';
import { subscriptionFit } from './steps/subscription-fit.ts';
import { useSeen } from './steps/use.ts';
import { vaultSteps } from './steps/vaults.ts';
import type { Site } from './world.ts';

/** Nothing is changed anywhere before all of these hold. */
const preflightOf = (site: Site): readonly Step[] => [
  licence(site),
  cloud(site),
  ...site.branches.map((branch) => botRights(site, branch)),
  ...site.branches.map((branch) => ({ ...subscriptionFit(site, branch), after: [] })),
];

/** Days may pass until Microsoft approves: only what shows the retention waits for that. */
function retentionOf(site: Site, branch: Branch, ready: readonly string[]): readonly Step[] {
  if (site.answers.retention === 'leave') return [];
  const requested = { ...retentionRequested(site, branch), after: ready };
  const approved = { ...retentionApproved(site, branch), after: [requested.id] };
  return [
    requested,
    approved,
    { ...retentionReached(site, branch), after: [approved.id, `key-${branch.number}`] },
  ];
}

/** Both branches go on side by side; they meet where Microsoft is told about both keys. */
export function stepsFor(site: Site): readonly Step[] {
  const preflight = preflightOf(site);
  const ready = preflight.map(({ id }) => id);
  const both = (steps: (branch: Branch) => readonly Step[]) => site.branches.flatMap(steps);
  const registered = (branch: Branch): Step => ({
    ...providerRegistered(site, branch),
    after: ready,
  });
  return [
    ...preflight,
    ...both((branch) => [registered(branch)]),
    ...both((branch) => retentionOf(site, branch, ready)),
    ...both((branch) => vaultSteps(site, branch, [...ready, registered(branch).id])),
    ...both((branch) => [keyFit(site, branch), backup(site, branch)]),
    { ...application(site), after: ready },
    { ...onboardingApplication(site), after: ready },
    ...both((branch) => [access(site, branch)]),
    onboardingValidated(site),
    onboardingEnabled(site),
    policyMade(site),
    assignment(site, async (fresh, looking) => mustHold(await judgeAll(fresh, looking))),
    { ...auditLogOn(site), after: ready },
    { ...recordsReceived(site), after: ready },
    useSeen(site),
  ];
}
