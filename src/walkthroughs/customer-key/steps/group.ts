import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

function create(site: Site, { answer, groupId }: Branch): AutomaticChange {
  const { subscription, subscriptionName, resourceGroup: name, location } = answer;
  return {
    kind: 'automatic',
    summary: `Create the resource group ${name} in ${location}, in the subscription ${subscriptionName}.`,
    details: {
      operation: 'azure.group.create',
      target: groupId,
      before: null,
      after: { location },
    },
    apply: ({ requestId }) =>
      site.world.azure.createResourceGroup({ subscription, name, location }, requestId),
  };
}

/** Where the vault of a branch goes. A group of this name is taken as it is, wherever it stands. */
export const groupExists = (site: Site, branch: Branch): Step => ({
  id: `group-${branch.number}`,
  title: `The resource group ${branch.answer.resourceGroup} exists in ${branch.answer.subscriptionName}`,
  stage: 'Vaults',
  risk: 'routine',
  custody: branch.custody,
  sources: [VAULT_SOURCES.group],
  check: () =>
    orSpreading(branch.groupId, async () =>
      (await branch.group()) === undefined ? [create(site, branch)] : [],
    ),
  async found() {
    const group = await branch.group();
    const { location } = branch.answer;
    return group === undefined || group.location === location
      ? `It stands in ${location}.`
      : `It keeps its own data in ${group.location}; the vault stands in ${location} all the same.`;
  },
});
