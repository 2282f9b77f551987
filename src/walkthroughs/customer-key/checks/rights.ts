import type { AccessPolicy, RoleAssignment } from '../../../gateways/azure-access.ts';
import type { Vault } from '../../../gateways/azure-vaults.ts';
import { ROLES } from '../applications.ts';
import { isSame } from '../same.ts';

/** With one of these an application can get, wrap and unwrap. */
const USES_KEYS: readonly string[] = [
  ROLES.encryptionUser,
  ROLES.cryptoUser,
  ROLES.cryptoOfficer,
  ROLES.keyVaultAdministrator,
];

/** Whoever gives roles can give themselves any. */
const GIVES_ROLES: Readonly<Record<string, string>> = {
  [ROLES.userAccessAdministrator]: 'User Access Administrator',
  [ROLES.accessControlAdministrator]: 'Role Based Access Control Administrator',
  [ROLES.owner]: 'Owner',
};

/** May delete or purge keys, or give itself the right to, where Azure roles count. */
const ADMINISTERS: Readonly<Record<string, string>> = {
  ...GIVES_ROLES,
  [ROLES.cryptoOfficer]: 'Key Vault Crypto Officer',
  [ROLES.keyVaultAdministrator]: 'Key Vault Administrator',
  [ROLES.purgeOperator]: 'Key Vault Purge Operator',
  [ROLES.dataAccessAdministrator]: 'Key Vault Data Access Administrator',
};

/** The same where access policies count: whoever may write the vault may write them. */
const WRITES_POLICIES: Readonly<Record<string, string>> = {
  ...GIVES_ROLES,
  [ROLES.keyVaultContributor]: 'Key Vault Contributor',
  [ROLES.contributor]: 'Contributor',
};

const NEEDED = ['get', 'wrapkey', 'unwrapkey'];
const DESTROYS = ['delete', 'purge', 'all'];

const rightsIn = (policies: readonly AccessPolicy[]): ReadonlySet<string> =>
  new Set(policies.flatMap(({ keys }) => keys.map((key) => key.toLowerCase())));

/** An entry that counts only together with another application is none of the holder's own. */
export const policiesOf = ({ accessPolicies }: Vault, holder: string): readonly AccessPolicy[] =>
  accessPolicies.filter(
    ({ objectId, application }) => isSame(objectId, holder) && application === undefined,
  );

/** Rights that are missing in the vault's own list, as the service writes them in lower case. */
export function missingPolicies(vault: Vault, holder: string): readonly string[] {
  const held = rightsIn(policiesOf(vault, holder));
  return held.has('all') ? [] : NEEDED.filter((right) => !held.has(right));
}

/** Assignments of any role that is enough for Microsoft's application. */
export const usableRoles = (rights: readonly RoleAssignment[]): readonly RoleAssignment[] =>
  rights.filter(({ role }) => USES_KEYS.includes(role.toLowerCase()));

/** Those of them that allow more than get, wrap and unwrap. */
export const isBroader = ({ role }: RoleAssignment): boolean => !isSame(role, ROLES.encryptionUser);

/** Somebody who can destroy keys, or give themselves the right to. */
export interface Administrator {
  readonly principal: string;
  /** Empty where the service does not say. */
  readonly type: string;
  /** Name of the role, or the rights in the vault's own list. */
  readonly by: string;
}

/** Everybody who administers a vault's keys, in the model that counts there. */
export function administratorsOf(
  vault: Vault,
  rights: readonly RoleAssignment[],
): readonly Administrator[] {
  const roles = vault.permissionModel === 'roles' ? ADMINISTERS : WRITES_POLICIES;
  const byRole = rights.flatMap(({ role, principal, principalType }) => {
    const by = roles[role.toLowerCase()];
    return by === undefined ? [] : [{ principal, type: principalType, by }];
  });
  return vault.permissionModel === 'roles' ? byRole : [...byRole, ...byPolicy(vault)];
}

const byPolicy = ({ accessPolicies }: Vault): readonly Administrator[] =>
  accessPolicies.flatMap(({ objectId, keys }) => {
    const destroys = keys.filter((key) => DESTROYS.includes(key.toLowerCase()));
    const by = `access policy with ${destroys.join(' and ')}`;
    return destroys.length === 0 ? [] : [{ principal: objectId, type: '', by }];
  });
