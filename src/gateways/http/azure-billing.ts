import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { BillingScope } from '../azure-subscriptions.ts';
import { pathOf, type Arm, type ArmCall } from './azure-door.ts';

const VERSION = '2020-05-01';

const Named = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({ displayName: z.string().nullish() }).nullish(),
});

const Account = Named.extend({
  properties: z.object({
    displayName: z.string().nullish(),
    agreementType: z.string().nullish(),
    enrollmentAccounts: z
      .array(
        z.object({
          id: z.string(),
          name: z.string().nullish(),
          properties: z.object({ accountName: z.string().nullish() }).nullish(),
        }),
      )
      .nullish(),
  }),
});
type Account = z.infer<typeof Account>;
type Named = z.infer<typeof Named>;

const titleOf = ({ name, properties }: Named): string => properties?.displayName ?? name;

const call = (doing: string, path: string): ArmCall => ({
  doing,
  path,
  version: VERSION,
  needs: 'a billing role; a role in Azure does not help',
});

/** Whoever has no billing role is refused; for this question that is an answer: none. */
async function listed<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GatewayError && [401, 403].includes(error.status)) return [];
    throw error;
  }
}

async function sectionsOf(arm: Arm, account: Account): Promise<readonly BillingScope[]> {
  const path = pathOf`/providers/Microsoft.Billing/billingAccounts/${account.name}/billingProfiles`;
  const profiles = await listed(() => arm.list(call('Listing the billing profiles', path), Named));
  const lists = await Promise.all(
    profiles.map(async (profile) => {
      const where = `${path}${pathOf`/${profile.name}/invoiceSections`}`;
      const doing = 'Listing the invoice sections';
      const sections = await listed(() => arm.list(call(doing, where), Named));
      return sections.map((section) => ({
        id: section.id,
        name: [account, profile, section].map(titleOf).join(' / '),
        agreement: account.properties.agreementType ?? '',
      }));
    }),
  );
  return lists.flat();
}

const enrolmentsOf = (account: Account): readonly BillingScope[] =>
  (account.properties.enrollmentAccounts ?? []).map(({ id, name, properties }) => ({
    id,
    name: [titleOf(account), properties?.accountName ?? name ?? id].join(' / '),
    agreement: account.properties.agreementType ?? '',
  }));

/** Invoice sections of customer agreements, and enrolment accounts of enterprise agreements. */
export async function listBillingScopes(arm: Arm): Promise<readonly BillingScope[]> {
  const path = '/providers/Microsoft.Billing/billingAccounts';
  const doing = 'Listing the billing accounts';
  const accounts = await listed(() => arm.list(call(doing, path), Account));
  const lists = await Promise.all(
    accounts.map((account) =>
      account.properties.agreementType === 'MicrosoftCustomerAgreement'
        ? sectionsOf(arm, account)
        : enrolmentsOf(account),
    ),
  );
  return lists.flat();
}
