import { openArchive } from '../audit/archive/open.ts';
import { importFile, nameOf, type Imported } from '../audit/files/import.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { journalOf } from '../core/journal.ts';
import { openStore } from '../store/open.ts';
import { createLog } from '../teams/log.ts';
import { clockOf } from './clock.ts';

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
        const one = await importFile(archive, config.tenantId, file);
        await journal.note({ what: 'imported', details: detailsOf(one) });
        imported.push(one);
      }
      return imported;
    } finally {
      await archive.close();
    }
  } finally {
    await store.close();
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

const whereOf = ({ databaseUrl, dataDir }: Config) =>
  databaseUrl === undefined ? { dataDir } : { databaseUrl: databaseUrl.reveal() };
