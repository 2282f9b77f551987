import type { ServiceAnswer } from '../service.ts';
import { collection, single, type RowType } from './collection.ts';
import { Organisation } from './documents.ts';
import { logActivity, logsActivity } from './events.ts';
import { nowOf, organisationOf, secondsOf, type Call } from './org.ts';
import { changeOf, type OrganisationChange } from './organisation-change.ts';
import { logChange, markChange } from './organisation-marks.ts';
import { noRow } from './refused.ts';
import { changed, checkMatch, etagOf } from './row-version.ts';

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

const defined = (change: OrganisationChange): Partial<Organisation> =>
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
