import { LEARN, source } from '../../source.ts';

const SET_UP = `${LEARN}/purview/customer-key-set-up`;

/** Where the statements about subscriptions and their resource providers come from. */
export const SUBSCRIPTION_SOURCES = {
  two: source(
    'Customer Key takes two paid subscriptions; free, trial, sponsorship, MSDN and legacy support offers are not eligible.',
    SET_UP,
  ),
  tenant: source(
    'Both have to be in the tenant of the Microsoft 365 organisation (pages of 2019 to 2022; the current page could be read only at its beginning).',
    SET_UP,
  ),
  payAsYouGo: source(
    'Pay-as-you-go was refused in 2020 and 2021 because it could not take the mandatory retention period. Whether that still holds could not be read, so it is a warning.',
    'https://github.com/MicrosoftDocs/microsoft-365-docs/issues/2296',
    'unconfirmed',
  ),
  quota: source(
    'The quota id names the offer of a subscription (table of supported offers, copy of 2019).',
    `${LEARN}/azure/cost-management-billing/costs/understand-cost-mgmt-data`,
  ),
  lag: source(
    'After an upgrade of the offer the quota id was seen to lag by about 30 minutes.',
    `${LEARN}/azure/cost-management-billing/manage/upgrade-azure-subscription`,
    'seen in public code',
  ),
  provider: source(
    'A vault can be created only where the resource provider Microsoft.KeyVault is registered.',
    `${LEARN}/azure/azure-resource-manager/management/resource-providers-and-types`,
  ),
  alias: source(
    'A subscription is created by a request under a name of our choice; it takes a billing role, and a role in Azure such as Owner does not help.',
    `${LEARN}/azure/cost-management-billing/manage/programmatically-create-subscription-microsoft-customer-agreement`,
  ),
} as const;
