import { PROVISIONING, ENVIRONMENTS, type SeededEnvironment } from './environments-seed.ts';
import type { Landscape } from './environments.ts';
import { parseFilter } from './filter.ts';
import { select, type Row } from './odata.ts';
import { refusal } from './refusals.ts';
import type { ServiceAnswer, ServiceRequest } from './service.ts';

const HOST = 'globaldisco.crm.dynamics.com';
const CONTEXT = `https://${HOST}/api/discovery/v2.0/$metadata#Instances`;
const PATH = /^\/api\/discovery\/v2\.0\/instances(?:\((?<key>.+)\))?$/i;

const refuse = (status: number, message: string) => refusal('dataverse', HOST, { status, message });

/** Global discovery: the environments that the caller is a user of, and no others. */
export function discovery(landscape: Landscape, request: ServiceRequest): ServiceAnswer {
  const path = PATH.exec(decodeURIComponent(request.url.pathname));
  if (path === null) return refuse(404, 'Resource not found for the segment.');
  if (request.method !== 'GET') return refuse(405, 'The resource does not support this method.');

  const options = request.url.searchParams;
  const filter = parseFilter(conditionOf(path.groups?.key, options.get('$filter')), DIALECT);
  if (!filter.ok) return refuse(400, filter.problem);
  const shape = select(options.get('$select'), DIALECT.known);
  if (shape.unknown !== undefined)
    return refuse(400, `Could not find a property named '${shape.unknown}'.`);
  const top = Number(options.get('$top') ?? '5000');
  if (!Number.isInteger(top) || top < 0) return refuse(400, 'The value of $top is not valid.');
  const value = instancesOf(landscape).filter(filter.fits).slice(0, top).map(shape.narrow);
  return { status: 200, body: { '@odata.context': CONTEXT, value } };
}

/** `Instances(<id>)` and `Instances(UniqueName='x')` are filters that still answer a list. */
function conditionOf(key: string | undefined, filter: string | null): string {
  if (key === undefined) return filter ?? 'State ge 0';
  const [name, value] = key.split(/=(.*)/s);
  return value === undefined ? `Id eq ${name}` : `${name} eq ${value}`;
}

const instancesOf = ({ tenant, users }: Landscape): readonly Row[] =>
  ENVIRONMENTS.filter(({ dataverse }) => {
    const user = dataverse && users.find(dataverse.organisationId);
    return user !== undefined && isProvisioned(user.addedAt, tenant.clock.now());
  }).flatMap((environment) => instance(environment, tenant.id));

const isProvisioned = (addedAt: string, now: Date) =>
  now.getTime() >= Date.parse(addedAt) + PROVISIONING;

function instance({ id, name, region, sku, dataverse }: SeededEnvironment, tenantId: string) {
  if (dataverse === undefined) return [];
  return [
    {
      Id: dataverse.organisationId,
      UniqueName: dataverse.uniqueName,
      UrlName: new URL(dataverse.url).hostname.split('.')[0] ?? '',
      FriendlyName: name,
      State: 0,
      StatusMessage: 4,
      Version: dataverse.version,
      Url: dataverse.url,
      ApiUrl: dataverse.apiUrl,
      LastUpdated: '2025-11-03T06:12:44Z',
      SchemaType: 'Standard',
      OrganizationType: sku === 'Production' ? 0 : 6,
      IsUserSysAdmin: true,
      TenantId: tenantId,
      EnvironmentId: id,
      Region: region,
      Purpose: null,
      DatacenterId: null,
      DatacenterName: null,
      TrialExpirationDate: null,
    },
  ];
}

const DIALECT = {
  known: [
    'Id',
    'UniqueName',
    'UrlName',
    'FriendlyName',
    'State',
    'StatusMessage',
    'Version',
    'Url',
    'ApiUrl',
    'LastUpdated',
    'SchemaType',
    'OrganizationType',
    'IsUserSysAdmin',
    'TenantId',
    'EnvironmentId',
    'Region',
    'Purpose',
    'DatacenterId',
    'DatacenterName',
    'TrialExpirationDate',
  ],
  caseSensitive: true,
};
