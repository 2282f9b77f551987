import type { VaultAccess } from './azure-access.ts';
import type { Subscriptions } from './azure-subscriptions.ts';
import type { Vaults } from './azure-vaults.ts';

/**
 * Azure Resource Manager, as far as Customer Key needs it. An Azure Policy that forbids a write
 * throws a `GatewayError` with the code `RequestDisallowedByPolicy`; a missing right one with
 * `AuthorizationFailed`.
 */
export interface Azure extends Subscriptions, Vaults, VaultAccess {}
