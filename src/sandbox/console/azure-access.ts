import { z } from 'zod';
import { typeOfPrincipal } from '../arm/assign.ts';
import { GUID, scopeKey } from '../arm/ids.ts';
import { findRoleByName, isKnownRole, nameOfRole, roleIdOf } from '../arm/roles.ts';
import { openDirectory } from '../graph/directory.ts';
import { findByAppId } from '../graph/principals.ts';
import { type Cmdlet, Failed, findText, getText, type Given, type Parameters } from './cmdlet.ts';
import { vaultPath, VAULTS } from './azure-vault.ts';
import type { Session } from './session.ts';
import { listOf, type Value } from './values.ts';

const VERSION = '2022-04-01';
const ASSIGNMENTS = '/providers/Microsoft.Authorization/roleAssignments';

const WHO: Parameters = {
  ...{ ObjectId: 'text', ApplicationId: 'text', ServicePrincipalName: 'text' },
  ...{ SignInName: 'text', UserPrincipalName: 'text', Assignee: 'text' },
};

/** The object that is meant, by its own id, its application's, or the name to sign in with. */
function findPrincipal({ tenant }: Session, wanted: string): string | undefined {
  const directory = openDirectory(tenant);
  const byName = directory
    .list('user')
    .find(({ properties }) => properties.userPrincipalName === wanted.toLowerCase());
  const found = directory.find(wanted) ?? findByAppId(directory, wanted) ?? byName;
  return found?.properties.id;
}

function principalOf(given: Given, session: Session): string {
  const object = findText(given, 'ObjectId');
  if (object !== undefined) return object;
  const wanted = Object.keys(WHO).flatMap((name) => findText(given, name) ?? [])[0];
  if (wanted === undefined) throw new Failed('Say who is meant, as with -ObjectId.');
  const found = findPrincipal(session, wanted);
  if (found !== undefined) return found;
  throw new Failed(`Cannot find principal using the specified options: '${wanted}'.`);
}

function roleOf(given: Given): string {
  const wanted = findText(given, 'RoleDefinitionId') ?? getText(given, 'RoleDefinitionName');
  const known = GUID.test(roleIdOf(wanted)) ? roleIdOf(wanted) : findRoleByName(wanted);
  if (known !== undefined && isKnownRole(known)) return known;
  throw new Failed(`Cannot find role definition with name or id '${wanted}'.`);
}

const Row = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({
    scope: z.string(),
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.string().optional(),
  }),
});

function drawn(session: Session, row: unknown): Value {
  const { id, name, properties } = Row.parse(row);
  const who = openDirectory(session.tenant).find(properties.principalId);
  return {
    ...{ RoleAssignmentName: name, RoleAssignmentId: id, Scope: properties.scope },
    DisplayName: String(who?.properties.displayName ?? ''),
    RoleDefinitionName: nameOfRole(properties.roleDefinitionId),
    RoleDefinitionId: roleIdOf(properties.roleDefinitionId),
    ...{ ObjectId: properties.principalId, ObjectType: properties.principalType ?? '' },
  };
}

async function assign(given: Given, session: Session): Promise<readonly Value[]> {
  const [scope, role] = [getText(given, 'Scope').replace(/\/+$/, ''), roleOf(given)];
  const principalId = principalOf(given, session);
  const root = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  const principalType = findText(given, 'ObjectType') ?? known(session, principalId);
  const conditions = {
    ...{ condition: findText(given, 'Condition') },
    ...{ conditionVersion: findText(given, 'ConditionVersion') },
  };
  const path = `${scope}${ASSIGNMENTS}/${session.tenant.newId()}`;
  const roleDefinitionId = `${root}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const properties = { roleDefinitionId, principalId, principalType, ...conditions };
  return [drawn(session, await session.arm('PUT', path, VERSION, { properties }))];
}

/** People's tools look the type up; what was created a moment ago is refused as it is by Azure. */
const known = ({ place }: Session, id: string): string | undefined => {
  try {
    return typeOfPrincipal(place.azure, id, undefined);
  } catch {
    return undefined;
  }
};

const Rows = z.looseObject({ value: z.array(z.unknown()) });

async function listed(given: Given, session: Session): Promise<readonly z.infer<typeof Row>[]> {
  const scope = findText(given, 'Scope') ?? `/subscriptions/${session.context.subscription ?? ''}`;
  const rows: unknown[] = [];
  let page: unknown = await session.arm('GET', `${scope}${ASSIGNMENTS}`, VERSION);
  for (;;) {
    rows.push(...Rows.parse(page).value);
    const next = z.looseObject({ nextLink: z.string() }).safeParse(page);
    if (!next.success) break;
    const { pathname, search } = new URL(next.data.nextLink);
    page = await session.arm('GET', `${pathname}${search}`, VERSION);
  }
  return rows.map((row) => Row.parse(row));
}

const names = Object.keys(WHO);

async function fitting(given: Given, session: Session) {
  const asked = names.some((name) => given.has(name));
  const principal = asked ? principalOf(given, session).toLowerCase() : undefined;
  const wanted = given.has('RoleDefinitionName') || given.has('RoleDefinitionId');
  const role = wanted ? roleOf(given) : undefined;
  return (await listed(given, session)).filter(
    ({ properties }) =>
      (principal ?? properties.principalId.toLowerCase()) ===
        properties.principalId.toLowerCase() &&
      (role ?? roleIdOf(properties.roleDefinitionId)) === roleIdOf(properties.roleDefinitionId),
  );
}

async function unassign(given: Given, session: Session): Promise<readonly Value[]> {
  const scope = scopeKey(getText(given, 'Scope'));
  const found = (await fitting(given, session)).filter(
    ({ properties }) => scopeKey(properties.scope) === scope,
  );
  if (found.length === 0)
    throw new Failed('The provided information does not map to a role assignment.');
  for (const { id } of found) await session.arm('DELETE', id, VERSION);
  return [];
}

const permissions = (given: Given) => ({
  keys: listOf(given.get('PermissionsToKeys') ?? null).map(String),
});

const policies =
  (kind: 'add' | 'remove') =>
  async (given: Given, session: Session): Promise<readonly Value[]> => {
    const path = `${vaultPath(session, getText(given, 'VaultName'))}/accessPolicies/${kind}`;
    const all = { keys: ['all', ...KEYS] };
    const entry = {
      tenantId: session.tenant.id,
      objectId: principalOf(given, session),
      permissions: kind === 'add' ? permissions(given) : all,
    };
    const body = { properties: { accessPolicies: [entry] } };
    await session.arm('PUT', path, VAULTS, body);
    return [];
  };

const KEYS = [
  ...['get', 'list', 'create', 'update', 'import', 'delete', 'backup', 'restore', 'recover'],
  ...['purge', 'encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'sign', 'verify', 'rotate', 'release'],
  ...['getrotationpolicy', 'setrotationpolicy'],
];

const ROLE: Parameters = {
  ...{ RoleDefinitionName: 'text', RoleDefinitionId: 'text', Scope: 'text', ...WHO },
  ...{ ObjectType: 'text', Condition: 'text', ConditionVersion: 'text', Force: 'switch' },
};

/** Who may do what in Azure. */
export const ACCESS_CMDLETS: readonly Cmdlet[] = [
  { name: 'New-AzRoleAssignment', parameters: ROLE, required: ['Scope'], run: assign },
  {
    ...{ name: 'Get-AzRoleAssignment', parameters: ROLE },
    run: async (given, session) =>
      (await fitting(given, session)).map((row) => drawn(session, row)),
  },
  { name: 'Remove-AzRoleAssignment', parameters: ROLE, required: ['Scope'], run: unassign },
  {
    ...{ name: 'Set-AzKeyVaultAccessPolicy', required: ['VaultName'], run: policies('add') },
    parameters: { VaultName: 'text', ...WHO, PermissionsToKeys: 'list', PassThru: 'switch' },
    positions: ['VaultName'],
  },
  {
    ...{ name: 'Remove-AzKeyVaultAccessPolicy', required: ['VaultName'], run: policies('remove') },
    parameters: { VaultName: 'text', ...WHO },
    positions: ['VaultName'],
  },
];
