import { z } from 'zod';
import type { ServiceAnswer, ServiceRequest, Tenant } from '../service.ts';
import { answerList, answerOne, notFound, refuse } from './answers.ts';
import type { Directory, DirectoryObject } from './directory.ts';
import { isPropagated, spread } from './propagation.ts';
import type { Route } from './route.ts';
import { MICROSOFT, principal } from './seed.ts';

/** Microsoft's own applications that a tenant may have to take in first. */
const FIRST_PARTY: Readonly<Record<string, string>> = {
  'c066d759-24ae-40e7-a56f-027002b5d3e4': 'M365DataAtRestEncryption',
  '19f7f505-34aa-44a4-9dcc-6a768854d2ea': 'Customer Key Onboarding',
  '8578e004-a5c6-46e7-913e-12f58912df43': 'Power Platform API',
  '475226c6-020e-4fb2-8a90-7a972cbfc1d4': 'PowerApps Service',
  '00000007-0000-0000-c000-000000000000': 'Dataverse',
};

/** Service principals and the permissions they were granted. */
export function principalRoutes(directory: Directory, tenant: Tenant): readonly Route[] {
  const withPrincipal = (
    found: DirectoryObject | undefined,
    id: string,
    work: (principal: DirectoryObject) => ServiceAnswer,
  ) =>
    found?.kind === 'servicePrincipal' && isPropagated(tenant, found.properties.id)
      ? work(found)
      : notFound(id);
  const one = (found: DirectoryObject | undefined, id: string, request: ServiceRequest) =>
    withPrincipal(found, id, ({ properties }) =>
      answerOne('servicePrincipal', properties, request),
    );

  return [
    {
      method: 'GET',
      path: /^servicePrincipals$/i,
      answer: (request) => list(directory, tenant, request),
    },
    {
      method: 'POST',
      path: /^servicePrincipals$/i,
      answer: (request) => create(directory, tenant, request),
    },
    {
      method: 'GET',
      path: /^servicePrincipals\(appId='([^']+)'\)$/i,
      answer: (request, appId = '') => one(findByAppId(directory, appId), appId, request),
    },
    {
      method: 'GET',
      path: /^servicePrincipals\/([^/]+)$/i,
      answer: (request, id = '') => one(directory.find(id), id, request),
    },
    {
      method: 'GET',
      path: /^servicePrincipals\/([^/]+)\/appRoleAssignments$/i,
      answer: (request, id = '') =>
        withPrincipal(directory.find(id), id, ({ properties }) =>
          answerList(
            {
              context: `servicePrincipals('${properties.id}')/appRoleAssignments`,
              type: 'appRoleAssignment',
              rows: directory.grantsOf(properties.id),
            },
            request,
          ),
        ),
    },
  ];
}

const list = (directory: Directory, tenant: Tenant, request: ServiceRequest) =>
  answerList(
    {
      context: 'servicePrincipals',
      type: 'servicePrincipal',
      rows: directory
        .list('servicePrincipal')
        .map(({ properties }) => properties)
        .filter(({ id }) => isPropagated(tenant, id)),
    },
    request,
  );

/** The principal of this application, whether it is seen everywhere yet or not. */
export const findByAppId = (directory: Directory, appId: string) =>
  directory
    .list('servicePrincipal')
    .find(({ properties }) => properties.appId === appId.toLowerCase());

const New = z.object({ appId: z.guid() });

function create(directory: Directory, tenant: Tenant, { body }: ServiceRequest): ServiceAnswer {
  const wanted = New.safeParse(body);
  if (!wanted.success) return refuse(400, 'The property appId is required.');
  const appId = wanted.data.appId.toLowerCase();
  const name = FIRST_PARTY[appId];
  if (findByAppId(directory, appId) !== undefined)
    return refuse(
      409,
      `The service principal cannot be created because the application ${appId} already has one.`,
      'Request_MultipleObjectsWithSameKeyValue',
    );
  if (name === undefined)
    return refuse(400, `The appId '${appId}' does not reference a valid application object.`);
  const created = principal(tenant.newId(), appId, name, MICROSOFT);
  tenant.together(() => {
    directory.put(created);
    spread(tenant, created.properties.id);
    tenant.changed('graph', 'servicePrincipal.create', created.properties.id, { appId });
  });
  return {
    status: 201,
    body: {
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity`,
      ...created.properties,
    },
  };
}
