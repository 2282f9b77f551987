import type { Audit } from './documents.ts';
import { organisationOf, type Org } from './org.ts';
import type { Row } from './filter-values.ts';

const LONGEST = 5000;

const cut = (value: unknown) =>
  typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value;

/** Old or new values as an entity of the table; long ones are cut and end in three dots. */
const values = (table: string, given: Row): Row => ({
  '@odata.type': `#Microsoft.Dynamics.CRM.${table}`,
  ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cut(value)])),
});

const ACCESS = 4;

/** What RetrieveAuditDetails and the change histories say about a row of the audit table. */
export function auditDetail(org: Org, audit: Audit): Row {
  const { old, new: fresh, ...row } = audit;
  const AuditRecord = { ...row, _callinguserid_value: null, _regardingobjectid_value: null };
  if (audit.operation === ACCESS)
    return {
      '@odata.type': '#Microsoft.Dynamics.CRM.UserAccessAuditDetail',
      AccessTime: audit.createdon,
      Interval: organisationOf(org).useraccessauditinginterval,
      AuditRecord,
    };
  // Markers of the audit configuration carry no type and no values.
  if (old === undefined && fresh === undefined) return { AuditRecord };
  return {
    '@odata.type': '#Microsoft.Dynamics.CRM.AttributeAuditDetail',
    InvalidNewValueAttributes: [],
    DeletedAttributes: { Count: 0, IsReadOnly: true, Keys: [], Values: [] },
    OldValue: values(audit.objecttypecode, old ?? {}),
    NewValue: values(audit.objecttypecode, fresh ?? {}),
    AuditRecord,
  };
}
