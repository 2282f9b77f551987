import { GatewayError } from '../../../core/errors.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, GuidedChange, Step, WaitChange } from '../../../core/step.ts';
import { RETENTION_FEATURE, type Branch } from '../branch.ts';
import { RETENTION_DISAGREEMENT, RETENTION_SOURCES } from '../sources/retention.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

export const FEATURE = `${RETENTION_FEATURE.namespace}/${RETENTION_FEATURE.name}`;

const ONE_WAY =
  'From then on the subscription cannot be cancelled at once and for good. Whether Microsoft takes that back is not documented, and this bot never asks for it.';

const REQUESTED = ['pending', 'registering', 'registered'];

const details = (branch: Branch, operation: string, before: string) => ({
  operation,
  target: `${branch.subscriptionId}/features/${FEATURE}`,
  before,
  after: 'asked for; Microsoft decides',
});

const request = (site: Site, branch: Branch): AutomaticChange => ({
  kind: 'automatic',
  summary: `Ask Microsoft for the mandatory retention period (feature ${FEATURE}) in subscription ${subscriptionNamed(branch.answer)}.`,
  details: details(branch, 'azure.feature.register', 'not asked for'),
  async apply({ requestId }) {
    const { subscription } = branch.answer;
    await site.world.azure.registerFeature(subscription, RETENTION_FEATURE, requestId);
  },
  settles: { lookAgain: 10 * SECOND, deadline: 15 * MINUTE },
});

const byPowerShell = ({ answer }: Branch): string =>
  [
    `Set-AzContext -Subscription ${answer.subscription}`,
    `Register-AzProviderFeature -FeatureName ${RETENTION_FEATURE.name} -ProviderNamespace ${RETENTION_FEATURE.namespace}`,
    `Get-AzProviderFeature -FeatureName ${RETENTION_FEATURE.name} -ProviderNamespace ${RETENTION_FEATURE.namespace}`,
  ].join('\n');

const supportSteps = ({ answer }: Branch): readonly string[] => [
  'Try the commands below in Azure PowerShell first; a message that the feature cannot be found confirms that it is not offered.',
  `Then open a support request in the Azure portal for subscription ${answer.subscription}: ask to have ${FEATURE} offered or set, for Customer Key of Microsoft 365.`,
  'As soon as Azure shows the feature, this run goes on by itself.',
  'To do without it, cancel this run and start again with the answer leave; the sources disagree on whether audit records need it.',
];

/** Asking Support is as one-way as asking by the API: the same people approve the instructions. */
function askSupport(branch: Branch): GuidedChange {
  const [steps, command] = [supportSteps(branch), byPowerShell(branch)];
  const before = 'not offered to this subscription';
  return {
    kind: 'guided',
    summary: `Ask Microsoft Support for the mandatory retention period in subscription ${subscriptionNamed(branch.answer)}: the feature ${FEATURE} is not offered to it.`,
    details: {
      ...details(branch, 'azure.feature.support', before),
      instructions: [...steps, command],
    },
    guide: {
      ...{ steps, command, proof: 'observed' },
      statement: `Microsoft offers the mandatory retention period to subscription ${branch.answer.subscription}.`,
    },
  };
}

const takingBack = (branch: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the feature ${FEATURE} is free to be asked for in subscription ${subscriptionNamed(branch.answer)}.`,
  details: details(branch, 'azure.feature.free', 'Unregistering'),
  on: 'Azure to finish taking the feature back, which somebody else has asked for',
  usually: 'minutes',
  lookAgain: 5 * MINUTE,
});

const unseen = (branch: Branch): GatewayError =>
  new GatewayError(
    `Subscription ${subscriptionNamed(branch.answer)} cannot be seen, so nothing can be asked for in it. ` +
      'Give the bot’s application the role Contributor on it, then type resume.',
    { status: 404, transient: false },
  );

async function planFor(site: Site, branch: Branch) {
  const state = await branch.feature();
  if (state === undefined && (await branch.subscription()) === undefined) throw unseen(branch);
  if (state === undefined) return [askSupport(branch)];
  if (REQUESTED.includes(state.toLowerCase())) return [];
  return [state.toLowerCase() === 'unregistering' ? takingBack(branch) : request(site, branch)];
}

/** Check MRP-1, first half: Microsoft has been asked. */
export const retentionRequested = (site: Site, branch: Branch): Step => ({
  id: `retention-requested-${branch.number}`,
  title: `Microsoft was asked to protect ${branch.answer.subscriptionName} from being cancelled`,
  stage: 'Mandatory retention',
  risk: 'sensitive',
  oneWay: ONE_WAY,
  sources: [
    RETENTION_SOURCES.demanded,
    RETENTION_SOURCES.doubted,
    RETENTION_SOURCES.namespace,
    RETENTION_SOURCES.feature,
  ],
  check: () => orSpreading(branch.subscriptionId, () => planFor(site, branch)),
  found: async () =>
    `State of ${FEATURE}: ${(await branch.feature()) ?? 'not offered'}. ${RETENTION_DISAGREEMENT}${site.world.settings.retention}.`,
});
