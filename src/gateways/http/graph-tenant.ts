import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { LicencePlan, Tenant, TenantProfile } from '../tenant.ts';
import type { Http } from './client.ts';
import { pagesOf } from './graph-client.ts';

const PROFILE = {
  doing: 'Reading about the organisation',
  advice: {
    403:
      'Give the bot’s application the permission Organization.Read.All of Microsoft Graph, with ' +
      'admin consent, then type resume.',
  },
};

const PLANS = {
  doing: 'Reading the licence plans of the tenant',
  advice: {
    403:
      'Give the bot’s application the permission LicenseAssignment.Read.All or ' +
      'Organization.Read.All of Microsoft Graph, with admin consent, then type resume.',
  },
};

const Organisation = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  countryLetterCode: z.string().nullish(),
  verifiedDomains: z
    .array(z.object({ name: z.string().nullish(), isDefault: z.boolean().nullish() }))
    .nullish(),
});

const Sku = z.object({
  skuPartNumber: z.string().nullish(),
  capabilityStatus: z.string().nullish(),
  prepaidUnits: z.object({ enabled: z.int().nullish() }).nullish(),
  servicePlans: z
    .array(
      z.object({
        servicePlanId: z.string().nullish(),
        servicePlanName: z.string().nullish(),
        provisioningStatus: z.string().nullish(),
      }),
    )
    .nullish(),
});

const profileOf = (row: z.infer<typeof Organisation>): TenantProfile => ({
  id: row.id,
  name: row.displayName ?? '',
  country: row.countryLetterCode ?? '',
  domain: (row.verifiedDomains ?? []).find(({ isDefault }) => isDefault)?.name ?? '',
});

const plansOf = (row: z.infer<typeof Sku>): readonly LicencePlan[] =>
  (row.servicePlans ?? []).map((plan) => ({
    sku: row.skuPartNumber ?? '',
    skuState: row.capabilityStatus ?? '',
    units: row.prepaidUnits?.enabled ?? 0,
    planId: plan.servicePlanId?.toLowerCase() ?? '',
    planName: plan.servicePlanName ?? '',
    provisioning: plan.provisioningStatus ?? '',
  }));

/** The tenant itself, from Microsoft Graph. */
export const graphTenant = (http: Http): Tenant => ({
  async getProfile() {
    const path = '/organization?$select=id,displayName,countryLetterCode,verifiedDomains';
    const [row] = await pagesOf(http, PROFILE, path, { row: Organisation });
    if (row !== undefined) return profileOf(row);
    throw new GatewayError('Reading about the organisation failed: the directory has none.', {
      status: 200,
      transient: false,
    });
  },
  async listPlans() {
    return (await pagesOf(http, PLANS, '/subscribedSkus', { row: Sku })).flatMap(plansOf);
  },
});
