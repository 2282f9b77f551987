import { GatewayError } from '../../../core/errors.ts';
import type { BranchAnswer } from '../answers.ts';

/** `rg-ck-a of Contoso CK One`. */
export const placeOf = ({ resourceGroup, subscriptionName }: BranchAnswer): string =>
  `resource group ${resourceGroup} of ${subscriptionName}`;

/** What no call can put right: the sentence says what a person can do. */
export const unfit = (sentence: string): GatewayError =>
  new GatewayError(sentence, { status: 409, transient: false });
