import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { z } from 'zod';
import type { Documents } from './service.ts';

/** Where the tenant's documents are kept. */
export interface Store {
  documents<T>(collection: string, schema: z.ZodType<T>): Documents<T>;
  together<T>(work: () => T): T;
  /** How many documents this collection has. */
  count(collection: string): number;
  /** How many documents each collection has. */
  counts(): Readonly<Record<string, number>>;
  /** Forgets every collection but those named. */
  clear(keep: readonly string[]): void;
  close(): void;
}

interface Row {
  readonly key: string;
  readonly json: string;
}

const CREATE = `create table if not exists documents (
  collection text not null, key text not null, json text not null,
  primary key (collection, key)) without rowid`;

/** Opens the documents in a folder; a second process is refused with a sentence. */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = open(join(folder, 'sandbox.sqlite'), folder);
  const select = database.prepare<[string, string], Row>(
    'select key, json from documents where collection = ? and key = ?',
  );
  const selectAll = database.prepare<[string], Row>(
    'select key, json from documents where collection = ? order by key',
  );
  const upsert = database.prepare<[string, string, string]>(
    'insert into documents values (?, ?, ?) on conflict do update set json = excluded.json',
  );
  const count = database.prepare<[string], { count: number }>(
    'select count(*) as count from documents where collection = ?',
  );
  const remove = database.prepare<[string, string]>(
    'delete from documents where collection = ? and key = ?',
  );

  return {
    documents(collection, schema) {
      const read = readerOf(collection, schema);
      return {
        find: (key) => read(select.get(collection, key)),
        put: (key, value) => void upsert.run(collection, key, JSON.stringify(value)),
        delete: (key) => void remove.run(collection, key),
        list: () => selectAll.all(collection).flatMap((row) => read(row) ?? []),
      };
    },
    together: (work) => database.transaction(work)(),
    count: (collection) => count.get(collection)?.count ?? 0,
    counts: () => countsOf(database),
    clear: (keep) => clear(database, keep),
    close: () => void database.close(),
  };
}

function open(file: string, folder: string): Database.Database {
  const database = new Database(file, { timeout: 500 });
  try {
    // The kernel drops an exclusive lock with its process, so a kill leaves nothing to clean up.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // Written through to the operating system, which is what outlives a killed process.
    database.pragma('synchronous = NORMAL');
    database.exec(CREATE);
    return database;
  } catch (cause) {
    database.close();
    const busy = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
    throw busy ? new Error(`Another sandbox is running on ${folder}: stop it first.`) : cause;
  }
}

const readerOf =
  <T>(collection: string, schema: z.ZodType<T>) =>
  (row: Row | undefined): T | undefined => {
    if (row === undefined) return undefined;
    const read = schema.safeParse(JSON.parse(row.json));
    if (read.success) return read.data;
    throw new Error(`The document ${collection}/${row.key} cannot be read`, { cause: read.error });
  };

function countsOf(database: Database.Database): Readonly<Record<string, number>> {
  const rows = database
    .prepare<[], { collection: string; count: number }>(
      'select collection, count(*) as count from documents group by collection',
    )
    .all();
  return Object.fromEntries(rows.map(({ collection, count }) => [collection, count]));
}

function clear(database: Database.Database, keep: readonly string[]): void {
  const places = keep.map(() => '?').join(', ');
  database.prepare(`delete from documents where collection not in (${places})`).run(...keep);
}
