import { NO_ID } from './ids.ts';
import type { Audit } from './documents.ts';
import { nowOf, organisationOf, secondsOf, type Call, type Org } from './org.ts';

/** Audit rows are written to log storage and show up a little later. */
export const AUDIT_DELAY = 10_000;

export const OPERATION = { create: 1, update: 2, delete: 3, access: 4 } as const;

export interface AuditEvent {
  readonly action: number;
  readonly operation: number;
  readonly table: string;
  /** Undefined: a change of the audit configuration, which belongs to no row. */
  readonly objectId?: string;
  readonly mask?: string;
  readonly old?: Readonly<Record<string, unknown>>;
  readonly new?: Readonly<Record<string, unknown>>;
}

function nextKey({ documents }: Org): string {
  const count = (documents.counts.find('audits')?.count ?? 0) + 1;
  documents.counts.put('audits', { count });
  return String(count).padStart(9, '0');
}

/** Writes a row of the table `audit`; the caller has looked whether auditing is on. */
export function writeAudit({ org, user }: Call, event: AuditEvent): void {
  const now = nowOf(org);
  const auditid = org.tenant.newId();
  const { old, new: fresh } = event;
  org.documents.audits.put(nextKey(org), {
    auditid,
    createdon: secondsOf(now),
    action: event.action,
    operation: event.operation,
    objecttypecode: event.table,
    attributemask: event.mask ?? null,
    _objectid_value: event.objectId ?? NO_ID,
    _userid_value: user.id,
    ...(old === undefined ? {} : { old: { ...old } }),
    ...(fresh === undefined ? {} : { new: { ...fresh } }),
  });
}

/** Marks a change of the audit configuration: action by action, when auditing is on. */
export function markAudit(call: Call, table: string, actions: readonly number[]): void {
  if (!organisationOf(call.org).isauditenabled) return;
  for (const action of actions) writeAudit(call, { action, operation: OPERATION.update, table });
}

/** Rows that can be seen at a moment, oldest first. */
export const auditsAt = ({ documents }: Org, at: Date): readonly Audit[] =>
  documents.audits
    .list()
    .filter(({ createdon }) => Date.parse(createdon) + AUDIT_DELAY <= at.getTime());

const HOUR = 3_600_000;

/** Access by a web service client: one row in each interval, however many calls there are. */
export function auditAccess(call: Call): boolean {
  const { org, user } = call;
  const { isauditenabled, isuseraccessauditenabled, useraccessauditinginterval } =
    organisationOf(org);
  if (!isauditenabled || !isuseraccessauditenabled) return false;
  const last = org.documents.accesses.find(user.id);
  const next = last === undefined ? 0 : Date.parse(last.at) + useraccessauditinginterval * HOUR;
  if (nowOf(org).getTime() < next) return false;
  org.documents.accesses.put(user.id, { at: nowOf(org).toISOString() });
  const webServices = 65;
  const { access } = OPERATION;
  writeAudit(call, {
    action: webServices,
    operation: access,
    table: 'systemuser',
    objectId: user.id,
  });
  return true;
}
