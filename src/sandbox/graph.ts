import { answerList, answerOne, noSegment, refuse } from './graph/answers.ts';
import { auditLogRoutes } from './graph/audit-log/routes.ts';
import { openDirectory } from './graph/directory.ts';
import { groupRoutes } from './graph/groups.ts';
import { ORGANISATION, SKUS } from './graph/licences.ts';
import { principalRoutes } from './graph/principals.ts';
import type { Route } from './graph/route.ts';
import { seedDirectory } from './graph/seed.ts';
import { userRoutes } from './graph/users.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

const HOST = 'graph.microsoft.com';
const VERSION = /^\/(?:v1\.0|beta)\/(?<path>.+?)\/?$/i;

/** Microsoft Graph: people, groups, applications, licences, searches of the audit log. */
export function graphService(tenant: Tenant): Service {
  const directory = openDirectory(tenant);
  const auditLog = auditLogRoutes(directory, tenant);
  const routes = [
    ...tenantRoutes,
    ...userRoutes(directory),
    ...groupRoutes(directory),
    ...principalRoutes(directory, tenant),
    ...auditLog.routes,
  ];
  return {
    name: 'graph',
    serves: (host) => host === HOST,
    seed: () => seedDirectory(directory),
    handle: (request) => answer(routes, request),
    controls: auditLog.controls,
  };
}

function answer(routes: readonly Route[], request: ServiceRequest): ServiceAnswer {
  const path = VERSION.exec(decodeURIComponent(request.url.pathname))?.groups?.path;
  if (path === undefined) return refuse(400, 'Invalid version.', 'BadRequest');
  const fitting = routes.filter((route) => route.path.test(path));
  const route = fitting.find(({ method }) => method === request.method);
  if (route === undefined) return fitting.length === 0 ? noSegment() : refuse(405);
  const [, ...names] = route.path.exec(path) ?? [];
  return route.answer(request, ...names.map((name) => name ?? ''));
}

const tenantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^subscribedSkus$/i,
    answer: () => ({
      status: 200,
      body: { '@odata.context': `https://${HOST}/v1.0/$metadata#subscribedSkus`, value: SKUS },
    }),
  },
  {
    method: 'GET',
    path: /^organization$/i,
    answer: (request) =>
      answerList({ context: 'organization', type: 'organization', rows: [ORGANISATION] }, request),
  },
  {
    method: 'GET',
    path: /^organization\/([^/]+)$/i,
    answer: (request, id) =>
      id.toLowerCase() === ORGANISATION.id
        ? answerOne('organization', ORGANISATION, request)
        : noSegment(),
  },
  {
    method: 'GET',
    path: /^me(?:\/.*)?$/i,
    answer: () => notDelegated(),
  },
  {
    method: 'POST',
    path: /^me\/.*$/i,
    answer: () => notDelegated(),
  },
];

/** An application is nobody, so it has no `me`. */
const notDelegated = () =>
  refuse(400, '/me request is only valid with delegated authentication flow.', 'BadRequest');
