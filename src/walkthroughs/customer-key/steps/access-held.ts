import type { AccessPolicy, RoleAssignment } from '../../../gateways/azure-access.ts';
import { ROLES } from '../applications.ts';
import { RIGHTS } from './access-granted.ts';

const lower = (text: string): string => text.toLowerCase();

/** Roles that allow what the application does; the later ones allow more than it needs. */
const ENOUGH: ReadonlyMap<string, string> = new Map([
  [ROLES.encryptionUser, 'Key Vault Crypto Service Encryption User'],
  [ROLES.cryptoUser, 'Key Vault Crypto User'],
  [ROLES.cryptoOfficer, 'Key Vault Crypto Officer'],
  [ROLES.keyVaultAdministrator, 'Key Vault Administrator'],
]);

const MANAGEMENT_GROUP = '/providers/microsoft.management/managementgroups/';

/** Rights count at the vault itself and at everything above it. */
function covers({ scope }: RoleAssignment, vaultId: string): boolean {
  const above = lower(scope).replace(/\/+$/, '');
  return `${lower(vaultId)}/`.startsWith(`${above}/`) || above.startsWith(MANAGEMENT_GROUP);
}

/** Those of the assignments that let their holder wrap and unwrap with this vault's keys. */
export const enough = (
  assignments: readonly RoleAssignment[],
  vaultId: string,
): readonly RoleAssignment[] =>
  assignments.filter((one) => ENOUGH.has(lower(one.role)) && covers(one, vaultId));

/** The role with where it was given, and whether it is more than needed. */
export function inWords({ role, scope }: RoleAssignment, vaultId: string): string {
  const here = lower(scope) === lower(vaultId);
  const broad = lower(role) !== ROLES.encryptionUser || !here;
  const where = here ? 'on the vault' : `at ${scope || '/'}`;
  return `${ENOUGH.get(lower(role)) ?? role} ${where}${broad ? ' (broader than needed)' : ''}`;
}

/** An entry for an application that acts for the holder is not the holder's own. */
const ofHolder = (
  policies: readonly AccessPolicy[],
  objectId: string,
  tenantId: string,
): readonly AccessPolicy[] =>
  policies.filter(
    (one) =>
      lower(one.objectId) === lower(objectId) &&
      lower(one.tenantId) === lower(tenantId) &&
      one.application === undefined,
  );

/** What the holder may do with keys by the vault's own list, in lower case. */
export const heldKeys = (
  policies: readonly AccessPolicy[],
  objectId: string,
  tenantId: string,
): ReadonlySet<string> =>
  new Set(ofHolder(policies, objectId, tenantId).flatMap(({ keys }) => keys.map(lower)));

export const mayWrap = (held: ReadonlySet<string>): boolean =>
  held.has('all') || RIGHTS.every((right) => held.has(lower(right)));
