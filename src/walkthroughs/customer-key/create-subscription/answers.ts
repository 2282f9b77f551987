import { z } from 'zod';
import { digestOf } from '../../../core/data.ts';
import { Answers as CustomerKeyAnswers } from '../answers.ts';

/** As Azure shows it: up to 64 characters, none that act in a portal or a shell. */
export const SUBSCRIPTION_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._()&-]{0,62}[\p{L}\p{N})]$/u;

const BillingScopeAnswer = z.object({
  id: z.string().regex(/^\/providers\/Microsoft\.Billing\/billingAccounts\/[^?#]+$/i),
  name: z.string(),
  agreement: z.string(),
});

const Wish = z.object({
  tenant: CustomerKeyAnswers.shape.tenant,
  name: z.string().regex(SUBSCRIPTION_NAME),
  billingScope: BillingScopeAnswer,
});
type Wish = z.infer<typeof Wish>;

/**
 * The name of the request, made from what is wished: asking again, also from another run, is the
 * same request and creates nothing twice.
 */
export function aliasOf({ tenant, name, billingScope }: Wish): string {
  const hex = digestOf([tenant.id.toLowerCase(), billingScope.id.toLowerCase(), name]);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The alias is kept beside what it was made from, so that it is the same for ever. */
export const SubscriptionAnswers = Wish.extend({ alias: z.guid() }).refine(
  (answers) => answers.alias === aliasOf(answers),
  { error: 'The name of the request does not belong to this subscription.' },
);
export type SubscriptionAnswers = z.infer<typeof SubscriptionAnswers>;

/** What the first question leaves. */
export const billingScopeIn = (answers: unknown): z.infer<typeof BillingScopeAnswer> =>
  z.object({ billingScope: BillingScopeAnswer }).parse(answers).billingScope;
