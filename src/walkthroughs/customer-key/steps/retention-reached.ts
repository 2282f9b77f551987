import { HOUR, MINUTE } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, Looking, Step } from '../../../core/step.ts';
import { KEY_VAULT_PROVIDER, type Branch } from '../branch.ts';
import { RETENTION_SOURCES } from '../sources/retention.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

const PROTECTED = 'protectedsubscription';

const registerAgain = (site: Site, branch: Branch): AutomaticChange => ({
  kind: 'automatic',
  summary: `Register the resource provider ${KEY_VAULT_PROVIDER} again in subscription ${subscriptionNamed(branch.answer)}, so that the approved retention reaches the key ${branch.answer.key} in the vault ${branch.answer.vault}.`,
  details: {
    operation: 'azure.provider.register',
    target: `${branch.subscriptionId}/providers/${KEY_VAULT_PROVIDER}`,
    key: branch.keyUri,
    before: 'registered before Microsoft approved the retention',
    after: 'registered again; the recovery level of the key contains ProtectedSubscription',
  },
  apply: ({ requestId }) =>
    site.world.azure.registerProvider(branch.answer.subscription, KEY_VAULT_PROVIDER, requestId),
  settles: { lookAgain: MINUTE, deadline: HOUR },
});

const wasBegun = ({ entries }: Looking, { number }: Branch): boolean =>
  entries.some(
    (entry) => entry.kind === 'applying' && entry.step === `retention-reached-${number}`,
  );

/**
 * At the start the bot may not be allowed to read the key yet. Registering once more does no harm,
 * so it is planned all the same; afterwards a key that cannot be read is said.
 */
async function levelOf(branch: Branch, looking: Looking): Promise<string> {
  try {
    return (await branch.key())?.recoveryLevel ?? '';
  } catch (error) {
    const refused = error instanceof GatewayError && error.status === 403;
    if (refused && !wasBegun(looking, branch)) return '';
    throw error;
  }
}

const isProtected = (level: string): boolean => level.toLowerCase().includes(PROTECTED);

/** Check MRP-2: what Microsoft has approved is seen at the key. */
export const retentionReached = (site: Site, branch: Branch): Step => ({
  id: `retention-reached-${branch.number}`,
  title: `The retention has reached the ${branch.label}`,
  stage: 'Mandatory retention',
  risk: 'routine',
  custody: branch.custody,
  sources: [RETENTION_SOURCES.again, RETENTION_SOURCES.demanded],
  after: [`retention-approved-${branch.number}`, `key-${branch.number}`],
  check: (looking) =>
    orSpreading(branch.subscriptionId, async () =>
      isProtected(await levelOf(branch, looking)) ? [] : [registerAgain(site, branch)],
    ),
  found: async () =>
    `Recovery level of the key ${branch.answer.key}: ${(await branch.key())?.recoveryLevel ?? 'not readable any more'}.`,
});
