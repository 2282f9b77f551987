import { LEARN, source } from '../../source.ts';

const SET_UP = `${LEARN}/purview/customer-key-set-up`;

/** Where the statements about licences, clouds and roles come from. */
export const PREFLIGHT_SOURCES = {
  licences: source(
    'Customer Key is part of Office 365 E5, Microsoft 365 E5, Microsoft 365 E5 Compliance, Microsoft 365 E5 Information Protection & Governance, and Microsoft 365 Security and Compliance for FLW.',
    SET_UP,
  ),
  plan: source(
    'Inside a licence it is the service plan CUSTOMER_KEY, 6db1f1db-2b46-403f-be40-e39395f08dbb.',
    `${LEARN}/entra/identity/users/licensing-service-plan-reference`,
    'seen in public code',
  ),
  plans: source(
    'The directory lists what a tenant subscribed to, with the plans inside and whether they are provisioned. That a subscription in the state Warning still counts is general knowledge, not read anywhere.',
    `${LEARN}/graph/api/subscribedsku-list`,
  ),
  clouds: source(
    'No page that could be read says in which clouds beside the public one Customer Key for audit records is offered.',
    SET_UP,
    'unconfirmed',
  ),
  sameTenant: source(
    'Keys can be given only to applications of the tenant that the vault belongs to (pages of 2019 to 2022).',
    SET_UP,
  ),
  create: source(
    'Vaults take Contributor, or Key Vault Contributor, on the resource group; giving access takes Owner, User Access Administrator or Key Vault Data Access Administrator.',
    `${LEARN}/azure/key-vault/general/rbac-guide`,
  ),
  subscriptionWide: source(
    'Registering features and resource providers takes Contributor or Owner on the subscription; locks take Owner or User Access Administrator.',
    `${LEARN}/azure/role-based-access-control/built-in-roles`,
    'our inference',
  ),
  onboarding: source(
    'Whoever runs the onboarding module needs Reader on both subscriptions. Which role in Microsoft Entra it takes could not be read: old pages ask for Global Administrator, the current one for the least privileged role.',
    SET_UP,
    'unconfirmed',
  ),
  cmdlets: source(
    'The encryption policy cmdlets can be run by Compliance Administrator and Global Administrator.',
    `${LEARN}/purview/customer-key-manage`,
  ),
  azurePolicy: source(
    'Definitions of Azure Policy can demand an expiry date of keys or deny a write.',
    `${LEARN}/azure/key-vault/general/azure-policy`,
  ),
} as const;
