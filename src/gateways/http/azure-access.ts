import { z } from 'zod';
import { digestOf } from '../../core/data.ts';
import { GatewayError } from '../../core/errors.ts';
import type {
  AccessPolicy,
  Lock,
  NewRoleAssignment,
  RoleAssignment,
  VaultAccess,
} from '../azure-access.ts';
import { azureDiagnostics } from './azure-diagnostics.ts';
import { pathOf, type Arm, type ArmCall } from './azure-door.ts';
import { findVault } from './azure-vaults.ts';
import { untilSeen } from './azure-waiting.ts';

const ROLES = '2022-04-01';
const LOCKS = '2020-05-01';
const VAULTS = '2026-02-01';
const READER = 'the role Reader on the subscription';
const GRANTOR =
  'the role Key Vault Data Access Administrator or User Access Administrator on the vault';

const lower = (text: string): string => text.toLowerCase();
const AUTHORIZATION = '/providers/Microsoft.Authorization';

const RoleForm = z.object({
  id: z.string(),
  properties: z.object({
    scope: z.string().nullish(),
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.string().nullish(),
    createdOn: z.string().nullish(),
  }),
});

const above = (id: string, kind: string): string =>
  id.slice(0, Math.max(0, lower(id).lastIndexOf(lower(`${AUTHORIZATION}/${kind}/`))));

const assignmentOf = ({ id, properties }: z.infer<typeof RoleForm>): RoleAssignment => ({
  id,
  scope: properties.scope ?? above(id, 'roleAssignments'),
  role: lower(properties.roleDefinitionId.split('/').at(-1) ?? ''),
  principal: properties.principalId,
  principalType: properties.principalType ?? '',
  createdAt: properties.createdOn ?? undefined,
});

async function listRoles(arm: Arm, scope: string, principal?: string) {
  const by = principal === undefined ? '' : ` and assignedTo('${principal}')`;
  const call: ArmCall = {
    doing: 'Listing who has access',
    path: `${scope}${AUTHORIZATION}/roleAssignments`,
    version: ROLES,
    needs: READER,
    query: { $filter: `atScope()${by}` },
  };
  return (await arm.list(call, RoleForm)).map(assignmentOf);
}

/** Made from what is given to whom and where: the same again is the same assignment. */
function nameOf({ scope, role, principal }: NewRoleAssignment): string {
  const hex = digestOf([scope, role, principal].map(lower));
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

const subscriptionOf = (scope: string): string => /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';

async function assignRole(arm: Arm, wanted: NewRoleAssignment, requestId: string): Promise<void> {
  const { scope, role, principal, principalType } = wanted;
  const doing = 'Giving access to the vault';
  const roleDefinitionId = `${subscriptionOf(scope)}${AUTHORIZATION}/roleDefinitions/${role}`;
  const path = `${scope}${AUTHORIZATION}/roleAssignments/${nameOf(wanted)}`;
  const properties = { roleDefinitionId, principalId: principal, principalType };
  const isSeen = ({ role: one, principal: holder, scope: where }: RoleAssignment) =>
    one === lower(role) && lower(holder) === lower(principal) && lower(where) === lower(scope);
  const send = () =>
    arm.write({
      ...{ doing, path, version: ROLES, needs: GRANTOR, requestId },
      ...{ method: 'PUT', body: { properties }, safe: true },
    });
  await untilSeen(arm.http, { doing, look: () => given(send) });
  await untilSeen(arm.http, {
    doing,
    look: async () => (await listRoles(arm, scope)).find(isSeen),
  });
}

/** Who has the role already has it; a new application is not known everywhere at once. */
async function given(send: () => Promise<unknown>): Promise<true | undefined> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.code === 'RoleAssignmentExists') return true;
    if (error.code === 'PrincipalNotFound') return undefined;
    throw error;
  }
}

const LockForm = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({ level: z.string(), notes: z.string().nullish() }),
});

const lockOf = ({ id, name, properties }: z.infer<typeof LockForm>): Lock => ({
  id,
  name,
  scope: above(id, 'locks'),
  level: properties.level,
  notes: properties.notes ?? '',
});

async function locksAt(arm: Arm, scope: string): Promise<readonly Lock[]> {
  const path = `${scope}${AUTHORIZATION}/locks`;
  const call = { doing: 'Listing the locks', path, version: LOCKS, needs: READER };
  return (await arm.list(call, LockForm)).map(lockOf);
}

/** Whoever may see the vault may not be allowed to look at what is above it. */
async function locksAbove(arm: Arm, scope: string): Promise<readonly Lock[]> {
  try {
    return await locksAt(arm, scope);
  } catch (error) {
    if (error instanceof GatewayError && error.status === 403) return [];
    throw error;
  }
}

async function listLocks(arm: Arm, resource: string): Promise<readonly Lock[]> {
  const subscription = subscriptionOf(resource);
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(resource)?.[0];
  const higher = [subscription, group].filter((one) => one !== undefined && one !== resource);
  const lists = await Promise.all([
    locksAt(arm, resource),
    ...higher.map((scope) => locksAbove(arm, scope ?? '')),
  ]);
  const holds = ({ scope }: Lock) => `${lower(resource)}/`.startsWith(`${lower(scope)}/`);
  const found = lists.flat().filter(holds);
  return [...new Map(found.map((lock) => [lower(lock.id), lock])).values()];
}

const policyForm = ({ tenantId, objectId, keys, application }: AccessPolicy): object => ({
  tenantId,
  objectId,
  permissions: { keys },
  ...(application === undefined ? {} : { applicationId: application }),
});

const has = (policies: readonly AccessPolicy[], wanted: AccessPolicy): boolean => {
  const held = new Set(
    policies
      .filter(({ objectId }) => lower(objectId) === lower(wanted.objectId))
      .flatMap(({ keys }) => keys.map(lower)),
  );
  return wanted.keys.every((key) => held.has(lower(key)) || held.has('all'));
};

/** Role assignments, access policies, locks and diagnostic settings. */
export const azureAccess = (arm: Arm): VaultAccess => ({
  listRoleAssignments: (scope, principal) => listRoles(arm, scope, principal),
  assignRole: (wanted, requestId) => assignRole(arm, wanted, requestId),
  async addAccessPolicy(at, policy, requestId) {
    const doing = `Giving access to the vault ${at.name}`;
    const path = pathOf`/subscriptions/${at.subscription}/resourceGroups/${at.resourceGroup}/providers/Microsoft.KeyVault/vaults/${at.name}/accessPolicies/add`;
    const needs = 'the role Contributor or Key Vault Contributor on the resource group';
    const body = { properties: { accessPolicies: [policyForm(policy)] } };
    const call = { doing, path, version: VAULTS, needs, requestId };
    await arm.write({ ...call, method: 'PUT', body, safe: true });
    await untilSeen(arm.http, {
      doing,
      async look() {
        const found = await findVault(arm, at);
        return found !== undefined && has(found.accessPolicies, policy) ? found : undefined;
      },
    });
  },
  listLocks: (resource) => listLocks(arm, resource),
  async createLock({ scope, name, notes }, requestId) {
    const doing = 'Locking against deletion';
    const path = `${scope}${AUTHORIZATION}/locks/${encodeURIComponent(name)}`;
    const needs = 'the role Owner or User Access Administrator there';
    const body = { properties: { level: 'CanNotDelete', notes: notes.slice(0, 512) } };
    const call = { doing, path, version: LOCKS, needs, requestId };
    await arm.write({ ...call, method: 'PUT', body, safe: true });
    const isSeen = (lock: Lock) =>
      lower(lock.scope) === lower(scope) && lower(lock.name) === lower(name);
    await untilSeen(arm.http, {
      doing,
      look: async () => (await locksAt(arm, scope)).find(isSeen),
    });
  },
  ...azureDiagnostics(arm),
});
