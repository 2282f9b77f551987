import { LEARN, source } from '../../source.ts';

const VAULTS = `${LEARN}/azure/key-vault/general`;
const SET_UP = `${LEARN}/purview/customer-key-set-up`;

/** Where each statement about the vaults comes from. */
export const VAULT_SOURCES = {
  group: source(
    'A resource group keeps its data in one region; what is in it may stand in another.',
    `${LEARN}/azure/azure-resource-manager/management/overview`,
  ),
  tier: source(
    'Keys in hardware need a vault of the tier premium, one in each of the two subscriptions. (Pages of 2019 to 2022.)',
    SET_UP,
  ),
  softDelete: source(
    'What is deleted can be recovered for 7 to 90 days. The number is set when the vault is created and never changes.',
    `${VAULTS}/soft-delete-overview`,
  ),
  purgeProtection: source(
    'Purge protection cannot be switched off by anybody, Microsoft included.',
    `${VAULTS}/soft-delete-overview`,
  ),
  purgeDemanded: source(
    'Microsoft’s onboarding asks for purge protection and 90 days.',
    SET_UP,
    'seen in public code',
  ),
  premiumLater: source(
    'A vault of the tier standard can be made premium; the keys that are in it stay as they are.',
    `${VAULTS}/overview`,
    'unconfirmed',
  ),
  oneModel: source(
    'Only one permission model counts: Azure roles, or access policies. Whoever has rights in the other one has none.',
    `${VAULTS}/rbac-migration`,
  ),
  network: source(
    'Behind a firewall, trusted Microsoft services get in only where the vault lets them; Customer Key’s application is one of them. A network security perimeter overrides that.',
    `${VAULTS}/overview-vnet-service-endpoints`,
  ),
  recovery: source(
    'A deleted vault comes back with its keys, but without role assignments, locks and diagnostic settings.',
    `${VAULTS}/key-vault-recovery`,
  ),
  lock: source(
    'A lock keeps the vault from being deleted, not a key in it. Customer Key does not demand one; this is advice.',
    `${LEARN}/azure/azure-resource-manager/management/lock-resources`,
    'our inference',
  ),
  logging: source(
    'The category AuditEvent of a vault’s diagnostic settings records every use of its keys.',
    `${VAULTS}/logging`,
  ),
  monitor: source(
    'Diagnostic settings are refused in a subscription that is not registered for Microsoft.Insights.',
    'https://github.com/Azure/azure-sdk-for-net/issues/17836',
    'seen in public code',
  ),
  officer: source(
    'Key Vault Crypto Officer may do everything with keys, deleting included; there is no smaller role that may create them.',
    `${VAULTS}/rbac-guide`,
  ),
  adminPolicy: source(
    'Whoever sets keys up needs create, import, list, get, backup and restore; delete and purge are left out on purpose. (Pages of 2019 to 2022.)',
    SET_UP,
  ),
  spreading: source(
    'Right after access was given, a vault may go on refusing for minutes.',
    `${VAULTS}/rest-error-codes`,
  ),
} as const;
