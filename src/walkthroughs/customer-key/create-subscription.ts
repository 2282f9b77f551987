import type { Closing, Walkthrough } from '../../core/walkthrough.ts';
import { SubscriptionAnswers } from './create-subscription/answers.ts';
import { billingQuestion } from './create-subscription/billing-question.ts';
import { nameQuestion } from './create-subscription/name-question.ts';
import { creationOf } from './create-subscription/site.ts';
import {
  subscriptionCreated,
  subscriptionReadable,
  subscriptionRequested,
} from './create-subscription/steps.ts';
import type { World } from './world.ts';

const closing = ({ name }: SubscriptionAnswers): Closing => ({
  title: `The subscription ${name} is there`,
  sections: [
    {
      heading: 'What to do next',
      lines: [
        'Give the role Owner on it to the custodian of its key, and to nobody else who looks after the other key.',
        'The bot’s application is its owner. Contributor and User Access Administrator are enough for what follows: take Owner away when those are given.',
        'Use it for nothing but its vault. The second key needs another subscription: type create subscription again.',
        'When both are there, type set up customer key. The offer of a new subscription may take about half an hour to show.',
      ],
    },
  ],
});

/** A paid subscription for one of the two keys, where the bot has a billing role. */
export const createSubscription = (world: World): Walkthrough<typeof SubscriptionAnswers> => ({
  id: 'customer-key-subscription',
  title: 'A subscription for Customer Key',
  about: 'Create a paid Azure subscription for one of the two keys; two approvers.',
  command: 'create subscription',
  answers: SubscriptionAnswers,
  questions: [billingQuestion(world), nameQuestion(world)],
  subject: ({ alias }) => `subscription/${alias}`,
  steps(answers, reads) {
    const creation = creationOf(world, answers, reads);
    return [
      subscriptionRequested(creation),
      subscriptionCreated(creation),
      subscriptionReadable(creation),
    ];
  },
  rechecked: true,
  closing,
});
