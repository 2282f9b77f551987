import { z } from 'zod';
import type { Entry } from '../../../core/ledger.ts';
import type { Branch } from '../branch.ts';

/** What is on record of a backup; the bytes are kept elsewhere. */
export interface BackupRecord {
  /** The version that was current; older ones are in it as well. */
  readonly version: string;
  /** In hex, lower case. */
  readonly sha256: string;
  readonly file: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** ISO time at which it was put on record. */
  readonly at: string;
  /** `attested`: only a person has said so. */
  readonly how: 'verified' | 'attested';
}

/** Of a file in the bot's own folder, as far as it is put on record. */
export interface KeptFile {
  readonly version: string;
  readonly sha256: string;
  readonly file: string;
  readonly size: number;
}

/** The sentence that is recorded of a file, and that `lastBackup` reads again. */
export const keptSentence = (
  { keyUri }: Pick<Branch, 'keyUri'>,
  { version, file, size, sha256 }: KeptFile,
): string =>
  `${keyUri}, version ${version}: backed up as ${file}, ${size} bytes, SHA-256 ${sha256}.`;

const SENTENCE =
  /^(\S+), version ([0-9a-f]{32}): backed up as (\S+), (\d+) bytes, SHA-256 ([0-9a-f]{64})\.$/;

/** As the step's own `read` leaves it. */
const Attested = z.object({
  key: z.string(),
  version: z.string(),
  sha256: z.string(),
  file: z.string().optional(),
  size: z.number().optional(),
});

type Found = BackupRecord & { readonly key: string };

function verifiedOf(found: string | undefined, at: string): readonly Found[] {
  const [, key, version, file, size, sha256] = SENTENCE.exec(found ?? '') ?? [];
  if (key === undefined || version === undefined || sha256 === undefined) return [];
  return [{ key, version, sha256, file, size: Number(size), at, how: 'verified' }];
}

function attestedOf(seen: unknown, at: string): readonly Found[] {
  const { data } = Attested.safeParse(seen);
  if (data === undefined) return [];
  return [{ ...data, file: data.file, size: data.size, at, how: 'attested' }];
}

function recordOf(entry: Entry): readonly Found[] {
  if (entry.kind === 'verified') return verifiedOf(entry.found, entry.at);
  return entry.kind === 'attested' ? attestedOf(entry.seen, entry.at) : [];
}

/** The newest backup on record of this branch's key (check KEY-10): compare its version. */
export function lastBackup(
  history: readonly Entry[],
  { keyUri }: Pick<Branch, 'keyUri'>,
): BackupRecord | undefined {
  const same = ({ key }: Found) => key.toLowerCase() === keyUri.toLowerCase();
  const found = history.flatMap(recordOf).findLast(same);
  if (found === undefined) return undefined;
  const { key: _key, ...record } = found;
  return record;
}
