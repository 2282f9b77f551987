import type { Resource } from '../../../gateways/azure-subscriptions.ts';
import type { LicencePlan } from '../../../gateways/tenant.ts';
import { isUnread } from '../../verdict.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { judgeOffer } from '../offers.ts';
import { SOURCES } from '../sources/checks.ts';
import { judgeLicence } from '../steps/licence.ts';
import { otherResources } from '../subscription-findings.ts';
import { fail, given, listed, note, ofKey, pass, unread, verdict, warn } from './check.ts';
import { isSame } from '../same.ts';
import type { Check, Weighed } from './check.ts';

/** As the set-up judges it, so that the one never contradicts the other. */
function judgePlans(plans: readonly LicencePlan[]): Weighed {
  const licence = judgeLicence(plans);
  switch (licence.kind) {
    case 'held':
      return pass(`Customer Key is part of ${licence.plan.sku}.`);
    case 'expiring':
      return note(
        `Customer Key is part of ${licence.plan.sku}, which is about to end (state Warning).`,
      );
    case 'provisioning':
      return fail(`Customer Key is part of ${licence.plan.sku}, but is not provisioned yet.`);
    case 'missing':
      return fail(licence.why.join(' ') || 'No licence contains it.');
  }
}

/** What the subscription says of itself; one that is not there is SUB-2's finding. */
const ofSubscription = (
  { subscription, answer }: BranchSeen,
  judge: (found: Exclude<BranchSeen['subscription'], undefined | { unread: string }>) => Weighed,
): Weighed =>
  given(subscription, (found) =>
    found === undefined
      ? unread(`There is no subscription ${answer.subscription} that the bot can see.`)
      : judge(found),
  );

/** Kinds of other things in it; places that the vaults' own logs go to belong here. */
function othersIn(resources: readonly Resource[], { branches }: Observation): readonly string[] {
  const logs = branches.flatMap(({ diagnostics }) =>
    isUnread(diagnostics)
      ? []
      : diagnostics.flatMap(({ workspace, storage, eventHub }) => [workspace, storage, eventHub]),
  );
  const isLog = ({ id }: Resource) =>
    logs.some((log) => `${log?.toLowerCase()}/`.startsWith(`${id.toLowerCase()}/`));
  return otherResources(resources.filter((resource) => !isLog(resource)));
}

const isRegistered = (state: string | undefined): boolean => isSame(state ?? '', 'Registered');

const retentionReached = (branch: BranchSeen): Weighed =>
  ofKey(branch, ({ recoveryLevel }) =>
    verdict(
      recoveryLevel.toLowerCase().includes('protectedsubscription'),
      `The recovery level of the key is ${recoveryLevel || 'not given'}.`,
    ),
  );

/** Licence, subscriptions and the mandatory retention period. */
export const SUBSCRIPTION_CHECKS: readonly Check[] = [
  {
    id: 'LIC-1',
    per: 'site',
    severity: 'error',
    sentence: 'The tenant has a licence with Customer Key in it.',
    fix: 'Buy or assign one of the licences that contain Customer Key, such as Microsoft 365 E5.',
    fixedBy: 'licence',
    source: SOURCES.licence,
    judge: ({ licences }) => given(licences, judgePlans),
  },
  {
    id: 'SUB-1',
    per: 'site',
    severity: 'error',
    sentence: 'The two keys lie in two different subscriptions.',
    fix: 'Start again with two subscriptions: one operator or one bill must not cost you both keys.',
    fixedBy: 'subscription',
    source: SOURCES.subscriptions,
    judge: ({ answers: { first, second } }) =>
      verdict(
        !isSame(first.subscription, second.subscription),
        `First: ${first.subscription}; second: ${second.subscription}.`,
      ),
  },
  {
    id: 'SUB-2',
    per: 'branch',
    severity: 'error',
    sentence: 'The subscription is enabled.',
    fix: 'Have it enabled in the Azure portal, or let the bot see it (role Reader). Never cancel it while data depends on its key.',
    fixedBy: 'subscription',
    source: SOURCES.subscriptions,
    judge: ({ subscription, answer }) =>
      given(subscription, (found) =>
        found === undefined
          ? fail(`There is no subscription ${answer.subscription}, or the bot may not see it.`)
          : verdict(isSame(found.state, 'Enabled'), `State: ${found.state || 'not given'}.`),
      ),
  },
  {
    id: 'SUB-3',
    per: 'branch',
    severity: 'error',
    sentence: 'The subscription belongs to the tenant whose data is encrypted.',
    fix: 'Choose a subscription of that tenant: keys can be given only to applications of their own tenant.',
    fixedBy: 'subscription',
    source: SOURCES.subscriptions,
    judge: (branch, { answers }) =>
      ofSubscription(branch, ({ tenantId }) =>
        verdict(isSame(tenantId, answers.tenant.id), `Its tenant: ${tenantId}.`),
      ),
  },
  {
    id: 'SUB-4',
    per: 'branch',
    severity: 'error',
    sentence: 'The subscription is of an offer that Customer Key takes.',
    fix: 'Use an Enterprise Agreement, Customer Agreement or CSP subscription; after an upgrade the old offer may be shown for half an hour.',
    fixedBy: 'subscription',
    isFixed: ({ branches }) => !branches.some(isDoubtful),
    source: SOURCES.offers,
    judge: (branch) =>
      ofSubscription(branch, ({ quotaId }) => {
        const { kind, says } = judgeOffer(quotaId);
        const offer = `It is ${says} (quotaId ${quotaId || 'not given'}).`;
        if (kind === 'pass') return pass(offer);
        return kind === 'refused' ? fail(offer) : warn(offer);
      }),
  },
  {
    id: 'SUB-5',
    per: 'branch',
    severity: 'error',
    sentence: 'The subscription has no spending limit.',
    fix: 'Remove the spending limit in the Azure portal, or use a subscription without one.',
    fixedBy: 'subscription',
    source: SOURCES.spendingLimit,
    judge: (branch) =>
      ofSubscription(branch, ({ spendingLimit }) =>
        spendingLimit === ''
          ? { ...unread('The service does not say whether there is one.'), severity: 'warning' }
          : verdict(isSame(spendingLimit, 'Off'), `Spending limit: ${spendingLimit}.`),
      ),
  },
  {
    id: 'SUB-6',
    per: 'branch',
    severity: 'warning',
    sentence: 'The subscription is used for Customer Key and its logs only.',
    fix: 'Move the other resources away, or use a subscription of its own for the key. Never move the vault.',
    source: SOURCES.subscriptions,
    judge: ({ resources }, seen) =>
      given(resources, (all) => {
        const strange = othersIn(all, seen);
        return verdict(strange.length === 0, `Other kinds of resources in it: ${listed(strange)}.`);
      }),
  },
  {
    id: 'MRP-1',
    per: 'branch',
    severity: 'warning',
    weigh: ({ settings }) => (settings.retention === 'required' ? 'error' : 'warning'),
    sentence: 'The mandatory retention period is registered (recommended; it may be required).',
    fix: 'Run the set-up with the retention period; Microsoft approves it, which takes days.',
    fixedBy: 'retention-requested',
    isFixed: ({ answers }) => answers.retention === 'request',
    source: SOURCES.retention,
    judge: ({ feature }) =>
      given(feature, (state) =>
        verdict(isRegistered(state), `State: ${state ?? 'not offered to this subscription'}.`),
      ),
  },
  {
    id: 'MRP-2',
    per: 'branch',
    severity: 'warning',
    sentence: 'The registered retention period has reached the key.',
    fix: 'Register the provider Microsoft.KeyVault again; the set-up does it.',
    fixedBy: 'retention-reached',
    isFixed: ({ answers }) => answers.retention === 'request',
    source: SOURCES.retention,
    judge: (branch) =>
      given(branch.feature, (state) => {
        if (!isRegistered(state)) return pass('Not due before the period is registered.');
        return given(branch.provider, (provider) =>
          isRegistered(provider)
            ? retentionReached(branch)
            : fail(`The provider Microsoft.KeyVault is ${provider}.`),
        );
      }),
  },
];

/** A doubtful offer does not stop the set-up, so it is said beforehand. */
const isDoubtful = ({ subscription }: BranchSeen): boolean =>
  subscription !== undefined &&
  !isUnread(subscription) &&
  judgeOffer(subscription.quotaId).kind === 'warning';
