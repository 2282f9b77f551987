import { LEARN, source } from '../../source.ts';

const SET_UP = `${LEARN}/purview/customer-key-set-up`;
const MANAGE = `${LEARN}/purview/customer-key-manage`;
const KEY_VAULT = `${LEARN}/azure/key-vault`;

/** Where each statement of the checks comes from; the set-up page of today opens only partly. */
export const SOURCES = {
  licence: source(
    'Customer Key comes with Office 365 E5, Microsoft 365 E5, its Compliance and Information Protection & Governance plans, and Security and Compliance for FLW. The id of the plan is from public licence listings.',
    SET_UP,
  ),
  subscriptions: source(
    'The two keys of a policy lie in two paid subscriptions of the tenant, used for nothing else (page of 2021).',
    SET_UP,
  ),
  offers: source(
    'Trial, sponsored and Visual Studio subscriptions are not eligible. Pages of 2020 and 2021 refused pay-as-you-go too; whether that still holds is not known. Offers are told apart by quotaId (table of 2019); it lags after an upgrade.',
    SET_UP,
    'unconfirmed',
  ),
  spendingLimit: source(
    'A spending limit exists on credit offers only; when it is reached, the keys stop.',
    `${LEARN}/azure/cost-management-billing/manage/spending-limit`,
    'our inference',
  ),
  retention: source(
    'Microsoft’s pages of 2019 to 2022 demand the mandatory retention period for every policy. Guides of 2025 and 2026 name it for SharePoint only, and today’s page could not be read. We recommend it; the installation may require it.',
    SET_UP,
    'unconfirmed',
  ),
  recovery: source(
    'A key should be recoverable for 90 days and protected from purging. Pages of 2019 to 2022 accept only Recoverable+ProtectedSubscription.',
    SET_UP,
    'unconfirmed',
  ),
  vault: source(
    'Two premium vaults with soft delete of 90 days. The retention can be set at creation only.',
    SET_UP,
  ),
  purge: source(
    'Purge protection, once on, cannot be switched off by anybody.',
    `${KEY_VAULT}/general/soft-delete-overview`,
  ),
  regions: source(
    'The vaults lie near the tenant’s data, in two regions that are not each other’s pair (page of 2021).',
    SET_UP,
  ),
  names: source(
    'A vault’s name has 3 to 24 letters, digits and single hyphens. Customer Key’s naming advice is of 2021 and has no abbreviation for several workloads.',
    `${KEY_VAULT}/general/about-keys-secrets-certificates`,
  ),
  network: source(
    'M365DataAtRestEncryption is among the trusted services that pass a vault’s firewall. A network security perimeter overrides that.',
    `${KEY_VAULT}/general/overview-vnet-service-endpoints`,
  ),
  locks: source(
    'A lock keeps a vault from being deleted. No page of Customer Key demands one.',
    `${LEARN}/azure/azure-resource-manager/management/lock-resources`,
    'our inference',
  ),
  diagnostics: source(
    'The vault’s audit log (AuditEvent) names each use of a key and the application behind it.',
    `${KEY_VAULT}/general/logging`,
  ),
  recover: source(
    'A recovered vault comes back without its role assignments.',
    `${KEY_VAULT}/general/key-vault-recovery`,
  ),
  apart: source('Each kind of policy has vaults of its own (page of 2021).', SET_UP),
  application: source(
    'The application that encrypts for several workloads is M365DataAtRestEncryption; it needs get, wrapKey and unwrapKey.',
    SET_UP,
  ),
  models: source(
    'A vault goes by Azure roles or by access policies, never by both: rights in the other model have no effect.',
    `${KEY_VAULT}/general/rbac-guide`,
  ),
  duties: source(
    'Different people should own the two keys, and nobody should hold delete or purge for long (page of 2021).',
    SET_UP,
  ),
  keys: source(
    'RSA keys in hardware, for wrapping and unwrapping, without expiry (page of 2021).',
    SET_UP,
  ),
  sizes: source(
    'Key Vault offers RSA keys of 2048, 3072 and 4096 bits. Whether Customer Key limits the size is not known.',
    `${KEY_VAULT}/keys/about-keys-details`,
    'unconfirmed',
  ),
  rotation: source(
    'A rotation policy with an expiry time stamps an end on every new version; and nobody tells Microsoft of a version that is made by itself.',
    `${KEY_VAULT}/keys/how-to-configure-key-rotation`,
  ),
  backup: source(
    'A backup is the only way back once a key is gone. It restores into the same subscription and geography.',
    `${KEY_VAULT}/general/backup`,
  ),
  roll: source(
    'Old versions stay enabled for good: archives and inactive mailboxes may need them (page of 2022).',
    MANAGE,
  ),
  platform: source(
    'hsmPlatform 2 is the present generation of hardware.',
    `${KEY_VAULT}/keys/about-keys-details`,
  ),
  organisation: source(
    'Definitions of Azure Policy can demand an expiry date of keys or deny a write.',
    `${KEY_VAULT}/general/azure-policy`,
  ),
  cmdlets: source(
    'One policy of the kind M365DataAtRestEncryptionPolicy holds two keys and can be assigned to the tenant.',
    `${LEARN}/powershell/module/exchangepowershell/new-m365dataatrestencryptionpolicy`,
  ),
  refresh: source(
    'After a roll Set-M365DataAtRestEncryptionPolicy -Refresh is needed; it takes up to 24 hours.',
    `${LEARN}/powershell/module/exchangepowershell/set-m365dataatrestencryptionpolicy`,
  ),
} as const;
