import { z } from 'zod';
import type { Entry } from '../../../core/ledger.ts';
import { sameKeys } from '../../../gateways/key-address.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import type { BranchSeen } from '../observation.ts';
import { isSame } from '../same.ts';

/** A backup of a key, as it stands on record. */
export interface BackupOnRecord {
  /** ISO time of the record. */
  readonly at: string;
  /** Versions that it names; empty where the record names none. */
  readonly versions: readonly string[];
  /** Whose word it is; undefined where the bot made or saw it. */
  readonly by: string | undefined;
}

export const BACK_UP = 'keyvault.key.backup';
const VERSION = /\b[0-9a-f]{32}\b/gi;
const Seen = z.object({ version: z.string().optional(), key: z.string().optional() });

const versionsIn = (text: string): readonly string[] => text.match(VERSION) ?? [];

/** Every backup of this branch's key that is on record, oldest first. */
export function backupsOf(
  history: readonly Entry[],
  { number, keyUri }: Pick<BranchSeen, 'number' | 'keyUri'>,
): readonly BackupOnRecord[] {
  const step = `backup-${number}`;
  return history.flatMap((entry): readonly BackupOnRecord[] => {
    if (entry.kind === 'attested' && entry.step === step) {
      const { version = '', key = keyUri } = Seen.safeParse(entry.seen).data ?? {};
      const record = { at: entry.at, versions: versionsIn(version), by: entry.by.name };
      return sameKeys([key], [keyUri]) ? [record] : [];
    }
    if (entry.kind === 'verified' && entry.step === step) {
      const versions = versionsIn(entry.found ?? '');
      return versions.length === 0 ? [] : [{ at: entry.at, versions, by: undefined }];
    }
    if (entry.kind !== 'applied') return [];
    const { operation, target, ...rest } = entry.change.details;
    if (operation !== BACK_UP || !sameKeys([target], [keyUri])) return [];
    return [{ at: entry.at, versions: versionsIn(JSON.stringify(rest)), by: undefined }];
  });
}

/** The newest backup that has the current version in it. */
export const backupFor = (
  backups: readonly BackupOnRecord[],
  { version, createdAt }: Key,
): BackupOnRecord | undefined =>
  backups.findLast(({ at, versions }) =>
    versions.length > 0
      ? versions.some((one) => isSame(one, version))
      : createdAt !== undefined && Date.parse(at) >= Date.parse(createdAt),
  );
