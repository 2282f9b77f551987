import { TENANT_ID } from '../people.ts';

/** Microsoft 365 E5. */
export const E5 = '06ebc4ee-1bb5-47dd-8120-11324bc54e06';
/** The plan that makes Audit (Premium). */
export const ADVANCED_AUDITING = '2f442157-a11c-46b9-ae5b-6e39ff4e5849';

const plan = (servicePlanName: string, servicePlanId: string, appliesTo = 'User') => ({
  servicePlanId,
  servicePlanName,
  provisioningStatus: 'Success',
  appliesTo,
});

const sku = (
  skuPartNumber: string,
  skuId: string,
  [consumedUnits, enabled]: readonly [number, number],
  servicePlans: readonly ReturnType<typeof plan>[],
) => ({
  id: `${TENANT_ID}_${skuId}`,
  accountId: TENANT_ID,
  accountName: 'Contoso',
  appliesTo: 'User',
  capabilityStatus: 'Enabled',
  consumedUnits,
  skuId,
  skuPartNumber,
  prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 },
  servicePlans,
  subscriptionIds: [],
});

/** What the tenant has subscribed to. */
export const SKUS = [
  sku(
    'SPE_E5',
    E5,
    [6, 25],
    [
      plan('M365_ADVANCED_AUDITING', ADVANCED_AUDITING),
      plan('CUSTOMER_KEY', '6db1f1db-2b46-403f-be40-e39395f08dbb'),
      plan('EXCHANGE_S_ENTERPRISE', 'efb87545-963c-4e0d-99df-69c6916d9eb0'),
    ],
  ),
  sku(
    'DYN365_ENTERPRISE_SALES',
    '1e1a282c-9c54-43a2-9310-98ef728faace',
    [4, 10],
    [plan('DYN365_ENTERPRISE_SALES', '2da8e897-7791-486b-b08f-cc63c8129df7')],
  ),
  sku(
    'FLOW_FREE',
    'f30db892-07e9-47e9-837c-80727f46fd3d',
    [6, 10_000],
    [plan('FLOW_P2_VIRAL', '50e68c76-46c6-4674-81f9-75456511b170')],
  ),
];

export const ORGANISATION = {
  id: TENANT_ID,
  displayName: 'Contoso',
  countryLetterCode: 'DE',
  preferredLanguage: 'en',
  tenantType: 'AAD',
  createdDateTime: '2018-02-11T08:30:00Z',
  verifiedDomains: [
    {
      name: 'contoso.example',
      isDefault: true,
      isInitial: false,
      type: 'Managed',
      capabilities: 'Email',
    },
    {
      name: 'contoso.onmicrosoft.com',
      isDefault: false,
      isInitial: true,
      type: 'Managed',
      capabilities: 'Email',
    },
  ],
};
