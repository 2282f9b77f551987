import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { releaseAll } from './due-claim.ts';
import { localLock } from './local-lock.ts';
import { migrate } from './migrate.ts';
import type { Opened } from './opened.ts';
import { holdFolder } from './sqlite-guard.ts';
import { sqliteTrouble } from './sqlite-trouble.ts';
import { rememberStatements } from './statement-cache.ts';
import type { Tables } from './tables.ts';

const BUSY_MS = 5000;
const OUR_FOLDER = 0o700;
const OUR_FILE = 0o600;

/** Opens the embedded store: one file, one process. */
export async function openSqlite(dataDir: string): Promise<Opened> {
  try {
    return await openIn(dataDir);
  } catch (error) {
    throw sqliteTrouble(error, dataDir);
  }
}

async function openIn(dataDir: string): Promise<Opened> {
  mkdirSync(dataDir, { recursive: true, mode: OUR_FOLDER });
  const folder = holdFolder(dataDir);
  try {
    const db = new Kysely<Tables>({ dialect: dialectOf(openFile(join(dataDir, 'steward.db'))) });
    await migrate(db, 'sqlite');
    await releaseAll(db);
    const close = async () => {
      await db.destroy();
      folder.release();
    };
    return { db, kind: 'sqlite', withLock: localLock(), close };
  } catch (error) {
    folder.release();
    throw error;
  }
}

function openFile(path: string): Sqlite.Database {
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', OUR_FILE));
  const file = new Sqlite(path, { timeout: BUSY_MS });
  file.pragma('journal_mode = WAL');
  // WAL alone survives a killed process; FULL also survives a lost power supply.
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  return file;
}

/** SQLite can take back the creation of a table: a migration is done whole or not at all. */
class WholeMigrations extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new WholeMigrations();
  }
}

const dialectOf = (database: Sqlite.Database): SqliteDialect =>
  new Dialect({ database: rememberStatements(database) });
