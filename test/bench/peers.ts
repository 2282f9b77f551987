import Database from 'better-sqlite3';
import pg from 'pg';
import type { Cells, Reader } from '../../src/audit/reader.ts';
import { newPostgres } from '../store/databases.ts';

/** The questions that every store of records is asked: the busiest users, each day, one filter. */
export const COUNTS = [
  `select actor, count(*) as n from records group by actor order by n desc, actor limit 10`,
  `select date_trunc('day', "at") as day, count(*) as n from records group by 1 order by 1`,
  `select count(*) as n from records where message_key = 'exporttoexcel' and entity = 'contact'`,
];
const COUNTS_SQLITE = COUNTS.with(
  1,
  `select substr("at", 1, 10) as day, count(*) as n from records group by 1 order by 1`,
);

/** A store that answers the same questions over the same records. */
export interface Peer {
  readonly name: string;
  ask(): Promise<unknown>;
  close(): Promise<void>;
}

const columnsOf = (records: Reader): Promise<readonly Cells[]> =>
  records.rows(`select "at"::varchar as "at", actor, message_key, entity from records`);

const cellsOf = (row: Cells): readonly unknown[] =>
  ['at', 'actor', 'message_key', 'entity'].map((name) => row[name]);

/** The same columns as a plain table with an index on time. */
async function sqlitePeer(records: Reader): Promise<Peer> {
  const db = new Database(':memory:');
  db.exec('create table records ("at" text, actor text, message_key text, entity text)');
  const insert = db.prepare('insert into records values (?, ?, ?, ?)');
  const rows = await columnsOf(records);
  db.transaction(() => {
    for (const row of rows) insert.run(...cellsOf(row));
  })();
  db.exec('create index records_at on records ("at")');
  const all = COUNTS_SQLITE.map((sql) => db.prepare(sql));
  return {
    name: 'SQLite table',
    ask: async () => all.map((statement) => statement.all()),
    close: async () => void db.close(),
  };
}

const AT_ONCE = 50_000;

async function fill(client: pg.Client, rows: readonly Cells[]): Promise<void> {
  await client.query(
    'create table records ("at" timestamp, actor text, message_key text, entity text)',
  );
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE).map(cellsOf);
    const columns = [0, 1, 2, 3].map((column) => some.map((cells) => cells[column]));
    await client.query(
      'insert into records select * from unnest($1::timestamp[], $2::text[], $3::text[], $4::text[])',
      columns,
    );
  }
  await client.query('create index on records ("at")');
  await client.query('vacuum analyze records');
}

/** The same again on the server that `TEST_DATABASE_URL` names; undefined without one. */
async function findPostgresPeer(records: Reader): Promise<Peer | undefined> {
  if (newPostgres === undefined) return undefined;
  const { where, remove } = await newPostgres();
  if (!('databaseUrl' in where)) throw new Error('A server has an address.');
  const client = new pg.Client({ connectionString: where.databaseUrl });
  await client.connect();
  await fill(client, await columnsOf(records));
  return {
    name: 'PostgreSQL table',
    // One after the other: they share a connection, as they share a thread in SQLite.
    async ask() {
      for (const sql of COUNTS) await client.query(sql);
    },
    async close() {
      await client.end();
      await remove();
    },
  };
}

/** Everything here that can be asked the same. */
export async function peersOf(records: Reader): Promise<readonly Peer[]> {
  const postgres = await findPostgresPeer(records);
  return [await sqlitePeer(records), ...(postgres === undefined ? [] : [postgres])];
}
