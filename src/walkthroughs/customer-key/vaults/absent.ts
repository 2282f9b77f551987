import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { Change, Looking, WaitChange } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { CREATE, createVault, recoverVault } from './creation.ts';
import { unfit } from './place.ts';
import { isSame } from '../same.ts';
import { orUnregistered } from './spreading.ts';
import { deletedElsewhere, takenBy } from './taken.ts';

/** So long a vault that was begun may hold its name without being shown. */
const UNSEEN = 10 * MINUTE;

/** Begun here a moment ago, perhaps without an answer: then the name is ours. */
const begun = ({ entries, now }: Looking, { vaultId }: Branch): boolean =>
  entries.some(
    (entry) =>
      entry.kind === 'applying' &&
      entry.change.details.operation === CREATE &&
      entry.change.details.target === vaultId &&
      now.getTime() - Date.parse(entry.at) < UNSEEN,
  );

const notShownYet = ({ answer, vaultId }: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until Azure shows the vault ${answer.vault}, which was begun.`,
  details: { operation: 'azure.vault.shown', target: vaultId, before: 'begun', after: 'shown' },
  on: `Azure to show the vault ${answer.vault}`,
  usually: 'seconds to minutes',
  lookAgain: 10 * SECOND,
});

/** The way to a vault that is not there: new, recovered, or refused with what a person can do. */
export async function comeIntoBeing(
  site: Site,
  branch: Branch,
  looking: Looking,
): Promise<readonly Change[]> {
  const { answer } = branch;
  const [deleted, name] = await Promise.all([
    orUnregistered(branch.deletedVault()),
    orUnregistered(branch.nameVerdict()),
  ]);
  if (deleted !== undefined) {
    if (isSame(deleted.resourceGroup, answer.resourceGroup))
      return [recoverVault(site, branch, deleted)];
    throw unfit(deletedElsewhere(site, answer, deleted));
  }
  // A subscription without the provider cannot say; creating the vault will.
  if (name?.available ?? true) return [createVault(site, branch)];
  if (begun(looking, branch)) return [notShownYet(branch)];
  throw unfit(
    name?.reason === 'AccountNameInvalid' ? invalid(answer.vault) : await takenBy(site, branch),
  );
}

const invalid = (name: string): string =>
  `Azure does not take the name ${name} for a vault: 3 to 24 letters, digits and single hyphens, a ` +
  'letter first. Start again with another name.';
