import type { ServiceAnswer, ServiceCaller, ServiceRequest } from '../service.ts';
import type { Azure } from './documents.ts';
import type { Vaults } from './vaults.ts';

/** One call to Azure Resource Manager: known subscription, sufficient role. */
export interface Ask {
  readonly azure: Azure;
  readonly vaults: Vaults;
  readonly request: ServiceRequest;
  readonly caller: ServiceCaller;
  /** What stood in the brackets of the path. */
  readonly names: readonly string[];
}

/** One operation: how it is addressed, which right it needs, what answers it. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Matched without regard to case, as Azure does. */
  readonly path: RegExp;
  readonly versions: readonly string[];
  /** Undefined: every caller of the tenant may. */
  readonly action?: string;
  /** The resource the right is needed on; the path unless given. */
  readonly scope?: (names: readonly string[]) => string;
  answer(ask: Ask): ServiceAnswer;
}

/** A path between its ends; a slash at the end is allowed, as the real one does. */
export const path = (pattern: string): RegExp => new RegExp(`^${pattern}/?$`, 'i');

export const SUBSCRIPTION = '/subscriptions/([^/]+)';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/([^/]+)`;

/** The scope before `/providers/Microsoft.…`, whatever it is. */
export const SCOPE = '(/.+?)';

/** A bracket of the path that is known to be there. */
export const nameAt = ({ names }: Pick<Ask, 'names'>, index: number): string => names[index] ?? '';
