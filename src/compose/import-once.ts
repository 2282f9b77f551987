import { openArchive } from '../audit/archive/open.ts';
import { importFile, nameOf, type Imported } from '../audit/files/import.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { journalOf, type Journal } from '../core/journal.ts';
import { openStore } from '../store/open.ts';
import { createLog } from '../teams/log.ts';
import { clockOf } from './clock.ts';
import { whereOf } from './where.ts';

/** Brings files into the archive of the configured tenant, one after the other, without the bot. */
export async function importOnce(
  config: Config,
  files: readonly string[],
): Promise<readonly Imported[]> {
  const clock = clockOf(() => new Date());
  const store = await openStore(whereOf(config), clock);
  try {
    const archive = await archiveIn(config, store, clock);
    try {
      const journal = journalOf(store.ledger, config.tenantId, clock);
      const imported: Imported[] = [];
      for (const file of files) {
        imported.push(await noted(journal, await importFile(archive, config.tenantId, file)));
      }
      return imported;
    } finally {
      await archive.close();
    }
  } finally {
    await store.close();
  }
}

const NOT_NOTED =
  'This import could not be put on record; what is told as stored is stored. Perhaps the disk is full: make room, then import the file again.';

/** What is in the archive is told even where it could not be put on record that it is. */
async function noted(journal: Pick<Journal, 'note'>, one: Imported): Promise<Imported> {
  try {
    await journal.note({ what: 'imported', details: detailsOf(one) });
    return one;
  } catch {
    return { ...one, fine: false, rejected: [{ line: 0, reason: NOT_NOTED }, ...one.rejected] };
  }
}

const detailsOf = ({ file, read, stored, duplicates, rejected }: Imported) => ({
  ...{ file: nameOf(file), read, stored, duplicates, rejected: rejected.length },
});

const archiveIn = (
  { audit }: Config,
  { catalogue, withLock }: Awaited<ReturnType<typeof openStore>>,
  clock: Clock,
) => {
  const log = createLog('error');
  return openArchive({
    ...{ folder: audit.archiveDir, memoryMb: audit.archiveMemoryMb, catalogue, withLock, clock },
    log: { warn: (fields: object, says: string) => log.warn(says, { ...fields }) },
  });
};
