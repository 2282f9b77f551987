import { z } from 'zod';
import type { Tenant } from '../service.ts';
import { AzureRefused } from './refused.ts';

/** A rule of the organisation, as Azure Policy enforces it. */
export const OrganisationPolicy = z.strictObject({
  name: z.string().min(1).max(100),
  /** What it denies: an action such as `Microsoft.KeyVault/vaults/write`, or keys without expiry. */
  denies: z.string().min(1).max(200),
  subscriptionId: z.guid().optional(),
});
export type OrganisationPolicy = z.infer<typeof OrganisationPolicy>;

/** Denies keys that never expire. */
export const KEYS_MUST_EXPIRE = 'keys-without-expiry';

const KEY = 'all';

/** The rules in force; none in a fresh tenant. */
export const organisationPolicies = (tenant: Tenant) => {
  const kept = tenant.documents('arm-policies', z.array(OrganisationPolicy));
  return {
    list: () => kept.find(KEY) ?? [],
    set: (policies: readonly OrganisationPolicy[]) => kept.put(KEY, [...policies]),
  };
};

/** The rule that denies this action in this subscription. */
export const findDenial = (
  tenant: Tenant,
  action: string,
  subscription: string,
): OrganisationPolicy | undefined =>
  organisationPolicies(tenant)
    .list()
    .find(
      ({ denies, subscriptionId }) =>
        denies.toLowerCase() === action.toLowerCase() &&
        (subscriptionId === undefined ||
          subscriptionId.toLowerCase() === subscription.toLowerCase()),
    );

/** Refuses what a rule of the organisation denies. */
export function checkPolicies(
  tenant: Tenant,
  action: string,
  subscription: string,
  scope: string,
): void {
  const denial = findDenial(tenant, action, subscription);
  if (denial === undefined) return;
  throw new AzureRefused(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${scope.split('/').at(-1)}' was disallowed by policy. Policy identifiers: ` +
      `'[{"policyAssignment":{"name":"${denial.name}"}}]'.`,
  );
}
