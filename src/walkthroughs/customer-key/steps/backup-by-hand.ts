import { GatewayError } from '../../../core/errors.ts';
import type { GuidedChange, Pasted } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { connectAzure } from '../portals.ts';
import { quoted } from '../powershell.ts';
import { hashIn } from './backup-pasted.ts';
import { stemOf } from './backup-file.ts';

/** For an installation without a folder for backups: a person makes it and says what came out. */
export function backedUpByHand(branch: Branch): GuidedChange {
  const { subscription, key, vault } = branch.answer;
  return {
    kind: 'guided',
    summary: `Back up the key ${key} of the vault ${vault} by hand, into a place of your own, and paste the SHA-256 of the file.`,
    details: {
      operation: 'keyvault.key.backup.byHand',
      target: branch.keyUri,
      before: 'no backup of the current version on record',
      after: 'its SHA-256 on record',
    },
    guide: {
      steps: [
        `Open PowerShell with the module Az.KeyVault in the folder that shall hold the backup, as somebody who may back up keys in ${vault}.`,
        'Run the command below and paste what it prints. Never post the file itself, or anything of it: whoever has it can bring the key back.',
        'Keep the file where neither custodian of the other key can change it. It can be restored only into the same subscription and the same Azure geography.',
      ],
      command: [
        connectAzure(branch.cloud),
        `Set-AzContext -Subscription ${quoted(subscription)}`,
        // Names of vaults and keys are letters, digits and hyphens: nothing in them is expanded.
        `$file = "${stemOf(branch)}$(Get-Date -Format yyyyMMdd).backup"`,
        `Backup-AzKeyVaultKey -VaultName ${quoted(vault)} -Name ${quoted(key)} -OutputFile $file`,
        'Get-FileHash $file -Algorithm SHA256 | Format-List',
        '"Size: $((Get-Item $file).Length) bytes"',
      ].join('\n'),
      proof: 'attested',
      statement: `The key ${key} of the vault ${vault} has been backed up.`,
      asks: {
        label: 'What Get-FileHash printed',
        placeholder: 'Algorithm : SHA256, Hash : …, Path : …',
      },
    },
  };
}

/** Understands the output of `Get-FileHash`; nothing else of it is kept. */
export async function readBackup(branch: Branch, pasted: string): Promise<Pasted> {
  const { key: name, vault } = branch.answer;
  const read = hashIn(pasted);
  if (read.kind === 'refused') return read;
  const version = await versionOf(branch);
  if (version.kind === 'refused') return version;
  const { sha256, file, size } = read;
  const named = file === undefined ? 'a file' : `the file ${file}`;
  const long = size === undefined ? '' : `, ${size} bytes`;
  return {
    kind: 'accepted',
    statement: `Version ${version.id} of the key ${name} of the vault ${vault} is backed up in ${named}${long}, SHA-256 ${sha256}.`,
    seen: {
      key: branch.keyUri,
      version: version.id,
      sha256,
      ...(file === undefined ? {} : { file }),
      ...(size === undefined ? {} : { size }),
    },
  };
}

type Version =
  | { readonly kind: 'version'; readonly id: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** Whatever is current when it is said: a person cannot be asked for 32 digits. */
async function versionOf(branch: Branch): Promise<Version> {
  const { key: name, vault } = branch.answer;
  try {
    const key = await branch.key();
    return key === undefined
      ? { kind: 'refused', problem: `There is no key ${name} in ${vault} that could be backed up.` }
      : { kind: 'version', id: key.version };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return {
      kind: 'refused',
      problem: `${error.message} Nothing was recorded; paste it again then.`,
    };
  }
}
