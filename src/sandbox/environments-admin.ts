import { z } from 'zod';
import { ENVIRONMENTS, type SeededEnvironment } from './environments-seed.ts';
import type { Landscape } from './environments.ts';
import { findPage, nextLink } from './odata.ts';
import { APPLICATION } from './people.ts';
import { refusal } from './refusals.ts';
import type { ServiceAnswer, ServiceRequest } from './service.ts';

const ROOT = '/providers/microsoft.businessappplatform';
const LIST = ['2020-10-01', '2023-06-01'];
const REGISTER = ['2020-06-01', '2020-10-01'];
const ELEVATE = ['2022-03-01-preview'];
const PAGE = 4;

interface Door {
  readonly method: string;
  readonly host: string;
  readonly path: RegExp;
  readonly versions: readonly string[];
  answer(landscape: Landscape, request: ServiceRequest, name: string): ServiceAnswer;
}

const bap = { host: 'api.bap.microsoft.com' };

const DOORS: readonly Door[] = [
  {
    ...bap,
    method: 'GET',
    path: new RegExp(`^${ROOT}/scopes/admin/environments/?$`),
    versions: LIST,
    answer: list,
  },
  {
    ...bap,
    method: 'GET',
    path: new RegExp(`^${ROOT}/scopes/admin/environments/([^/]+)$`),
    versions: LIST,
    answer: get,
  },
  {
    ...bap,
    method: 'POST',
    path: new RegExp(`^${ROOT}/scopes/admin/environments/([^/]+)/addappuser$`),
    versions: LIST,
    answer: addUser,
  },
  {
    ...bap,
    method: 'PUT',
    path: new RegExp(`^${ROOT}/adminapplications/([^/]+)$`),
    versions: REGISTER,
    answer: register,
  },
  {
    host: 'api.powerplatform.com',
    method: 'POST',
    path: /^\/usermanagement\/environments\/([^/]+)\/user\/applyadminrole$/,
    versions: ELEVATE,
    answer: elevate,
  },
];

const refuse = (status: number, code: string, message: string): ServiceAnswer =>
  refusal('dataverse', 'api.bap.microsoft.com', { status, code, message });

/** The admin API and what else changes environments; undefined for paths it does not know. */
export function adminApi(landscape: Landscape, request: ServiceRequest): ServiceAnswer | undefined {
  const { hostname, pathname, searchParams } = request.url;
  const path = decodeURIComponent(pathname).toLowerCase();
  const fitting = DOORS.filter((door) => door.host === hostname && door.path.test(path));
  const door = fitting.find(({ method }) => method === request.method);
  if (door === undefined) return fitting.length === 0 ? undefined : wrongMethod(request.method);

  const version = searchParams.get('api-version') ?? '';
  if (!door.versions.includes(version)) return wrongVersion(version, door.versions);
  if (landscape.registered.find(request.caller?.applicationId ?? '') === undefined)
    return notRegistered(request);
  return door.answer(landscape, request, door.path.exec(path)?.[1] ?? '');
}

const wrongMethod = (method: string) =>
  refuse(
    405,
    'MethodNotAllowed',
    `The requested resource does not support http method '${method}'.`,
  );

const wrongVersion = (version: string, known: readonly string[]) =>
  version === ''
    ? refuse(400, 'MissingApiVersionParameter', 'The api-version query parameter is required.')
    : refuse(
        400,
        'InvalidApiVersionParameter',
        `The api-version '${version}' is invalid. The supported versions are '${known.join(',')}'.`,
      );

const notRegistered = ({ url, caller }: ServiceRequest) =>
  refuse(
    403,
    'Forbidden',
    `The service principal with id '${caller?.applicationId}' for application does not have ` +
      `permission to access the path '${url.href}'.`,
  );

const EXPAND =
  /^(?:properties(?:\.[a-z]+)?|permissions)(?:,(?:properties(?:\.[a-z]+)?|permissions))*$/i;

const badExpand = (expand: string) => refuse(400, 'InvalidRequest', `Cannot expand '${expand}'.`);

function list({ tenant }: Landscape, { url }: ServiceRequest): ServiceAnswer {
  const expand = url.searchParams.get('$expand') ?? '';
  if (expand !== '' && !EXPAND.test(expand)) return badExpand(expand);
  const top = Number(url.searchParams.get('$top') ?? PAGE);
  const size = Number.isInteger(top) && top > 0 ? Math.min(top, PAGE) : PAGE;
  const page = findPage(ENVIRONMENTS, size, url.searchParams.get('$skiptoken'));
  if (page === undefined) return refuse(400, 'InvalidSkipToken', 'The skip token is invalid.');
  const value = page.rows.map((environment) => drawn(environment, tenant.id, expand));
  const next = page.skipToken === undefined ? {} : { nextLink: nextLink(url, page.skipToken) };
  return { status: 200, body: { value, ...next } };
}

const findEnvironment = (id: string) =>
  ENVIRONMENTS.find((environment) => environment.id === id.toLowerCase());

const noEnvironment = (id: string) =>
  refuse(404, 'EnvironmentNotFound', `The environment '${id}' could not be found in the tenant.`);

function get({ tenant }: Landscape, { url }: ServiceRequest, id: string): ServiceAnswer {
  const expand = url.searchParams.get('$expand') ?? '';
  if (expand !== '' && !EXPAND.test(expand)) return badExpand(expand);
  const environment = findEnvironment(id);
  if (environment === undefined) return noEnvironment(id);
  return { status: 200, body: drawn(environment, tenant.id, expand) };
}

function drawn(environment: SeededEnvironment, tenantId: string, expand: string) {
  const { id, name, sku, location } = environment;
  const wanted = expand.toLowerCase().split(',');
  return {
    id: `/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments/${id}`,
    type: 'Microsoft.BusinessAppPlatform/scopes/environments',
    location,
    name: id,
    properties: {
      tenantId,
      displayName: name,
      createdTime: '2021-03-15T09:21:07.3514571Z',
      provisioningState: 'Succeeded',
      creationType: 'User',
      environmentSku: sku,
      environmentType: sku === 'Production' ? 'Production' : 'NotSpecified',
      isDefault: false,
      states: { management: { id: 'Ready' }, runtime: { id: 'Enabled' } },
      governanceConfiguration: { protectionLevel: environment.protectionLevel },
      protectionStatus: { keyManagedBy: environment.dataverse?.keyManagedBy ?? 'Microsoft' },
      ...database(environment),
      ...(wanted.includes('properties.capacity') ? { capacity: capacityOf(environment) } : {}),
      ...(wanted.includes('properties.addons') ? { addons: [] } : {}),
      ...(wanted.includes('permissions') ? { permissions: {} } : {}),
    },
  };
}

function database({ name, dataverse }: SeededEnvironment) {
  if (dataverse === undefined) return {};
  return {
    databaseType: 'CommonDataService',
    linkedEnvironmentMetadata: {
      resourceId: dataverse.organisationId,
      friendlyName: name,
      uniqueName: dataverse.uniqueName,
      domainName: new URL(dataverse.url).hostname.split('.')[0],
      version: dataverse.version,
      instanceUrl: `${dataverse.url}/`,
      instanceApiUrl: dataverse.apiUrl,
      baseLanguage: 1033,
      instanceState: 'Ready',
      platformSku: dataverse.platformSku,
      securityGroupId: null,
    },
  };
}

const capacityOf = ({ capacity }: SeededEnvironment) =>
  Object.entries(capacity).map(([capacityType, used]) => ({
    capacityType,
    actualConsumption: used,
    ratedConsumption: used,
    capacityUnit: 'MB',
    updatedOn: '2025-11-20T02:14:09Z',
  }));

const NewUser = z.object({ servicePrincipalAppId: z.guid() });

function addUser(landscape: Landscape, { body }: ServiceRequest, id: string): ServiceAnswer {
  const environment = findEnvironment(id);
  if (environment === undefined) return noEnvironment(id);
  if (environment.dataverse === undefined) return noDatabase(id);
  const wanted = NewUser.safeParse(body);
  if (!wanted.success)
    return refuse(400, 'InvalidRequestContent', 'The property servicePrincipalAppId is required.');
  const { servicePrincipalAppId } = wanted.data;
  if (servicePrincipalAppId.toLowerCase() !== APPLICATION.clientId)
    return refuse(
      400,
      'ServicePrincipalNotFound',
      `The tenant has no service principal for the application '${servicePrincipalAppId}'.`,
    );
  admit(landscape, environment, 'addAppUser', { servicePrincipalAppId });
  return { status: 200, body: {} };
}

const noDatabase = (id: string) =>
  refuse(
    400,
    'LinkedEnvironmentNotFound',
    `The environment '${id}' has no Dataverse database linked to it.`,
  );

/** Asking again changes nothing: who is a user already stays one since then. */
function admit(
  { tenant, users }: Landscape,
  { id, dataverse }: SeededEnvironment,
  operation: string,
  details: object,
): void {
  if (dataverse === undefined || users.find(dataverse.organisationId) !== undefined) return;
  tenant.together(() => {
    users.put(dataverse.organisationId, { addedAt: tenant.clock.now().toISOString() });
    tenant.changed('dataverse', operation, id, details);
  });
}

function register(landscape: Landscape, _request: ServiceRequest, id: string): ServiceAnswer {
  const known = landscape.registered.find(id);
  if (known !== undefined) return { status: 200, body: { applicationId: id } };
  // The real service takes this from an administrator who is signed in, never from an application.
  return refuse(403, 'Forbidden', 'Only an administrator can register a management application.');
}

function elevate(landscape: Landscape, _request: ServiceRequest, id: string): ServiceAnswer {
  const environment = findEnvironment(id);
  if (environment === undefined) return noEnvironment(id);
  if (environment.dataverse === undefined) return noDatabase(id);
  admit(landscape, environment, 'applyAdminRole', { applicationId: APPLICATION.clientId });
  const information = [
    { Code: 'UserExists', Subcode: 'AlreadySystemAdministrator', Description: 'The user exists.' },
  ];
  return { status: 200, body: { errors: [], information } };
}
