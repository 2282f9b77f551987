import { CUSTOMER_KEY_ONBOARDING } from '../arm/ids.ts';
import { hasRetention } from '../arm/features.ts';
import { openDirectory } from '../graph/directory.ts';
import { SKUS } from '../graph/licences.ts';
import { findByAppId } from '../graph/principals.ts';
import { recoveryLevel } from '../key-vault/view.ts';
import type { Encryption, Failed } from './documents.ts';
import { findAddress, getVault, reach, readRoot, Unreachable } from './key-reach.ts';

/** One subscription and the key in it, as the module is told them. */
export interface Branch {
  readonly subscription: string;
  readonly uri: string;
}

const PLAN = '6db1f1db-2b46-403f-be40-e39395f08dbb';
const ACCEPTED = ['Recoverable', 'Recoverable+ProtectedSubscription'];
const FOREVER = Date.UTC(9999, 0, 1) / 1000;

const failed = (
  Rule: string,
  Scope: string,
  ExpectedValue: string,
  ActualValue: string,
): Failed => ({
  Rule,
  Scope,
  ExpectedValue,
  ActualValue,
});

/** What stands in the way of Customer Key, by the state that the tenant is really in. */
export function failedValidations(
  encryption: Encryption,
  branches: readonly Branch[],
  retentionRequired: boolean,
): readonly Failed[] {
  return [
    ...ofTenant(encryption),
    ...ofSubscriptions(branches),
    ...branches.flatMap((branch) => [
      ...ofSubscription(encryption, branch, retentionRequired),
      ...ofKey(encryption, branch),
    ]),
  ];
}

function ofTenant(encryption: Encryption): readonly Failed[] {
  const { tenant } = encryption;
  const licensed = SKUS.some(
    ({ capabilityStatus, servicePlans }) =>
      capabilityStatus === 'Enabled' &&
      servicePlans.some(({ servicePlanId }) => servicePlanId === PLAN),
  );
  const onboarding = findByAppId(openDirectory(tenant), CUSTOMER_KEY_ONBOARDING);
  return [
    ...(licensed ? [] : [failed('OrganizationHasRequiredServicePlan', tenant.id, PLAN, '')]),
    ...(onboarding !== undefined
      ? []
      : [failed('OnboardingApplicationExists', tenant.id, CUSTOMER_KEY_ONBOARDING, 'not found')]),
  ];
}

function ofSubscriptions(branches: readonly Branch[]): readonly Failed[] {
  const different = new Set(branches.map(({ subscription }) => subscription.toLowerCase()));
  if (different.size === branches.length && branches.length === 2) return [];
  const given = branches.map(({ subscription }) => subscription).join(', ');
  return [failed('SubscriptionUniquePerScenario', 'MDEP', 'two different subscriptions', given)];
}

/** Offers that are not paid for. */
const REFUSED =
  /^(?:FreeTrial|MSDN|MSDNDevTest|MPN|Sponsored|AzurePass|AzureForStudents|DreamSpark|Default)_/;

function ofSubscription(
  { azure, tenant }: Encryption,
  { subscription: id }: Branch,
  retentionRequired: boolean,
): readonly Failed[] {
  const found = azure.subscriptions.find(id.toLowerCase());
  if (found === undefined || found.tenantId !== tenant.id)
    return [
      failed('SubscriptionInRequestOrganization', id, tenant.id, found?.tenantId ?? 'not found'),
    ];
  const eligible = found.state === 'Enabled' && !REFUSED.test(found.quotaId);
  const retained = !retentionRequired || hasRetention(azure, found.id);
  return [
    ...(eligible
      ? []
      : [failed('SubscriptionEligible', id, 'Enabled, paid', `${found.state}, ${found.quotaId}`)]),
    ...(retained
      ? []
      : [failed('MandatoryRetentionPeriodState', id, 'Registered', 'not registered')]),
  ];
}

/** Findings about one key: the module stops at a vault that is not where it is said to be. */
export function ofKey(encryption: Encryption, { subscription, uri }: Branch): readonly Failed[] {
  try {
    const vault = getVault(encryption, uri);
    if (vault.subscriptionId !== subscription.toLowerCase())
      return [failed('VaultExistsinSubscription', uri, subscription, vault.subscriptionId)];
  } catch (thrown) {
    return [failed('VaultExistsinSubscription', uri, subscription, textOf(thrown))];
  }
  const access = accessProblem(encryption, uri);
  return access ?? ofAttributes(encryption, uri);
}

function accessProblem(encryption: Encryption, uri: string): readonly Failed[] | undefined {
  try {
    for (const kind of ['get', 'wrapkey', 'unwrapkey'] as const)
      reach(encryption, uri, kind, () => undefined);
    return undefined;
  } catch (thrown) {
    return [failed('KeyAccessPermissions', uri, 'get, wrapKey, unwrapKey', textOf(thrown))];
  }
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Unreachable) return thrown.message;
  throw thrown;
}

function ofAttributes(encryption: Encryption, uri: string): readonly Failed[] {
  const { vault, version } = readRoot(encryption, uri);
  const level = recoveryLevel(encryption.azure, vault);
  const { expires, operations, enabled, kty } = version;
  const never = expires === undefined || expires >= FOREVER;
  const usable = ['wrapKey', 'unwrapKey'].every((each) => operations.includes(each));
  return [
    ...(ACCEPTED.includes(level)
      ? []
      : [failed('RecoveryLevel', uri, ACCEPTED.join(' or '), level)]),
    ...(never ? [] : [failed('KeyNeverExpires', uri, 'no expiration date', timeOf(expires))]),
    ...(usable
      ? []
      : [failed('KeyOperationsSupported', uri, 'wrapKey, unwrapKey', operations.join(', '))]),
    ...(enabled ? [] : [failed('KeyEnabled', uri, 'True', 'False')]),
    ...(kty.startsWith('RSA') ? [] : [failed('KeyTypeSupported', uri, 'RSA, RSA-HSM', kty)]),
  ];
}

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Both keys in the same vault guard against nothing. */
export const sameVault = (uris: readonly string[]): boolean =>
  new Set(uris.map((uri) => findAddress(uri)?.vault)).size < uris.length;
