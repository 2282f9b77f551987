import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { getBot } from './bot.ts';
import { isSame } from '../same.ts';
import { orUnregistered } from './spreading.ts';

/** All that the walkthroughs do with keys; deleting and purging are left out on purpose. */
const NEEDED = [
  ...['get', 'list', 'create', 'import', 'update', 'backup', 'restore', 'recover'],
  ...['getrotationpolicy', 'setrotationpolicy'],
];

/** What the bot's own entry in the vault's access policies allows, lower case. */
async function heldBy(branch: Branch, bot: string): Promise<readonly string[]> {
  const vault = await orUnregistered(branch.vault());
  return (
    (vault?.accessPolicies ?? [])
      // An entry for somebody acting through an application does not count for the bot alone.
      .filter(({ objectId, application }) => isSame(objectId, bot) && application === undefined)
      .flatMap(({ keys }) => keys.map((key) => key.toLowerCase()))
  );
}

const lacking = (held: readonly string[]): readonly string[] =>
  held.includes('all') ? [] : NEEDED.filter((key) => !held.includes(key));

/** What a vault that goes by access policies still lacks; undefined: nothing. */
export async function missingPolicy(
  site: Site,
  branch: Branch,
): Promise<AutomaticChange | undefined> {
  const { id: objectId } = await getBot(site);
  const held = await heldBy(branch, objectId);
  const keys = lacking(held);
  if (keys.length === 0) return undefined;
  const policy = { tenantId: site.answers.tenant.id, objectId, keys };
  return {
    kind: 'automatic',
    summary:
      `The bot widens its own rights: the access policies of the vault ${branch.answer.vault} let its ` +
      `application do this with keys: ${keys.join(', ')}. Not delete, not purge.`,
    details: {
      operation: 'azure.vault.policy.add',
      target: branch.vaultId,
      before: [...held].sort(),
      after: policy,
    },
    apply: ({ requestId }) => site.world.azure.addAccessPolicy(branch.at, policy, requestId),
    settles: { lookAgain: 30 * SECOND, deadline: 15 * MINUTE },
  };
}

/** What the entry allows, in words. */
export async function policyInWords(site: Site, branch: Branch): Promise<string> {
  const held = await heldBy(branch, (await getBot(site)).id);
  const more = ['all', 'delete', 'purge'].filter((key) => held.includes(key));
  const warning = more.length > 0 ? ` It needs no ${more.join(', ')}: take that away.` : '';
  return `The vault's access policies let the bot ${[...held].sort().join(', ')}.${warning}`;
}
