import type { Change, Looking, Step } from '../../../core/step.ts';
import { lookInto, vaultOf } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import { KEY_SOURCES } from '../sources/keys.ts';
import type { Site } from '../world.ts';
import { backedUpByHand, readBackup } from './backup-by-hand.ts';
import { backUp, keptFile, missingFile } from './backup-file.ts';
import { keptSentence, lastBackup } from './backup-record.ts';

/** Check KEY-10: a backup of the current version, in a place of the customer's own. */
export const backup = (site: Site, branch: Branch): Step => ({
  id: `backup-${branch.number}`,
  title: `The ${branch.label} is backed up`,
  stage: 'Keys',
  risk: 'routine',
  custody: branch.custody,
  sources: [KEY_SOURCES.backup],
  after: [`key-${branch.number}`],
  check: (looking) => lookInto(branch, looking, () => planFor(site, branch, looking)),
  read: (pasted) => readBackup(branch, pasted),
  found: ({ history }) => foundOf(site, branch, history),
});

/** The backup of whatever is current when it is made: to be decided before that version exists. */
export const backupOf = ({ world }: Site, branch: Branch): Change =>
  world.backups === undefined ? backedUpByHand(branch) : backUp(branch, world.backups);

function planFor(site: Site, branch: Branch, looking: Looking): Promise<readonly Change[]> {
  const { backups } = site.world;
  return backups === undefined
    ? onRecordOrByHand(branch, looking)
    : missingFile(branch, backups, looking);
}

/** Where the bot has no folder, what a person said of this very version stands. */
async function onRecordOrByHand(branch: Branch, { history }: Looking): Promise<readonly Change[]> {
  const key = (await vaultOf(branch)) && (await branch.key());
  const known = key && lastBackup(history, branch)?.version === key.version;
  return known ? [] : [backedUpByHand(branch)];
}

async function foundOf(site: Site, branch: Branch, history: Looking['history']): Promise<string> {
  const { backups } = site.world;
  const kept = backups && (await keptFile(branch, backups));
  if (kept !== undefined) return keptSentence(branch, kept);
  const known = lastBackup(history, branch);
  if (known === undefined) return 'No backup is on record.';
  const who = known.how === 'attested' ? 'A person said' : 'The bot saw';
  return `${who} at ${known.at} that version ${known.version} is backed up${known.file === undefined ? '' : ` as ${known.file}`}, SHA-256 ${known.sha256}.`;
}
