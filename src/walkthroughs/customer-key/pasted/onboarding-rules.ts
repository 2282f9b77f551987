/** A rule that the onboarding module reports, as far as it is known. */
export interface OnboardingRule {
  /** Our own check of the same. */
  readonly check: string;
  readonly fix: string;
}

/**
 * Names from memory of Microsoft's page, confirmed by no copy that could be read: what is not here
 * is shown as it came.
 */
const RULES: Readonly<Record<string, OnboardingRule>> = {
  OrganizationHasRequiredServicePlan: {
    check: 'LIC-1',
    fix: 'Get a licence that includes Microsoft Customer Key, such as Microsoft 365 E5.',
  },
  SubscriptionInRequestOrganization: {
    check: 'SUB-3',
    fix: 'Both subscriptions have to belong to the tenant of the organisation, and whoever runs the command needs the role Reader on both.',
  },
  SubscriptionsCountPerScenario: {
    check: 'SUB-1',
    fix: 'Give two subscriptions, each with one key.',
  },
  SubscriptionUniquePerScenario: {
    check: 'SUB-1',
    fix: 'Use two different subscriptions that no other Customer Key scenario uses.',
  },
  VaultExistsinSubscription: {
    check: 'KV-1',
    fix: 'The vault of each key has to be in the subscription given beside it; check that Microsoft reaches it.',
  },
  MandatoryRetentionPeriodState: {
    check: 'MRP-1',
    fix: 'Register the mandatory retention period for both subscriptions: cancel this run and start again with retention requested.',
  },
  RecoveryLevel: {
    check: 'KEY-5',
    fix: 'The vault needs soft delete of 90 days and purge protection; a vault with fewer days has to be replaced.',
  },
  KeyNeverExpires: {
    check: 'KEY-3',
    fix: 'Move the expiry of the key to 31 December 9999; an expiry once set cannot be removed.',
  },
  KeyOperationsSupported: {
    check: 'KEY-2',
    fix: 'The key has to allow wrapKey and unwrapKey.',
  },
  KeyAccessPermissions: {
    check: 'ACC-2',
    fix: 'Give M365DataAtRestEncryption get, wrap and unwrap on the vault, and allow five minutes and more until it is known everywhere.',
  },
};

const folded = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const KNOWN = new Map(Object.entries(RULES).map(([name, rule]) => [folded(name), rule]));

/** Undefined: this version does not know the rule. */
export const findRule = (name: string): OnboardingRule | undefined => KNOWN.get(folded(name));
