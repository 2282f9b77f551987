import { markAudit, OPERATION, writeAudit } from './audit-rows.ts';
import type { Organisation } from './documents.ts';
import { logActivity, logsActivity } from './events.ts';
import type { Call } from './org.ts';
import type { OrganisationChange } from './organisation-change.ts';

const turned = (before: boolean, after: boolean, on: number, off: number): readonly number[] =>
  before === after ? [] : [after ? on : off];

const AUDIT = { on: 107, off: 110 };
const ACCESS = { on: 112, off: 113 };
const ORGANISATION_LEVEL = 104;

const markers = (before: Organisation, after: Organisation): readonly number[] => [
  ORGANISATION_LEVEL,
  ...turned(before.isauditenabled, after.isauditenabled, AUDIT.on, AUDIT.off),
  ...turned(before.isuseraccessauditenabled, after.isuseraccessauditenabled, ACCESS.on, ACCESS.off),
];

/** Auditing records its own end: marked when it was on before or is on now. */
export function markChange(call: Call, before: Organisation, after: Organisation): void {
  if (!before.isauditenabled && !after.isauditenabled) return;
  if (after.isauditenabled) return markAudit(call, 'organization', markers(before, after));
  for (const action of markers(before, after))
    writeAudit(call, { action, operation: OPERATION.update, table: 'organization' });
}

/** Messages that Microsoft's own detections look for. */
export function logChange(
  call: Call,
  before: Organisation,
  change: OrganisationChange,
  wasOn: boolean,
): void {
  const isOn = wasOn || logsActivity(call.org);
  const event = { table: 'organization', entityId: call.org.seed.organisationId };
  logActivity(call, { ...event, message: 'Update', fields: change }, isOn);
  if (before.isauditenabled && change.isauditenabled === false)
    logActivity(call, { ...event, message: 'Disable Organization Audit' }, isOn);
  if (before.isuseraccessauditenabled && change.isuseraccessauditenabled === false) {
    const message = 'User Access Audit is disabled on the organization';
    logActivity(call, { ...event, message }, isOn);
  }
}
