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
    /** Resource ids. */
    readonly workspace: string;
    readonly vault: string;
    readonly application: string;
    readonly since: string;
  }): Promise<readonly KeyUse[]>;
}
