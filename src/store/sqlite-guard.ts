import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

const PATIENCE_MS = 1000;

/** Another process has the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/**
 * Keeps a second process out of the folder. The lock is the operating system's, taken through a
 * database of its own that nobody writes to, so it ends with the process however that ends.
 */
export function holdFolder(dataDir: string): { release(): void } {
  const lock = new Sqlite(join(dataDir, 'steward.lock'), { timeout: PATIENCE_MS });
  try {
    lock.exec('begin exclusive');
    return { release: () => void lock.close() };
  } catch (cause) {
    lock.close();
    throw isBusy(cause) ? new FolderInUse(inUse(dataDir), { cause }) : cause;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');

const inUse = (dataDir: string): string =>
  `Another process is using the data folder ${dataDir}. Stop it first, name another folder in ` +
  'DATA_DIR, or set DATABASE_URL: on PostgreSQL any number of processes may share one store.';
