import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, GuidedChange, Looking, Step } from '../../../core/step.ts';
import { withInstructions } from '../../instructions.ts';
import { lookInto, vaultOf } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import { quoted } from '../powershell.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import type { Site } from '../world.ts';
import { changing } from './changing.ts';
import { shown } from './key.ts';

/** A backup that is on record for a key. */
export interface KeptBackup {
  /** Name of the file in the customer's own place; undefined: a person keeps it somewhere. */
  readonly file: string | undefined;
  /** SHA-256, in hex. */
  readonly sha256: string;
  /** The version that was current when it was made. */
  readonly version: string;
}

/** Also where the vault does not show it, because its current version is switched off. */
export const isThere = async (branch: Branch): Promise<boolean> =>
  (await shown(branch)) !== undefined;

const OLDER = 'Versions that were made after the backup do not come back with it.';

type Kept = KeptBackup & { readonly file: string };

function restore(site: Site, branch: Branch, { file, sha256, version }: Kept): AutomaticChange {
  return {
    kind: 'automatic',
    summary: `Restore the key ${branch.answer.key} into ${branch.answer.vault} from the backup ${file}, in which version ${version} is the newest. ${OLDER}`,
    details: {
      operation: 'keyvault.key.restore',
      target: branch.keyUri,
      before: null,
      after: { backup: file, sha256, version },
    },
    async apply({ requestId }) {
      const blob = await site.world.backups?.get(file);
      if (blob === undefined) throw lost(file);
      if (createHash('sha256').update(blob).digest('hex') !== sha256) throw altered(file);
      await changing(branch, (keys) => keys.restoreKey(blob, requestId));
    },
    settles: { lookAgain: 5 * SECOND, deadline: 5 * MINUTE },
  };
}

const lost = (file: string): GatewayError =>
  new GatewayError(
    `The backup ${file} is no longer in the folder for key backups. Bring it back, then type resume.`,
    { status: 404, transient: false },
  );

const altered = (file: string): GatewayError =>
  new GatewayError(
    `The backup ${file} is not the one on record: its SHA-256 differs. Nothing was restored. Bring the right file, then type resume.`,
    { status: 409, transient: false },
  );

function byHand({ answer, label, keyUri }: Branch, kept: KeptBackup | undefined): GuidedChange {
  const which =
    kept === undefined
      ? 'No backup of it is on record here; look for one in the places where your people keep them.'
      : `Its backup on record has the SHA-256 ${kept.sha256}, and version ${kept.version} is the newest in it. Compare with Get-FileHash before you restore. ${OLDER}`;
  return withInstructions({
    kind: 'guided',
    summary: `The ${label} is gone from ${answer.vault} and cannot be recovered; restore it from its backup.`,
    details: {
      operation: 'keyvault.key.restore.byHand',
      target: keyUri,
      before: null,
      after:
        kept === undefined
          ? 'the key, from a backup'
          : { sha256: kept.sha256, version: kept.version },
    },
    guide: {
      steps: [
        which,
        'A backup can be restored only into the same subscription and the same Azure geography, under a name that is free.',
        'Put the path of the file in place of PATH and run the command as somebody who may restore keys in that vault.',
        'If there is no backup: do not delete anything else. The other key still opens the data. Open a ticket with Microsoft for the M365 Customer Key team before you change the policy.',
      ],
      command: `Restore-AzKeyVaultKey -VaultName ${quoted(answer.vault)} -InputFile PATH`,
      proof: 'observed',
      statement: `The ${label} is in ${answer.vault} again.`,
    },
  });
}

/** Reference §9.5, a key that is gone for good. Nothing new is ever made under an old name. */
export const keyRestored = (
  site: Site,
  branch: Branch,
  backupOf: (looking: Looking) => KeptBackup | undefined,
): Step => ({
  id: `key-restored-${branch.number}`,
  title: `The ${branch.label} is there, or can be recovered`,
  stage: 'Keys',
  risk: 'sensitive',
  custody: branch.custody,
  sources: [LATER_SOURCES.restore],
  check: (looking) => lookInto(branch, looking, () => planFor(site, branch, backupOf(looking))),
});

async function planFor(site: Site, branch: Branch, kept: KeptBackup | undefined) {
  // A vault that is still deleted brings its keys back with it.
  if ((await vaultOf(branch)) === undefined) return [];
  if ((await isThere(branch)) || (await branch.deletedKey()) !== undefined) return [];
  const { file } = kept ?? {};
  return kept === undefined || file === undefined || site.world.backups === undefined
    ? [byHand(branch, kept)]
    : [restore(site, branch, { ...kept, file })];
}
