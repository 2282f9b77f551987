import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, Change, Looking } from '../../../core/step.ts';
import type { BackupPlace } from '../../../gateways/backup-place.ts';
import { vaultOf } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import type { KeptFile } from './backup-record.ts';
import { lastBackup } from './backup-record.ts';
import { changing } from './changing.ts';

const OPERATION = 'keyvault.key.backup';

/** As Microsoft advises to name backups, up to what tells one from another. */
export const stemOf = ({ answer: { vault, key } }: Branch): string =>
  `${key.toLowerCase().startsWith(`${vault.toLowerCase()}-`) ? key : `${vault}-${key}`}-Backup-`;

/** The advice puts a day there; a version says more, and the same at any time. */
export const fileNameOf = (branch: Branch, version: string): string =>
  `${stemOf(branch)}${version}.backup`;

/** The file of the current version, looked at; undefined: there is none, or no key. */
export async function keptFile(branch: Branch, place: BackupPlace): Promise<KeptFile | undefined> {
  const key = (await vaultOf(branch)) && (await branch.key());
  if (key === undefined) return undefined;
  const file = fileNameOf(branch, key.version);
  const bytes = await place.get(file);
  if (bytes === undefined) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { version: key.version, file, size: bytes.length, sha256 };
}

/** Also before there is a key: which version is backed up is said when it was. */
export async function missingFile(
  branch: Branch,
  place: BackupPlace,
  looking: Looking,
): Promise<readonly Change[]> {
  const kept = await keptFile(branch, place);
  if (kept === undefined) return [backUp(branch, place)];
  assertOurs(branch, kept, looking);
  return [];
}

export function backUp(branch: Branch, place: BackupPlace): AutomaticChange {
  const { key, vault } = branch.answer;
  return {
    kind: 'automatic',
    summary: `Back up the key ${key} of the vault ${vault}, with all its versions, into the folder for key backups. Only name, size and SHA-256 of the file are put on record.`,
    details: {
      operation: OPERATION,
      target: branch.keyUri,
      before: null,
      after: { file: fileNameOf(branch, '<current version>'), kept: 'folder for key backups' },
    },
    apply: () => changing(branch, () => writeFile(branch, place)),
    settles: { lookAgain: 5 * SECOND, deadline: 5 * MINUTE },
  };
}

async function writeFile(branch: Branch, place: BackupPlace): Promise<void> {
  const { key: name, vault } = branch.answer;
  const key = await branch.key();
  if (key === undefined) throw gone(name, vault);
  const file = fileNameOf(branch, key.version);
  await branch.asked((keys) => keys.backUp(name, (blob) => place.put(file, blob)));
}

const gone = (key: string, vault: string): GatewayError =>
  new GatewayError(
    `There is no key ${key} in ${vault} to back up. Bring it back, then type resume.`,
    { status: 404, code: 'KeyNotFound', transient: false },
  );

const doubtful = (what: string): GatewayError =>
  new GatewayError(
    `${what} Move that file away and keep it for comparison, then type resume: a new backup is made.`,
    { status: 409, code: 'BackupDoubtful', transient: false },
  );

/** A name proves nothing: it has to be the file that was seen, or one that the bot wrote since. */
function assertOurs(branch: Branch, { file, version, sha256 }: KeptFile, looking: Looking): void {
  const begun = looking.history.findLastIndex((entry) => isBackingUp(entry, branch));
  const since = looking.history.slice(begun + 1);
  const known = lastBackup(since, branch);
  if (known?.how !== 'verified' || known.version !== version) {
    if (begun >= 0 && !failed(since, branch)) return;
    throw doubtful(`There is a file ${file} already, which this bot has no record of.`);
  }
  if (known.sha256 !== sha256)
    throw doubtful(
      `The backup ${file} is not the one that was seen on ${known.at.slice(0, 10)}: its SHA-256 differs.`,
    );
}

const isBackingUp = (entry: Entry, { keyUri }: Branch): boolean =>
  entry.kind === 'applying' &&
  entry.change.details.operation === OPERATION &&
  entry.change.details.target === keyUri;

/** Whether what was begun came to nothing. */
const failed = (since: readonly Entry[], { number }: Branch): boolean =>
  since.find(
    (entry) =>
      (entry.kind === 'applied' || entry.kind === 'failed') && entry.step === `backup-${number}`,
  )?.kind === 'failed';
