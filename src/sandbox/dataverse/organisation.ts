import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { markAudit, OPERATION, writeAudit } from './audit-rows.ts';
import { collection, single, type RowType } from './collection.ts';
import { Organisation } from './documents.ts';
import { logActivity, logsActivity } from './events.ts';
import type { Row } from './filter-values.ts';
import { nowOf, organisationOf, secondsOf, type Call } from './org.ts';
import { badPayload, invalid, noRow, versionMismatch } from './refused.ts';

export const etagOf = (version: unknown): string => `W/"${String(version)}"`;

const typeOf = ({ org }: Call): RowType => ({
  set: 'organizations',
  type: 'organization',
  key: 'organizationid',
  // An environment without read logging does not know the column at all.
  properties: new Set(
    Object.keys(Organisation.shape).filter(
      (name) => name !== 'isreadauditenabled' || org.seed.readLogging,
    ),
  ),
  pages: true,
  etag: (row) => etagOf(row['versionnumber']),
});

/** GET organizations: one row, always. */
export function listOrganisations(call: Call): ServiceAnswer {
  const answer = collection(call, typeOf(call), () => [organisationOf(call.org)]);
  logActivity(call, { message: 'RetrieveMultiple', table: 'organization' });
  return answer;
}

function checkId({ org, path }: Call): void {
  const [id = ''] = path;
  if (id.toLowerCase() !== org.seed.organisationId) throw noRow('organization', id);
}

/** GET organizations(id). */
export function getOrganisation(call: Call): ServiceAnswer {
  checkId(call);
  const answer = single(call, typeOf(call), organisationOf(call.org));
  const entityId = call.org.seed.organisationId;
  logActivity(call, { message: 'Retrieve', table: 'organization', entityId });
  return answer;
}

const days = z.union([z.literal(-1), z.number().int().min(1).max(365_000)]);

const Change = z.strictObject({
  isauditenabled: z.boolean().optional(),
  isuseraccessauditenabled: z.boolean().optional(),
  isreadauditenabled: z.boolean().optional(),
  auditretentionperiodv2: days.optional(),
  useraccessauditinginterval: z.number().int().min(1).optional(),
  auditsettings: z.string().optional(),
});
type Change = z.infer<typeof Change>;

function changeOf({ org, request }: Call): Change {
  const parsed = Change.safeParse(request.body);
  const fault = parsed.error?.issues[0];
  if (fault !== undefined)
    throw badPayload(
      `Error identified in Payload provided by the user for Entity :'organizations': ${fault.path.join('.')} ${fault.message}`,
    );
  const change = parsed.data ?? {};
  if (Object.keys(change).length === 0) throw invalid('The request has no content.');
  if ('isreadauditenabled' in change && !org.seed.readLogging)
    throw badPayload(
      "An undeclared property 'isreadauditenabled' which only has property annotations was found.",
    );
  if ('auditretentionperiodv2' in change && org.seed.keyManagedBy === 'Customer')
    throw invalid('Audit retention cannot be set on an environment with a customer-managed key.');
  return change;
}

/** The version that the caller means; every PATCH must name one or take any. */
export function checkMatch({ request }: Call, version: number): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined)
    throw invalid('If-Match is required: a PATCH without it could create a row.');
  if (wanted !== '*' && wanted !== etagOf(version)) throw versionMismatch();
}

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
function markChange(call: Call, before: Organisation, after: Organisation): void {
  if (!before.isauditenabled && !after.isauditenabled) return;
  if (after.isauditenabled) return markAudit(call, 'organization', markers(before, after));
  for (const action of markers(before, after))
    writeAudit(call, { action, operation: OPERATION.update, table: 'organization' });
}

/** Messages that Microsoft's own detections look for. */
function logChange(call: Call, before: Organisation, change: Change, wasOn: boolean): void {
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

const defined = (change: Change): Partial<Organisation> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

/** PATCH organizations(id): the switches of auditing. */
export function patchOrganisation(call: Call): ServiceAnswer {
  checkId(call);
  const { org } = call;
  const before = organisationOf(org);
  const change = changeOf(call);
  checkMatch(call, before.versionnumber);
  const wasOn = logsActivity(org);
  const after: Organisation = {
    ...before,
    ...defined(change),
    modifiedon: secondsOf(nowOf(org)),
    versionnumber: before.versionnumber + 1,
  };
  org.tenant.together(() => {
    org.documents.organisation.put(org.seed.organisationId, after);
    markChange(call, before, after);
    logChange(call, before, change, wasOn);
    org.tenant.changed('dataverse', 'organization.update', org.host, change);
  });
  return changed(call, `organizations(${org.seed.organisationId})`, after);
}

/** 204 with the address of what was changed. */
export const changed = ({ base }: Call, what: string, row?: Row): ServiceAnswer => ({
  status: 204,
  headers: {
    'odata-entityid': `${base}/${what}`,
    ...(row === undefined ? {} : { etag: etagOf(row['versionnumber']) }),
  },
});
