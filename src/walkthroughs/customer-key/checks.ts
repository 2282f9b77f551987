import { ACCESS_CHECKS } from './checks/access.ts';
import type { Check } from './checks/check.ts';
import { GUARD_CHECKS } from './checks/guards.ts';
import { KEY_CHECKS } from './checks/keys.ts';
import { ORGANISATION_CHECKS } from './checks/organisation.ts';
import { POLICY_CHECKS } from './checks/policies.ts';
import { REGION_CHECKS } from './checks/regions.ts';
import { SUBSCRIPTION_CHECKS } from './checks/subscriptions.ts';
import { VAULT_CHECKS } from './checks/vaults.ts';

export type { Check, Weighed } from './checks/check.ts';

const numberOf = ({ id }: Check): number => Number(id.slice(id.indexOf('-') + 1));
const byNumber = (a: Check, b: Check): number => numberOf(a) - numberOf(b);

/** Every check of the reference, in its order. */
export const CHECKS: readonly Check[] = [
  ...SUBSCRIPTION_CHECKS,
  ...[...VAULT_CHECKS, ...REGION_CHECKS, ...GUARD_CHECKS].toSorted(byNumber),
  ...ACCESS_CHECKS,
  ...KEY_CHECKS,
  ...ORGANISATION_CHECKS,
  ...POLICY_CHECKS,
];
