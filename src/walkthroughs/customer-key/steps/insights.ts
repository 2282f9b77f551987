import { SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, Step, WaitChange } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { isSame } from '../same.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

const MONITOR = 'Microsoft.Insights';

const targetOf = ({ subscriptionId }: Branch): string => `${subscriptionId}/providers/${MONITOR}`;

function register(site: Site, branch: Branch): AutomaticChange {
  const { subscription, subscriptionName } = branch.answer;
  return {
    kind: 'automatic',
    summary: `Register ${MONITOR} in the subscription ${subscriptionName}, so that the vault can send its logs.`,
    details: {
      operation: 'azure.provider.register',
      target: targetOf(branch),
      before: 'not registered',
      after: 'Registered',
    },
    apply: ({ requestId }) => site.world.azure.registerProvider(subscription, MONITOR, requestId),
  };
}

const registering = (branch: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until ${MONITOR} is registered in ${branch.answer.subscriptionName}.`,
  details: {
    operation: 'azure.provider.registered',
    target: targetOf(branch),
    before: 'Registering',
    after: 'Registered',
  },
  on: `Azure to register ${MONITOR}`,
  usually: 'a minute or so',
  lookAgain: 10 * SECOND,
});

/** A fresh subscription refuses diagnostic settings without it. */
export const insightsRegistered = (site: Site, branch: Branch): Step => ({
  id: `insights-${branch.number}`,
  title: `${branch.answer.subscriptionName} can send logs`,
  stage: 'Vaults',
  risk: 'routine',
  custody: branch.custody,
  sources: [VAULT_SOURCES.monitor],
  check: () =>
    orSpreading(targetOf(branch), async () => {
      const state = await site.world.azure.getProvider(branch.answer.subscription, MONITOR);
      if (isSame(state, 'Registered')) return [];
      return [isSame(state, 'Registering') ? registering(branch) : register(site, branch)];
    }),
  found: () => Promise.resolve(`${MONITOR} is registered.`),
});
