/** A rule of the organisation that Azure Policy enforces or only watches. */
export interface PolicyAssignment {
  readonly name: string;
  /** As people named it; the name where they did not. */
  readonly displayName: string;
  /** False: violations are only reported, or this subscription is left out. */
  readonly enforced: boolean;
  /** Where it was set: the subscription, something inside it, or a management group above. */
  readonly scope: string;
  /** Resource id of the definition, or of the set of definitions. */
  readonly definition: string;
}

/** What the organisation's Azure Policy demands (Azure Resource Manager). */
export interface OrganisationPolicies {
  /** All that are set on the subscription, above it, or on something inside it. */
  listPolicies(subscription: string): Promise<readonly PolicyAssignment[]>;
}
