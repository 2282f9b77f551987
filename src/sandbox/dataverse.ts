import { auditAccess } from './dataverse/audit-rows.ts';
import { enter, pathOf } from './dataverse/door.ts';
import { logActivity } from './dataverse/events.ts';
import { openOrg, seedOrganisation, type Call, type Org } from './dataverse/org.ts';
import { errorAnswer, Refused } from './dataverse/refused.ts';
import { routeOf } from './dataverse/routes.ts';
import { ENVIRONMENTS, findEnvironmentByHost } from './environments-seed.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

export { holdCustomizationLock } from './dataverse/lock.ts';

/** Sign-ins are sampled: the first call of an interval leaves a row and a record. */
function noteAccess(call: Call): void {
  call.org.tenant.together(() => {
    if (auditAccess(call)) logActivity(call, { message: 'UserSignIn', table: 'authentication' });
  });
}

async function answer(org: Org, request: ServiceRequest): Promise<ServiceAnswer> {
  const entered = enter(org, request);
  const { handle, path } = routeOf(request.method, pathOf(request).path);
  const call = { ...entered, path };
  const answered = await handle(call);
  noteAccess(call);
  return answered;
}

const SIGN_IN =
  'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id=';

const refusal = (refused: Refused, { url, headers }: ServiceRequest): ServiceAnswer => ({
  ...errorAnswer(refused, (headers['prefer'] ?? '').includes('include-annotations')),
  ...(refused.status === 401
    ? { headers: { 'www-authenticate': `${SIGN_IN}https://${url.host}/` } }
    : {}),
});

/** Headers of every answer; a client's own request id comes back. */
const headersOf = (tenant: Tenant, { headers }: ServiceRequest, given: ServiceAnswer) => ({
  'odata-version': '4.0',
  req_id: tenant.newId(),
  'x-ms-service-request-id': tenant.newId(),
  'x-ms-ratelimit-burst-remaining-xrm-requests': '5999',
  'x-ms-ratelimit-time-remaining-xrm-requests': '1,200.00',
  ...(headers['x-ms-client-request-id'] === undefined
    ? {}
    : { 'x-ms-client-request-id': headers['x-ms-client-request-id'] }),
  ...(given.body === undefined
    ? {}
    : { 'content-type': 'application/json; odata.metadata=minimal; charset=utf-8' }),
  ...given.headers,
});

/** The Dataverse Web API of all environments of the tenant. */
export function dataverseService(tenant: Tenant): Service {
  const orgs = new Map<string, Org>();

  const findOrg = (host: string): Org | undefined => {
    const environment = findEnvironmentByHost(host);
    const seed = environment?.dataverse;
    if (environment === undefined || seed === undefined) return undefined;
    const org = orgs.get(seed.organisationId) ?? openOrg(tenant, environment, seed);
    orgs.set(seed.organisationId, org);
    return org;
  };

  const handle = async (request: ServiceRequest): Promise<ServiceAnswer> => {
    const org = findOrg(request.url.host);
    if (org === undefined) return { status: 404 };
    try {
      const given = await answer(org, request);
      return { ...given, headers: headersOf(tenant, request, given) };
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const given = refusal(thrown, request);
      return { ...given, headers: headersOf(tenant, request, given) };
    }
  };

  return {
    name: 'dataverse',
    serves: (host) => findEnvironmentByHost(host) !== undefined,
    seed() {
      for (const { dataverse } of ENVIRONMENTS) {
        const org = dataverse === undefined ? undefined : findOrg(new URL(dataverse.url).host);
        if (org !== undefined) seedOrganisation(org);
      }
    },
    handle,
  };
}
