import type { Assignment, Azure } from './documents.ts';
import { covers } from './ids.ts';

/** What one permission on the keys of a vault is called, in lower case. */
export type KeyPermission =
  | 'get'
  | 'list'
  | 'create'
  | 'import'
  | 'update'
  | 'delete'
  | 'backup'
  | 'restore'
  | 'recover'
  | 'purge'
  | 'sign'
  | 'wrapkey'
  | 'unwrapkey'
  | 'rotate'
  | 'getrotationpolicy'
  | 'setrotationpolicy';

interface RoleDefinition {
  readonly name: string;
  /** Actions on Azure itself, and those left out of them. */
  readonly actions: readonly RegExp[];
  readonly notActions?: readonly RegExp[];
  /** On the keys of vaults in the scope. */
  readonly keys: readonly KeyPermission[] | 'all';
}

const READ = /\/read$/i;
const EVERYTHING = /.*/;
const ACCESS = /^Microsoft\.Authorization\/.*\/(?:write|delete)$/i;

export const ROLES = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  accessControlAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  keyVaultContributor: 'f25e0fa2-a7c8-4377-a976-54943a77a395',
  keyVaultDataAccessAdministrator: '8b54135c-b56d-4d72-a534-26097cfdc8d8',
  keyVaultAdministrator: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  keyVaultReader: '21090545-7ca7-4776-b22c-e363652d74d2',
  keyVaultPurgeOperator: 'a68e7c17-0ab2-4c09-9a58-125dae29748c',
  cryptoOfficer: '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  cryptoUser: '12338af0-0e69-4776-bea7-57ae8d297424',
  cryptoServiceEncryptionUser: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
} as const;

const VAULT_READ = /^Microsoft\.KeyVault\/.*read$/i;
const ROLE_WRITE = /^Microsoft\.Authorization\/roleAssignments\/(?:write|delete)$/i;

const DEFINITIONS: Readonly<Record<string, RoleDefinition>> = {
  [ROLES.owner]: { name: 'Owner', actions: [EVERYTHING], keys: [] },
  [ROLES.contributor]: {
    name: 'Contributor',
    actions: [EVERYTHING],
    notActions: [ACCESS],
    keys: [],
  },
  [ROLES.reader]: { name: 'Reader', actions: [READ], keys: [] },
  [ROLES.userAccessAdministrator]: {
    name: 'User Access Administrator',
    actions: [READ, /^Microsoft\.Authorization\//i],
    keys: [],
  },
  [ROLES.accessControlAdministrator]: {
    name: 'Role Based Access Control Administrator',
    actions: [READ, ROLE_WRITE],
    keys: [],
  },
  [ROLES.keyVaultContributor]: {
    name: 'Key Vault Contributor',
    actions: [READ, /^Microsoft\.KeyVault\//i, /^Microsoft\.Insights\/alertRules\//i],
    keys: [],
  },
  [ROLES.keyVaultDataAccessAdministrator]: {
    name: 'Key Vault Data Access Administrator',
    actions: [READ, ROLE_WRITE],
    keys: [],
  },
  [ROLES.keyVaultAdministrator]: {
    name: 'Key Vault Administrator',
    actions: [VAULT_READ],
    keys: 'all',
  },
  [ROLES.keyVaultReader]: {
    name: 'Key Vault Reader',
    actions: [VAULT_READ],
    keys: ['get', 'list'],
  },
  [ROLES.keyVaultPurgeOperator]: {
    name: 'Key Vault Purge Operator',
    actions: [VAULT_READ],
    keys: ['purge'],
  },
  [ROLES.cryptoOfficer]: {
    name: 'Key Vault Crypto Officer',
    actions: [VAULT_READ],
    keys: 'all',
  },
  [ROLES.cryptoUser]: {
    name: 'Key Vault Crypto User',
    actions: [],
    keys: ['get', 'list', 'update', 'backup', 'sign', 'wrapkey', 'unwrapkey'],
  },
  [ROLES.cryptoServiceEncryptionUser]: {
    name: 'Key Vault Crypto Service Encryption User',
    actions: [],
    keys: ['get', 'list', 'wrapkey', 'unwrapkey'],
  },
};

/** How long until a new assignment is known everywhere, in milliseconds. */
const PROPAGATION = 3 * 60_000;

/** The last part of a role definition's id. */
export const roleIdOf = (definition: string): string =>
  definition.toLowerCase().split('/').at(-1) ?? '';

/** The id of the role of this name. */
export const findRoleByName = (wanted: string): string | undefined =>
  Object.entries(DEFINITIONS).find(
    ([, { name }]) => name.toLowerCase() === wanted.toLowerCase(),
  )?.[0];

/** What a role is called. */
export const nameOfRole = (definition: string): string =>
  DEFINITIONS[roleIdOf(definition)]?.name ?? roleIdOf(definition);

export const isKnownRole = (definition: string): boolean =>
  DEFINITIONS[roleIdOf(definition)] !== undefined;

const held = (azure: Azure, principal: string, scope: string): readonly Assignment[] =>
  azure.assignments
    .list()
    .filter(
      ({ principalId, scope: of }) =>
        principalId.toLowerCase() === principal.toLowerCase() && covers(of, scope),
    );

/** May this principal do this to Azure itself? */
export const mayAct = (azure: Azure, principal: string, action: string, scope: string): boolean =>
  held(azure, principal, scope).some(({ roleDefinitionId }) => {
    const role = DEFINITIONS[roleIdOf(roleDefinitionId)];
    const excluded = role?.notActions?.some((each) => each.test(action)) ?? false;
    return !excluded && (role?.actions.some((each) => each.test(action)) ?? false);
  });

/** May this principal use keys in this vault by its roles? What was just assigned counts later. */
export function mayUseKeysByRole(
  azure: Azure,
  principal: string,
  permission: KeyPermission,
  vault: string,
): boolean {
  const known = azure.tenant.clock.now().getTime() - PROPAGATION;
  return held(azure, principal, vault)
    .filter(({ createdOn }) => Date.parse(createdOn) <= known)
    .some(({ roleDefinitionId }) => {
      const keys = DEFINITIONS[roleIdOf(roleDefinitionId)]?.keys ?? [];
      return keys === 'all' || keys.includes(permission);
    });
}
