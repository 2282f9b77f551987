import type { LicencePlan, Tenant, TenantProfile } from '../../src/gateways/tenant.ts';
import { AZURE_TENANT } from './fake-azure.ts';

/** Microsoft 365 E5 with Customer Key in it. */
export const CUSTOMER_KEY_PLAN: LicencePlan = {
  sku: 'SPE_E5',
  skuState: 'Enabled',
  units: 25,
  planId: '6db1f1db-2b46-403f-be40-e39395f08dbb',
  planName: 'CUSTOMER_KEY',
  provisioning: 'Success',
};

export const CONTOSO: TenantProfile = {
  id: AZURE_TENANT,
  name: 'Contoso',
  country: 'DE',
  domain: 'contoso.example',
};

export interface FakeTenant extends Tenant {
  readonly world: { profile: TenantProfile; plans: readonly LicencePlan[] };
}

/** The tenant in memory. */
export function fakeTenant(plans: readonly LicencePlan[] = [CUSTOMER_KEY_PLAN]): FakeTenant {
  const world = { profile: CONTOSO, plans };
  return {
    world,
    getProfile: async () => world.profile,
    listPlans: async () => world.plans,
  };
}
