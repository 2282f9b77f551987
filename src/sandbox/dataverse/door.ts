import type { ServiceRequest } from '../service.ts';
import type { Call, Org } from './org.ts';
import { badQuery, noSegment, Refused } from './refused.ts';
import { findUser, type SystemUser } from './users.ts';

const needs = (request: ServiceRequest, name: string, fits: RegExp): void => {
  const given = request.headers[name.toLowerCase()];
  if (given === undefined) throw badQuery(`The header ${name} is required.`);
  if (!fits.test(given))
    throw badQuery(`The value '${given}' of the header ${name} is not supported.`);
};

/** The headers that every call to the Web API carries. */
function checkHeaders(request: ServiceRequest): void {
  needs(request, 'OData-Version', /^4\.0$/);
  needs(request, 'OData-MaxVersion', /^4\.0$/);
  needs(request, 'Accept', /application\/json|\*\/\*/);
  if (request.body !== undefined) needs(request, 'Content-Type', /^application\/json/i);
}

/** `v9.2/WhoAmI` after the root; a newer version than the environment's is not there. */
export function pathOf({ url }: ServiceRequest): {
  readonly version: string;
  readonly path: string;
} {
  const [, version = '', rest = ''] = /^\/api\/data\/(v\d+\.\d+)\/(.+)$/.exec(url.pathname) ?? [];
  if (!/^v9\.[0-2]$/.test(version)) throw noSegment(version === '' ? url.pathname : version);
  try {
    return { version, path: decodeURIComponent(rest) };
  } catch {
    throw badQuery('The address cannot be read.');
  }
}

function getUser(org: Org, { caller }: ServiceRequest): SystemUser {
  if (caller === undefined || caller.tenantId !== org.tenant.id)
    throw new Refused(401, '', 'The token is missing, expired, or not for this environment.');
  const user = findUser(org.tenant, org.seed, caller);
  if (user === undefined)
    throw new Refused(403, '0x80072560', 'The user is not a member of the organization.');
  return user;
}

const isAnnotated = ({ headers }: ServiceRequest) =>
  /odata\.include-annotations="?(?:\*|[^"]*FormattedValue)/.test(headers['prefer'] ?? '');

/** Lets a request in: token first, then headers, as the service does. */
export function enter(org: Org, request: ServiceRequest): Omit<Call, 'path'> {
  const user = getUser(org, request);
  const { version } = pathOf(request);
  checkHeaders(request);
  return {
    org,
    user,
    request,
    base: `https://${request.url.host}/api/data/${version}`,
    strong: request.headers['consistency'] === 'Strong',
    annotated: isAnnotated(request),
  };
}
