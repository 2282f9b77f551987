import type { GuidedChange, Step } from '../../../core/step.ts';
import type { Resource, Subscription } from '../../../gateways/azure-subscriptions.ts';
import { isUnread, tried, type Unread } from '../../verdict.ts';
import type { Branch } from '../branch.ts';
import { judgeOffer } from '../offers.ts';
import { azurePortal } from '../portals.ts';
import { SUBSCRIPTION_SOURCES } from '../sources/subscriptions.ts';
import { findingsAgainst, otherResources, type Finding } from '../subscription-findings.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

function guide(site: Site, branch: Branch, findings: readonly Finding[]): GuidedChange {
  const name = subscriptionNamed(branch.answer);
  return {
    kind: 'guided',
    summary: `Subscription ${name} cannot hold the ${branch.label} as it is. ${findings.map(({ says }) => says).join(' ')}`,
    details: {
      operation: 'azure.subscription.fit',
      target: branch.subscriptionId,
      before: findings.map(({ id, says }) => `${id}: ${says}`),
      after: 'enabled, paid for, of this tenant, without spending limit, used for one key only',
    },
    guide: {
      steps: [
        `Open the Azure portal, Subscriptions, ${name}.`,
        ...findings.map(({ id, says, fix }) => `${id}: ${says} ${fix}`),
      ],
      link: azurePortal(site.world.settings.cloud),
      proof: 'observed',
      statement: `Subscription ${name} is put right.`,
    },
  };
}

function remarksOn(found: Subscription, resources: readonly Resource[] | Unread): string[] {
  const { kind, says } = judgeOffer(found.quotaId);
  const others = isUnread(resources) ? [] : otherResources(resources);
  return [
    ...(kind === 'warning' ? [`SUB-4: it is ${says}.`] : []),
    ...(found.spendingLimit === '' ? ['SUB-5: Azure does not say whether it has a limit.'] : []),
    ...(isUnread(resources) ? [`SUB-6 cannot be looked at: ${resources.unread}`] : []),
    ...(others.length > 0
      ? [
          `SUB-6: it also holds ${others.slice(0, 5).join(', ')}${others.length > 5 ? ` and ${others.length - 5} other kinds` : ''}; a subscription of its own for the key is recommended.`,
        ]
      : []),
  ];
}

const { two, tenant, payAsYouGo, quota, lag } = SUBSCRIPTION_SOURCES;
const SOURCES = [two, tenant, payAsYouGo, quota, lag];

/** Checks SUB-1 to SUB-6: what is wrong is put right by a person, what is doubtful is said. */
export const subscriptionFit = (site: Site, branch: Branch): Step => ({
  id: `subscription-${branch.number}`,
  title: `Subscription ${branch.answer.subscriptionName} is fit for the ${branch.label}`,
  stage: 'Subscriptions',
  risk: 'routine',
  sources: SOURCES,
  check: () =>
    orSpreading(branch.subscriptionId, async () => {
      const findings = findingsAgainst(await branch.subscription(), site.answers);
      return findings.length === 0 ? [] : [guide(site, branch, findings)];
    }),
  async found() {
    const [found, resources] = await Promise.all([
      branch.subscription(),
      tried(branch.resources()),
    ]);
    if (found === undefined) return 'It cannot be seen any more.';
    const remarks = remarksOn(found, resources);
    const { kind, says } = judgeOffer(found.quotaId);
    const offer = kind === 'pass' ? `, ${says}` : '';
    const fit = `State ${found.state}, offer ${found.quotaId || 'not said'}${offer}, spending limit ${found.spendingLimit || 'not said'}.`;
    return [fit, ...(remarks.length > 0 ? ['To know:', ...remarks] : [])].join(' ');
  },
});
