import type { VaultAt } from './azure-vaults.ts';

/** An entry of a vault's own list; it counts only where the vault does not go by roles. */
export interface AccessPolicy {
  readonly tenantId: string;
  /** Object id of a person, group or service principal; an application id has no effect here. */
  readonly objectId: string;
  /** What may be done with keys, as the service writes it: `get`, `wrapKey`, `unwrapKey`, `all`. */
  readonly keys: readonly string[];
  /** Set: counts only when this application acts for the holder. */
  readonly application?: string;
}

export interface RoleAssignment {
  readonly id: string;
  /** Where it was given: the resource itself, or anything above it. */
  readonly scope: string;
  /** Id of the role definition, without the path before it, lower case. */
  readonly role: string;
  readonly principal: string;
  /** `User`, `Group`, `ServicePrincipal`, …; empty where the service does not say. */
  readonly principalType: string;
  /** ISO time; undefined where the service does not say. */
  readonly createdAt: string | undefined;
}

export interface NewRoleAssignment {
  /** Resource id. */
  readonly scope: string;
  readonly role: string;
  readonly principal: string;
  readonly principalType: 'ServicePrincipal' | 'User' | 'Group';
}

export interface Lock {
  readonly id: string;
  readonly name: string;
  /** Resource id that the lock is on. */
  readonly scope: string;
  /** `CanNotDelete` or `ReadOnly`. */
  readonly level: string;
  readonly notes: string;
}

export interface NewLock {
  readonly scope: string;
  readonly name: string;
  readonly notes: string;
}

/** Where a resource sends its logs. */
export interface DiagnosticSetting {
  readonly name: string;
  /** Whether use of the keys is recorded: `AuditEvent`, or a group that contains it. */
  readonly auditEvents: boolean;
  /** Resource ids; undefined where logs do not go. */
  readonly workspace: string | undefined;
  readonly storage: string | undefined;
  readonly eventHub: string | undefined;
}

export interface NewDiagnosticSetting {
  /** Resource id of the vault. */
  readonly resource: string;
  readonly name: string;
  /** One of the two has to be named. */
  readonly workspace?: string;
  readonly storage?: string;
}

/** Who may do what with a vault, and what guards it (Azure Resource Manager). */
export interface VaultAccess {
  /** At the scope and above it; with `principal` only theirs, groups included. */
  listRoleAssignments(scope: string, principal?: string): Promise<readonly RoleAssignment[]>;
  /** The same again changes nothing. Returns when the list shows it; its effect takes minutes. */
  assignRole(wanted: NewRoleAssignment, requestId: string): Promise<void>;
  /** Adds rights to what the holder already has. Returns when the vault shows it. */
  addAccessPolicy(at: VaultAt, policy: AccessPolicy, requestId: string): Promise<void>;
  /** Locks on the resource, its group and its subscription. */
  listLocks(resource: string): Promise<readonly Lock[]>;
  /** `CanNotDelete`: a read-only lock would also stop changes of roles. */
  createLock(wanted: NewLock, requestId: string): Promise<void>;
  listDiagnostics(resource: string): Promise<readonly DiagnosticSetting[]>;
  /** Sends audit events to the place named. One of this name that is there is replaced. */
  setDiagnostics(wanted: NewDiagnosticSetting, requestId: string): Promise<void>;
}
