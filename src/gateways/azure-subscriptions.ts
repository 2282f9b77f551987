/** An Azure subscription. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /** `Enabled`, `Warned`, `PastDue`, `Disabled`, `Deleted`. */
  readonly state: string;
  /** What kind of offer it is, such as `EnterpriseAgreement_2014-09-01`; lags after an upgrade. */
  readonly quotaId: string;
  /** `On`, `Off`, `CurrentPeriodOff`; empty where the service does not say. */
  readonly spendingLimit: string;
}

/** A region as this subscription sees it. */
export interface Location {
  /** Lower case, no spaces: `westeurope`. */
  readonly name: string;
  readonly displayName: string;
  /** Continent, such as `Europe`; empty for logical regions. */
  readonly geographyGroup: string;
  /** Names of the regions that it is paired with. */
  readonly paired: readonly string[];
}

/** Where a new subscription would be billed. */
export interface BillingScope {
  /** To be sent as it is. */
  readonly id: string;
  /** Account, profile and section, or account and enrolment, in words. */
  readonly name: string;
  /** `MicrosoftCustomerAgreement`, `EnterpriseAgreement`, `MicrosoftPartnerAgreement`. */
  readonly agreement: string;
}

export interface NewSubscription {
  /** Name of the request, chosen once and kept: asking again with it creates nothing twice. */
  readonly alias: string;
  readonly name: string;
  readonly billingScope: string;
  readonly tenantId: string;
  /** Object id of who shall own it; undefined: the bot's own application. */
  readonly owner?: string;
}

/** What became of a request for a subscription. */
export interface SubscriptionRequest {
  /** `Accepted`, `Succeeded`, `Failed`. */
  readonly state: string;
  readonly subscription: string | undefined;
}

export interface Resource {
  readonly id: string;
  /** Such as `Microsoft.KeyVault/vaults`. */
  readonly type: string;
}

export interface ResourceGroup {
  readonly subscription: string;
  readonly name: string;
  readonly location: string;
}

/** A preview feature by its two names; `Microsoft.Resources` and `mandatoryRetentionPeriodEnabled`. */
export interface FeatureName {
  readonly namespace: string;
  readonly name: string;
}

/** Subscriptions and what has to stand in them before a vault can (Azure Resource Manager). */
export interface Subscriptions {
  /** Those that the bot can see. */
  listSubscriptions(): Promise<readonly Subscription[]>;
  /** Undefined: there is none with this id, or the bot may not see it. */
  findSubscription(id: string): Promise<Subscription | undefined>;
  listLocations(subscription: string): Promise<readonly Location[]>;
  listResources(subscription: string): Promise<readonly Resource[]>;
  /** Empty where the bot has no billing role: an Azure role does not help. */
  listBillingScopes(): Promise<readonly BillingScope[]>;
  findSubscriptionRequest(alias: string): Promise<SubscriptionRequest | undefined>;
  /**
   * Returns when the billing system has taken it. It takes minutes until `findSubscriptionRequest`
   * says `Succeeded` and a little more until the subscription can be read.
   */
  createSubscription(wanted: NewSubscription, requestId: string): Promise<void>;

  /**
   * `NotRegistered`, `Pending`, `Registering`, `Registered`, `Unregistering`, `Unregistered`;
   * undefined: the feature is not offered to this subscription.
   */
  findFeature(subscription: string, feature: FeatureName): Promise<string | undefined>;
  /** Returns the state after asking: Microsoft may take days to approve. There is no way back. */
  registerFeature(subscription: string, feature: FeatureName, requestId: string): Promise<string>;
  /** `NotRegistered`, `Registering`, `Registered`, … of a resource provider. */
  getProvider(subscription: string, namespace: string): Promise<string>;
  /** Also for one that is registered already: that is how an approved feature reaches it. */
  registerProvider(subscription: string, namespace: string, requestId: string): Promise<void>;

  findResourceGroup(subscription: string, name: string): Promise<ResourceGroup | undefined>;
  /** One that is there already is left as it is. */
  createResourceGroup(wanted: ResourceGroup, requestId: string): Promise<void>;
}
