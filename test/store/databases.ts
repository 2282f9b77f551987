import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Where } from '../../src/store/open.ts';
import { newFolder } from './folders.ts';

/** An empty database and a way into it past the bot. */
export interface TestDatabase {
  readonly where: Where;
  /** Runs SQL on a connection of its own, as somebody with access to the database could. */
  attack(sql: string): Promise<void>;
  remove(): Promise<void>;
}

export async function newSqlite(): Promise<TestDatabase> {
  const { dataDir, remove } = await newFolder();
  return {
    where: { dataDir },
    async attack(sql) {
      const file = new Sqlite(join(dataDir, 'steward.db'));
      try {
        file.exec(sql);
      } finally {
        file.close();
      }
    },
    remove,
  };
}

const serverUrl = process.env.TEST_DATABASE_URL;

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Undefined when there is no server to test with: `test/store/postgres.sh` starts one. */
export const newPostgres =
  serverUrl === undefined
    ? undefined
    : async (): Promise<TestDatabase> => {
        const name = `steward_${randomBytes(6).toString('hex')}`;
        await query(serverUrl, `create database ${name}`);
        const url = new URL(serverUrl);
        url.pathname = `/${name}`;
        return {
          where: { databaseUrl: url.href },
          attack: (sql) => query(url.href, sql),
          remove: () => query(serverUrl, `drop database ${name} with (force)`),
        };
      };
