/** The organisation behind the tenant. */
export interface TenantProfile {
  readonly id: string;
  readonly name: string;
  /** Two letters, such as `DE`; empty where the directory does not say. */
  readonly country: string;
  /** The default domain. */
  readonly domain: string;
}

/** A plan inside something the tenant subscribed to. */
export interface LicencePlan {
  readonly sku: string;
  /** `Enabled`, `Warning`, `Suspended`, `Deleted`, `LockedOut`. */
  readonly skuState: string;
  /** Units paid for. */
  readonly units: number;
  /** Compare this, not the name. Lower case. */
  readonly planId: string;
  readonly planName: string;
  /** `Success`, `PendingProvisioning`, `Disabled`, … */
  readonly provisioning: string;
}

/** What the directory says about the tenant itself (Microsoft Graph). */
export interface Tenant {
  getProfile(): Promise<TenantProfile>;
  listPlans(): Promise<readonly LicencePlan[]>;
}
