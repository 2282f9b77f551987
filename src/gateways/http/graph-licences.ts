import { z } from 'zod';
import type { Licences } from '../licences.ts';
import type { Http } from './client.ts';
import { pagesOf } from './graph-client.ts';

const Row = z.object({
  skuId: z.string().nullish(),
  skuPartNumber: z.string().nullish(),
  capabilityStatus: z.string().nullish(),
  consumedUnits: z.int().nullish(),
  servicePlans: z.array(z.object({ servicePlanName: z.string().nullish() })).nullish(),
});

const WORDS = {
  doing: 'Reading the licences of the tenant',
  advice: {
    403:
      'Give the bot’s application the permission LicenseAssignment.Read.All or ' +
      'Organization.Read.All of Microsoft Graph, with admin consent, then try again.',
  },
};

/** Subscriptions of the tenant, from Microsoft Graph. */
export const graphLicences = (http: Http): Licences => ({
  async list() {
    const rows = await pagesOf(http, WORDS, '/subscribedSkus', { row: Row });
    return rows.map((row) => ({
      partNumber: row.skuPartNumber ?? '',
      id: row.skuId ?? '',
      consumed: row.consumedUnits ?? 0,
      enabled: row.capabilityStatus === 'Enabled',
      plans: (row.servicePlans ?? []).flatMap(({ servicePlanName }) => servicePlanName ?? []),
    }));
  },
});
