import { z } from 'zod';
import type { Data } from '../../../core/data.ts';
import { GatewayError } from '../../../core/errors.ts';
import { Answers, BranchAnswer } from '../answers.ts';

export type Input = { readonly [field: string]: string };
export type Known = { readonly [key: string]: Data };

const Chosen = BranchAnswer.pick({ subscription: true, subscriptionName: true });
const Subscriptions = z.object({ tenant: Answers.shape.tenant, first: Chosen, second: Chosen });
const Vaults = z.object({
  tenant: Answers.shape.tenant,
  first: BranchAnswer,
  second: BranchAnswer,
});

/** What the first question leaves. */
export type SubscriptionsKnown = z.infer<typeof Subscriptions>;
export const subscriptionsIn = (answers: Known): SubscriptionsKnown => Subscriptions.parse(answers);
/** What the second question leaves. */
export type VaultsKnown = z.infer<typeof Vaults>;
export const vaultsIn = (answers: Known): VaultsKnown => Vaults.parse(answers);

/** Text of others as one line without anything that could act: controls, turned directions. */
export const oneLine = (text: string, most = 64): string => {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
};

export const quoted = (text: string): string => `“${oneLine(text)}”`;

/** Trimmed, and empty where the field is missing. */
export const filled = (input: Input, field: string): string => (input[field] ?? '').trim();

/** Undefined where the bot may not look; silence is no refusal and still throws. */
export async function readable<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError && !error.transient) return undefined;
    throw error;
  }
}
