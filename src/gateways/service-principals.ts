/** An application as it stands in this tenant. */
export interface ServicePrincipal {
  /** The object id: access is given to this, not to the application id. */
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Tenant of who published it; undefined where the directory does not say. */
  readonly ownerTenant: string | undefined;
}

/** Applications of the tenant (Microsoft Graph servicePrincipals). */
export interface ServicePrincipals {
  find(appId: string): Promise<ServicePrincipal | undefined>;
  /**
   * One that is there already is left as it is. Returns when the directory has taken it; until it
   * can be read everywhere a minute or more may pass.
   */
  create(appId: string, requestId: string): Promise<void>;
}
