import type { ServiceAnswer } from '../service.ts';
import { ACTIONS } from './actions.ts';
import { auditsAt } from './audit-rows.ts';
import { collection, dressed, type RowType } from './collection.ts';
import { auditDetail } from './audit-detail.ts';
import type { Audit } from './documents.ts';
import { logActivity } from './events.ts';
import type { Row } from './filter-values.ts';
import { nowOf, type Call, type Org } from './org.ts';
import { noRow } from './refused.ts';
import { usersOf } from './users.ts';

const OPERATIONS = ['', 'Create', 'Update', 'Delete', 'Access', 'Upsert'];

/** The row as it is read; what changed is behind RetrieveAuditDetails. */
export const auditRow = (audit: Audit): Row => ({
  auditid: audit.auditid,
  createdon: audit.createdon,
  action: audit.action,
  operation: audit.operation,
  objecttypecode: audit.objecttypecode,
  attributemask: audit.attributemask,
  useradditionalinfo: null,
  transactionid: null,
  _objectid_value: audit._objectid_value,
  _userid_value: audit._userid_value,
  _callinguserid_value: null,
  _regardingobjectid_value: null,
});

const PROPERTIES = [
  'auditid',
  'createdon',
  'action',
  'operation',
  'objecttypecode',
  'attributemask',
  'useradditionalinfo',
  'transactionid',
  '_objectid_value',
  '_userid_value',
  '_callinguserid_value',
  '_regardingobjectid_value',
];

const formatted = (org: Org) => {
  const names = new Map(usersOf(org.tenant, org.seed).map(({ id, name }) => [id, name]));
  return (row: Row) => ({
    action: ACTIONS[Number(row['action'])] ?? 'Unknown',
    operation: OPERATIONS[Number(row['operation'])] ?? '',
    objecttypecode:
      org.catalogue.byName.get(String(row['objecttypecode']))?.english[0] ??
      String(row['objecttypecode']),
    createdon: new Date(String(row['createdon'])).toLocaleString('en-US', { timeZone: 'UTC' }),
    _userid_value: names.get(String(row['_userid_value'])) ?? 'SYSTEM',
  });
};

export const auditType = (org: Org): RowType => ({
  set: 'audits',
  type: 'audit',
  key: 'auditid',
  properties: new Set(PROPERTIES),
  sortable: new Set(['createdon']),
  pages: true,
  formatted: formatted(org),
});

/** GET audits: newest last unless it is ordered. */
export function listAudits(call: Call): ServiceAnswer {
  const answer = collection(call, auditType(call.org), (at) =>
    auditsAt(call.org, at).map(auditRow),
  );
  logActivity(call, { message: 'RetrieveMultiple', table: 'audit' });
  return answer;
}

/** GET systemusers(id)/lk_audit_userid: the rows that one user caused. */
export function listAuditsOfUser(call: Call): ServiceAnswer {
  const [id = ''] = call.path;
  const rows = (at: Date) =>
    auditsAt(call.org, at)
      .filter(({ _userid_value }) => _userid_value === id.toLowerCase())
      .map(auditRow);
  return collection(call, auditType(call.org), rows);
}

function getAudit({ org, path: [id = ''] }: Call): Audit {
  const found = auditsAt(org, nowOf(org)).find(({ auditid }) => auditid === id.toLowerCase());
  if (found === undefined) throw noRow('audit', id);
  return found;
}

/** GET audits(id). */
export function readAudit(call: Call): ServiceAnswer {
  const row = dressed(call, auditType(call.org), auditRow(getAudit(call)));
  const context = { '@odata.context': `${call.base}/$metadata#audits/$entity` };
  return { status: 200, body: { ...context, ...row } };
}

/** GET audits(id)/Microsoft.Dynamics.CRM.RetrieveAuditDetails. */
export function retrieveAuditDetails(call: Call): ServiceAnswer {
  const audit = getAudit(call);
  logActivity(call, { message: 'RetrieveAuditDetails', table: 'audit', entityId: audit.auditid });
  const type = 'Microsoft.Dynamics.CRM.RetrieveAuditDetailsResponse';
  const context = { '@odata.context': `${call.base}/$metadata#${type}` };
  return { status: 200, body: { ...context, AuditDetail: auditDetail(call.org, audit) } };
}
