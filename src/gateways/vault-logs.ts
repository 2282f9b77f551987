/** A call to a vault as its own audit log has it (category AuditEvent). */
export interface KeyUse {
  /** ISO time. */
  readonly at: string;
  /** `KeyWrap`, `KeyUnwrap`, `KeyGet`, … */
  readonly operation: string;
  /** Application id of the caller; empty where the log does not say. */
  readonly caller: string;
  readonly succeeded: boolean;
}

/** Audit events of key vaults in a Log Analytics workspace. */
export interface VaultLogs {
  /** Calls that this application made to the vault's keys since then (ISO), newest first. */
  listUses(where: {
    /** The workspace’s own id, a GUID; its resource id is no address here. */
    readonly workspace: string;
    /** Resource id. */
    readonly vault: string;
    readonly application: string;
    readonly since: string;
  }): Promise<readonly KeyUse[]>;
}
