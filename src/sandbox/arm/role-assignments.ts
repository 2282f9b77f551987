import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { idOf, putAssignment, typeOfPrincipal } from './assign.ts';
import { type Assignment, type Azure } from './documents.ts';
import { covers, GUID, scopeKey } from './ids.ts';
import { answerPage } from './pages.ts';
import { AzureRefused, badRequest, invalidContent } from './refused.ts';
import { isKnownRole, roleIdOf } from './roles.ts';
import { nameAt, path, SCOPE, type Ask, type Route } from './route.ts';
import { checkScopeExists } from './scopes.ts';

const VERSIONS = ['2022-04-01'];
const ALL = `${SCOPE}/providers/Microsoft\\.Authorization/roleAssignments`;
const ONE = path(`${ALL}/([^/]+)`);
const scope = ([first = '']: readonly string[]) => first;
const may = (verb: string) => ({
  versions: VERSIONS,
  action: `Microsoft.Authorization/roleAssignments/${verb}`,
  scope,
});

/** Who holds which role where. */
export const roleAssignmentRoutes: readonly Route[] = [
  { method: 'GET', path: path(ALL), ...may('read'), answer: list },
  { method: 'GET', path: ONE, ...may('read'), answer: read },
  { method: 'PUT', path: ONE, ...may('write'), answer: put },
  { method: 'DELETE', path: ONE, ...may('delete'), answer: remove },
];

const drawn = ({ id, name, createdBy, ...assignment }: Assignment) => ({
  id,
  name,
  type: 'Microsoft.Authorization/roleAssignments',
  properties: {
    ...assignment,
    updatedOn: assignment.createdOn,
    createdBy,
    updatedBy: createdBy,
  },
});

const find = (ask: Ask) =>
  ask.azure.assignments.find(idOf(nameAt(ask, 0), nameAt(ask, 1)).toLowerCase());

function read(ask: Ask): ServiceAnswer {
  const found = find(ask);
  if (found === undefined)
    throw new AzureRefused(
      404,
      'RoleAssignmentNotFound',
      `The role assignment '${nameAt(ask, 1)}' is not found.`,
    );
  return { status: 200, body: drawn(found) };
}

const PRINCIPAL = /(?:assignedTo\('|principalId eq '?)([0-9a-f-]{36})/i;

/** Those at the scope, above and, unless the filter says `atScope()`, below it. */
function list(ask: Ask): ServiceAnswer {
  const { azure, request } = ask;
  checkScopeExists(ask, nameAt(ask, 0));
  const filter = request.url.searchParams.get('$filter') ?? '';
  const principal = PRINCIPAL.exec(filter)?.[1]?.toLowerCase();
  if (filter !== '' && principal === undefined && !/atScope\(\)/i.test(filter))
    throw badRequest(`The filter '${filter}' is not supported.`);
  const above = /atScope\(\)/i.test(filter);
  const at = nameAt(ask, 0);
  const rows = azure.assignments
    .list()
    .filter(({ scope: of }) => covers(of, at) || (!above && covers(at, of)))
    .filter(
      ({ principalId }) => principal === undefined || principalId.toLowerCase() === principal,
    );
  return answerPage(request, rows.map(drawn));
}

const Properties = z.object({
  roleDefinitionId: z.string(),
  principalId: z.guid(),
  principalType: z.enum(['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device']).optional(),
  description: z.string().optional(),
  condition: z.string().optional(),
  conditionVersion: z.string().optional(),
});

function put(ask: Ask): ServiceAnswer {
  const [at, name] = [nameAt(ask, 0), nameAt(ask, 1)];
  const read = z.object({ properties: Properties }).safeParse(ask.request.body);
  if (!read.success) throw invalidContent('roleDefinitionId and principalId are required');
  if (!GUID.test(name)) throw badRequest(`The role assignment ID '${name}' is not valid.`);
  const { roleDefinitionId, principalId, principalType, ...more } = read.data.properties;
  if (!isKnownRole(roleDefinitionId)) throw noRole(roleDefinitionId);
  checkScopeExists(ask, at);
  const type = typeOfPrincipal(ask.azure, principalId, principalType);
  const known = find(ask);
  if (known !== undefined) return again(known, roleDefinitionId, principalId);
  checkUnassigned(ask.azure, at, roleIdOf(roleDefinitionId), principalId);
  const wanted = { scope: at, name, role: roleIdOf(roleDefinitionId), principalId };
  const details = { ...wanted, principalType: type, createdBy: ask.caller.objectId, more };
  return { status: 201, body: drawn(putAssignment(ask.azure, details)) };
}

const noRole = (id: string) =>
  new AzureRefused(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${roleIdOf(id)}' does not exist.`,
  );

/** Assigning the same again is answered with what is there. */
function again(known: Assignment, definition: string, principal: string): ServiceAnswer {
  const same =
    roleIdOf(known.roleDefinitionId) === roleIdOf(definition) &&
    known.principalId.toLowerCase() === principal.toLowerCase();
  if (same) return { status: 200, body: drawn(known) };
  throw new AzureRefused(
    400,
    'RoleAssignmentUpdateNotPermitted',
    'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
  );
}

function checkUnassigned(azure: Azure, at: string, role: string, principal: string): void {
  const twin = azure.assignments
    .list()
    .find(
      (each) =>
        scopeKey(each.scope) === scopeKey(at) &&
        roleIdOf(each.roleDefinitionId) === role &&
        each.principalId.toLowerCase() === principal.toLowerCase(),
    );
  if (twin !== undefined)
    throw new AzureRefused(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${twin.name.replaceAll('-', '')}.`,
    );
}

function remove(ask: Ask): ServiceAnswer {
  const found = find(ask);
  if (found === undefined) return { status: 204 };
  const { azure } = ask;
  azure.tenant.together(() => {
    azure.assignments.delete(found.id.toLowerCase());
    azure.tenant.changed('arm', 'roleAssignments/delete', found.id);
  });
  return { status: 200, body: drawn(found) };
}
