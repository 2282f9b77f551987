/**
 * One normalised audit record: the columns of every segment of the archive, and of whatever another
 * source brings. Text that is compared is lower-case already; `''` stands for "not said".
 * Rules of normalisation: Office 365 Management Activity API schema and the pitfalls known of it.
 */
export interface AuditRecord {
  /** The record's `Id`, lower-case. Copies of a record share it. */
  readonly id: string;
  /** ISO time in UTC of the event, from the zone-less `CreationTime`. */
  readonly at: string;
  /** `AuditLogRecordType`: 21 is Dynamics 365, 256 the Power Platform's administration. */
  readonly type: number;
  /** `CRM`, `Exchange`, … as delivered. */
  readonly workload: string;
  /** As delivered; always `CrmDefaultActivity` for Dynamics. */
  readonly operation: string;
  /** What was done, as delivered: `Message`, else the activity's name, else the operation. */
  readonly message: string;
  /** UPN, application or system name; lower-case. */
  readonly actor: string;
  /** `UserType`, 0 to 10; -1 where it is not said. */
  readonly userType: number;
  /** Logical name of the table, lower-case; `''` where the record says `Unknown`. */
  readonly table: string;
  /** GUID of the one record that was touched, lower-case; `''` for none and for the zero GUID. */
  readonly record: string;
  /** How many record ids `QueryResults` names: a lower bound of what was read. */
  readonly touched: number;
  /** Host name of the environment, lower-case; for type 256 the environment's id. */
  readonly environment: string;
  /** Client address without brackets and port. */
  readonly address: string;
  /** `UserAgent`, as delivered. */
  readonly agent: string;
  readonly result: Result;
  /** Non-zero `CorrelationId`, lower-case: records of one action share it. */
  readonly correlation: string;
}

export const RESULTS = ['ok', 'partial', 'failed', 'unknown'] as const;
export type Result = (typeof RESULTS)[number];

/** Content types of the Management Activity API; coverage is told for each. */
export const CONTENT_TYPES = [
  'Audit.General',
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

/** Record types that do not come with Audit.General (audit log schema page, June 2026). */
const ELSEWHERE: Readonly<Record<number, ContentType>> = {
  1: 'Audit.Exchange',
  2: 'Audit.Exchange',
  3: 'Audit.Exchange',
  50: 'Audit.Exchange',
  4: 'Audit.SharePoint',
  6: 'Audit.SharePoint',
  7: 'Audit.SharePoint',
  14: 'Audit.SharePoint',
  36: 'Audit.SharePoint',
  54: 'Audit.SharePoint',
  8: 'Audit.AzureActiveDirectory',
  9: 'Audit.AzureActiveDirectory',
  15: 'Audit.AzureActiveDirectory',
};

export const contentTypeOf = (recordType: number): ContentType =>
  ELSEWHERE[recordType] ?? 'Audit.General';
