import { openDirectory } from '../graph/directory.ts';
import { isPropagated } from '../graph/propagation.ts';
import { nowIn, type Assignment, type Azure } from './documents.ts';
import { AzureRefused } from './refused.ts';

/** The id of an assignment at a scope. */
export const idOf = (of: string, name: string) =>
  `${of}/providers/Microsoft.Authorization/roleAssignments/${name}`;

const TYPES = { user: 'User', group: 'Group', servicePrincipal: 'ServicePrincipal' } as const;

/** Without its type, a principal created a moment ago is not found: it has not spread yet. */
export function typeOfPrincipal(azure: Azure, id: string, given: string | undefined): string {
  const found = openDirectory(azure.tenant).find(id);
  const spread = found !== undefined && isPropagated(azure.tenant, found.properties.id);
  if (found === undefined || (given === undefined && !spread))
    throw new AzureRefused(
      400,
      'PrincipalNotFound',
      `Principal ${id.replaceAll('-', '')} does not exist in the directory ${azure.tenant.id}. Check ` +
        'that you have the correct principal ID. If you are creating this principal and then ' +
        'immediately assigning a role, this error might be related to a replication delay. In this ' +
        'case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype',
    );
  const actual = TYPES[found.kind];
  if (given === undefined || given === actual) return actual;
  throw new AzureRefused(
    400,
    'UnmatchedPrincipalType',
    `The PrincipalId '${id}' has type '${actual}', which is different from specified PrincipalType '${given}'.`,
  );
}

interface Wanted {
  readonly scope: string;
  readonly name: string;
  readonly role: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly createdBy: string;
  readonly more?: Pick<Assignment, 'description' | 'condition' | 'conditionVersion'>;
}

/** Keeps a new assignment. */
export function putAssignment(azure: Azure, { role, more, ...wanted }: Wanted): Assignment {
  const id = idOf(wanted.scope, wanted.name);
  const root = /^\/subscriptions\/[^/]+/i.exec(wanted.scope)?.[0] ?? '';
  const assignment: Assignment = {
    ...wanted,
    ...more,
    id,
    roleDefinitionId: `${root}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    createdOn: nowIn(azure),
  };
  azure.tenant.together(() => {
    azure.assignments.put(id.toLowerCase(), assignment);
    const details = { role, principalId: wanted.principalId };
    azure.tenant.changed('arm', 'roleAssignments/create', id, details);
  });
  return assignment;
}
