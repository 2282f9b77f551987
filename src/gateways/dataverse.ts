/** Organisation-wide audit switches of one environment. */
export interface OrganisationAudit {
  readonly organisationId: string;
  /** Start Auditing. */
  readonly auditing: boolean;
  /** Audit user access. */
  readonly userAccess: boolean;
  /** Start Read Auditing; undefined where the environment does not have the column. */
  readonly reads: boolean | undefined;
  /** Days that audit rows are kept, -1 for ever. */
  readonly retentionDays: number | undefined;
  /** Hours between two user access rows of the same user. */
  readonly userAccessInterval: number | undefined;
  /** `IsLockdownOfUnmanagedCustomizationEnabled` of `orgdborgsettings`. */
  readonly customizationLocked: boolean;
}

export interface OrganisationAuditChange {
  readonly auditing?: boolean;
  readonly userAccess?: boolean;
  readonly reads?: boolean;
  readonly retentionDays?: number;
}

export interface TableFlags {
  /** `IsAuditEnabled.Value`: changes to its data. */
  readonly audit: boolean;
  /** `IsRetrieveAuditEnabled`: one record opened. */
  readonly read: boolean;
  /** `IsRetrieveMultipleAuditEnabled`: records listed. */
  readonly readMultiple: boolean;
}

export interface Table {
  readonly logicalName: string;
  readonly displayName: string;
  readonly entitySet: string;
  readonly metadataId: string;
  readonly flags: TableFlags;
  /** `IsAuditEnabled.CanBeChanged` and `IsCustomizable.Value`. */
  readonly auditChangeable: boolean;
  readonly customizable: boolean;
  readonly custom: boolean;
  readonly managed: boolean;
}

export interface Column {
  readonly logicalName: string;
  readonly type: string;
  readonly audited: boolean;
  readonly auditChangeable: boolean;
}

/** One row of the `audit` table. */
export interface AuditRow {
  readonly id: string;
  readonly createdOn: string;
  readonly action: number;
  readonly operation: number;
  readonly table: string;
  readonly objectId: string | undefined;
  readonly userId: string | undefined;
}

/** A row of solution history: evidence of a publish, or who holds the customization lock. */
export interface SolutionOperation {
  readonly name: string;
  readonly operation: string;
  readonly suboperation: string;
  readonly status: string;
  readonly result: string;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
}

export interface Caller {
  readonly userId: string;
  readonly organisationId: string;
  /** Names of roles assigned directly; team-inherited roles are not among them. */
  readonly roles: readonly string[];
}

/** The Dataverse Web API of one environment (reference: Dataverse Web API v9.2). */
export interface Dataverse {
  /** Undefined: the bot is no user of this environment. */
  findCaller(): Promise<Caller | undefined>;
  getOrganisation(): Promise<OrganisationAudit>;
  /**
   * PATCH with If-Match; only the columns named are sent. Returns when a read shows them, or when
   * they were accepted and stay unseen for a while: who asked checks again.
   */
  setOrganisation(id: string, change: OrganisationAuditChange, requestId: string): Promise<void>;
  /** All tables that are not private, intersect or logical. */
  listTables(): Promise<readonly Table[]>;
  findTable(logicalName: string): Promise<Table | undefined>;
  /** Reads the full definition, changes the flags only, PUTs it back with merged labels. */
  setTableFlags(logicalName: string, flags: TableFlags, requestId: string): Promise<void>;
  /** Columns of a table that can be audited at all. */
  listColumns(table: string): Promise<readonly Column[]>;
  setColumnAudit(table: string, column: string, audited: boolean, requestId: string): Promise<void>;
  /** PublishXml for these tables. Returns when the service says it is done. */
  publish(tables: readonly string[], requestId: string): Promise<void>;
  /** Newest first. */
  listSolutionHistory(): Promise<readonly SolutionOperation[]>;
  /** Newest first, at most 50. */
  findAudits(since: string, actions: readonly number[]): Promise<readonly AuditRow[]>;
  /** Reads one row's name, to leave a read event: undefined when the table is empty. */
  readOne(
    entitySet: string,
    requestId: string,
  ): Promise<{ readonly id: string; readonly at: string } | undefined>;
  /** Bytes of audit rows by table; undefined while the service is still counting. */
  findAuditStorage(): Promise<ReadonlyMap<string, number> | undefined>;
}

/** Opens an environment; the host must be one that discovery returned or that fits the cloud. */
export type OpenDataverse = (apiUrl: string) => Dataverse;
