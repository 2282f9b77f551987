import type { Data } from '../core/data.ts';

/** A data encryption policy for several workloads. */
export interface EncryptionPolicy {
  readonly name: string;
  /** Name, distinguished name or GUID, as Exchange Online returns it; empty where it does not. */
  readonly identity: string;
  readonly description: string;
  readonly enabled: boolean;
  /** Addresses of its two keys, as they were given. */
  readonly keys: readonly string[];
  /** All that came back: the full list of properties is not documented. */
  readonly raw: Data;
}

export interface NewEncryptionPolicy {
  /** No spaces. */
  readonly name: string;
  readonly description: string;
  /** Two, of vaults in two subscriptions, without version. */
  readonly keys: readonly [string, string];
}

/** What is assigned to the tenant. */
export interface PolicyAssignment {
  /** Name, distinguished name or GUID of the policy. */
  readonly policy: string;
  readonly raw: Data;
}

export interface PolicyVerdict {
  readonly healthy: boolean;
  /** The refusal in words; empty when healthy. */
  readonly problem: string;
  readonly raw: Data;
}

/**
 * Data encryption policies through Exchange Online. Microsoft documents the cmdlets, but not this
 * way to call them over HTTP: composed only where the setting for it is on. Disabling, replacing
 * keys and purging are not offered.
 *
 * A tenant that is not onboarded throws a `GatewayError` with the code `NotOnboarded`; a missing
 * role one with `RoleMissing`; a vault that does not answer Microsoft one with `KeyUnreachable`.
 */
export interface EncryptionPolicies {
  /** Names of the cmdlets needed that this identity may not call: its Exchange role is missing. */
  listMissingCmdlets(): Promise<readonly string[]>;
  list(): Promise<readonly EncryptionPolicy[]>;
  /** By name, whatever its letter case. */
  find(name: string): Promise<EncryptionPolicy | undefined>;
  /** One of this name with the same keys is taken as made; with other keys it is refused. */
  create(wanted: NewEncryptionPolicy, requestId: string): Promise<void>;
  /** After a key was rolled. Microsoft takes up to 24 hours. */
  refresh(name: string, requestId: string): Promise<void>;
  test(name: string): Promise<PolicyVerdict>;
  /** Undefined: no policy is assigned. */
  findAssignment(): Promise<PolicyAssignment | undefined>;
  /** Cannot be undone without a support ticket. Refused when another policy is assigned. */
  assign(name: string, requestId: string): Promise<void>;
}
