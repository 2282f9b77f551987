/** The tenant's unified audit log switch, read and set in Exchange Online, never elsewhere. */
export interface UnifiedAudit {
  /** `UnifiedAuditLogIngestionEnabled` of Get-AdminAuditLogConfig. */
  isIngesting(): Promise<boolean>;
  /** Set-AdminAuditLogConfig with $true; there is no way to switch it off from here. */
  startIngesting(requestId: string): Promise<void>;
}
