import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Where } from '../../src/store/open.ts';

/** A row as large as an entry, as often as it is committed by itself. */
const ROW = 'x'.repeat(900);

/** What a store can do at best: rows as large as an entry, each committed, one after the other. */
export interface Bare {
  readonly name: string;
  insert(): Promise<void> | void;
  close(): Promise<void> | void;
}

/** Beside the store, on the same disk or server. */
export const bareAt = (where: Where): Bare | Promise<Bare> =>
  'databaseUrl' in where ? onServer(where.databaseUrl) : inFolder(where.dataDir);

function inFolder(folder: string): Bare {
  const file = new Sqlite(join(folder, 'bare.db'));
  file.pragma('journal_mode = WAL');
  file.pragma('synchronous = FULL');
  file.exec('create table bare (row text)');
  const insert = file.prepare('insert into bare values (?)');
  return {
    name: 'SQLite',
    insert: () => void insert.run(ROW),
    close: () => void file.close(),
  };
}

async function onServer(connectionString: string): Promise<Bare> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('create table bare (row text)');
  const { rows } = await client.query<{ fsync: string }>('show fsync');
  return {
    // Without it nothing survives a lost power supply, and a commit costs next to nothing.
    name: rows[0]?.fsync === 'on' ? 'PostgreSQL' : 'PostgreSQL, fsync off',
    async insert() {
      await client.query({ name: 'bare', text: 'insert into bare values ($1)', values: [ROW] });
    },
    async close() {
      await client.end();
    },
  };
}
