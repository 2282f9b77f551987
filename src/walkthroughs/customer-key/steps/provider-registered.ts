import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, Step, WaitChange } from '../../../core/step.ts';
import { KEY_VAULT_PROVIDER, type Branch } from '../branch.ts';
import { SUBSCRIPTION_SOURCES } from '../sources/subscriptions.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

const targetOf = ({ subscriptionId }: Branch): string =>
  `${subscriptionId}/providers/${KEY_VAULT_PROVIDER}`;

const register = (site: Site, branch: Branch): AutomaticChange => ({
  kind: 'automatic',
  summary: `Register the resource provider ${KEY_VAULT_PROVIDER} in subscription ${subscriptionNamed(branch.answer)}, so that a vault can be created there.`,
  details: {
    operation: 'azure.provider.register',
    target: targetOf(branch),
    before: 'not registered',
    after: 'Registered',
  },
  apply: ({ requestId }) =>
    site.world.azure.registerProvider(branch.answer.subscription, KEY_VAULT_PROVIDER, requestId),
  settles: { lookAgain: 10 * SECOND, deadline: 15 * MINUTE },
});

const underWay = (branch: Branch, state: string): WaitChange => ({
  kind: 'wait',
  summary: `Wait until ${KEY_VAULT_PROVIDER} is registered in subscription ${subscriptionNamed(branch.answer)}.`,
  details: {
    operation: 'azure.provider.registered',
    target: targetOf(branch),
    before: state,
    after: 'Registered',
  },
  on: 'Azure to finish what somebody began with the resource provider',
  usually: 'a minute',
  lookAgain: 15 * SECOND,
});

const CHANGING = ['registering', 'unregistering'];

/** Our own registering has a deadline; what others began has none. */
const wasApplied = (entries: readonly Entry[], { number }: Branch): boolean =>
  entries.some((entry) => entry.kind === 'applied' && entry.step === `provider-${number}`);

/** Vaults can be made in this subscription: without it Azure refuses the first of them. */
export const providerRegistered = (site: Site, branch: Branch): Step => ({
  id: `provider-${branch.number}`,
  title: `Vaults can be created in ${branch.answer.subscriptionName}`,
  stage: 'Subscriptions',
  risk: 'routine',
  custody: branch.custody,
  sources: [SUBSCRIPTION_SOURCES.provider],
  check: ({ entries }) =>
    orSpreading(branch.subscriptionId, async () => {
      const state = await branch.provider();
      if (state.toLowerCase() === 'registered') return [];
      const changing = CHANGING.includes(state.toLowerCase());
      const waits = changing && !wasApplied(entries, branch);
      return [waits ? underWay(branch, state) : register(site, branch)];
    }),
  found: async () => `${KEY_VAULT_PROVIDER}: ${await branch.provider()}.`,
});
