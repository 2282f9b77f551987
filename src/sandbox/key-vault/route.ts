import type { Azure } from '../arm/documents.ts';
import type { KeyPermission } from '../arm/roles.ts';
import type { Vault, Vaults } from '../arm/vaults.ts';
import type { ServiceAnswer, ServiceCaller, ServiceRequest } from '../service.ts';
import type { Keys } from './documents.ts';

/** One call to a vault, by somebody who may make it. */
export interface Ask {
  readonly azure: Azure;
  readonly vaults: Vaults;
  readonly keys: Keys;
  readonly vault: Vault;
  readonly request: ServiceRequest;
  readonly caller: ServiceCaller;
  /** What stood in the brackets of the path. */
  readonly names: readonly string[];
  /** Refuses when there are too many of this kind; the size of an RSA key counts. */
  limit(kind: 'create' | 'use', kty: string, size: number): void;
}

/** One operation of a vault. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly permission: KeyPermission;
  /** As the vault's log calls it. */
  readonly operation: string;
  answer(ask: Ask): ServiceAnswer | Promise<ServiceAnswer>;
}

export const nameAt = ({ names }: Pick<Ask, 'names'>, index: number): string => names[index] ?? '';

/** Something in the vault was changed. */
export const noted = ({ azure, vault }: Ask, operation: string, name: string, details?: object) =>
  azure.tenant.changed('keyvault', operation, `${vault.name}/${name}`, details);
