import type { Reads } from '../../../core/walkthrough.ts';
import type { World } from '../world.ts';
import type { SubscriptionAnswers } from './answers.ts';

/** The request and what came of it, each read once in a pass. */
export type Creation = ReturnType<typeof creationOf>;

export function creationOf({ azure }: World, answers: SubscriptionAnswers, reads: Reads) {
  const request = reads.remember(() => azure.findSubscriptionRequest(answers.alias));
  return {
    azure,
    answers,
    request,
    subscription: reads.remember(async () => {
      const id = (await request())?.subscription;
      return id === undefined ? undefined : azure.findSubscription(id);
    }),
  };
}
