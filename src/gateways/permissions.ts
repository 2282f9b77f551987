/** Application permissions that were granted with admin consent (Microsoft Graph). */
export interface Permissions {
  /** Ids of the app roles that this service principal holds, of whatever API, lower case. */
  list(principal: string): Promise<readonly string[]>;
}
