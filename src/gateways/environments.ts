/** A Power Platform environment with a Dataverse database. */
export interface Environment {
  readonly id: string;
  readonly name: string;
  /** `https://contoso.crm4.dynamics.com`, no slash at the end. */
  readonly url: string;
  readonly apiUrl: string;
  readonly uniqueName: string;
  readonly organisationId: string;
  /** `Production`, `Sandbox`, `Trial`, `Developer`, `Default`, or what else the service says. */
  readonly sku: string;
  /** `Ready`, or what else the service says. */
  readonly state: string;
  /** `Lite` is Dataverse for Teams. */
  readonly platformSku: string;
  readonly region: string;
  /** Audit rows live in log capacity; undefined where the service does not say. */
  readonly logMegabytes: number | undefined;
  /** `Microsoft`, or the customer: then audit retention cannot be set. */
  readonly keyManagedBy: string;
}

/** Finds environments (reference: BAP admin API and global discovery, asked together). */
export interface Environments {
  /** Every environment with a database that either service returns. */
  list(): Promise<readonly Environment[]>;
  find(id: string): Promise<Environment | undefined>;
  /** Makes the bot's own application a user of the environment; recorded by the platform. */
  addApplicationUser(id: string, requestId: string): Promise<void>;
  /** The bot's application (client) id, as it is shown to people. */
  readonly applicationId: string;
}
