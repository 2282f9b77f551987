import type { BranchAnswer } from './answers.ts';

/** As sentences and approvals name a subscription: what people know, and what is unambiguous. */
export const subscriptionNamed = ({
  subscription,
  subscriptionName,
}: Pick<BranchAnswer, 'subscription' | 'subscriptionName'>): string =>
  `${subscriptionName} (${subscription})`;
