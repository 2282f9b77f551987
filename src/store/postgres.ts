import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { advisoryLock } from './advisory-lock.ts';
import { lockSession } from './lock-session.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import type { Opened } from './opened.ts';
import type { Database, Tables } from './tables.ts';

const INT8 = 20;
const DATE = 1082;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
const LOCK_WAIT_MS = 120_000;

// pg would give 64-bit integers as strings, and dates as midnight of the machine's time zone.
pg.types.setTypeParser(INT8, Number);
pg.types.setTypeParser(DATE, String);

/** Opens the store that any number of replicas share. */
export async function openPostgres(databaseUrl: string, log: Log): Promise<Opened> {
  const config = {
    connectionString: databaseUrl,
    application_name: 'audit-steward',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // For a server that is gone without a word: the one above is the server's own.
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  };
  const pool = new pg.Pool({ ...config, max: 10 });
  // Without a listener, the loss of an idle connection would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection was lost.'));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const session = lockSession(config, log);
  const close = async () => {
    await session.close();
    await db.destroy();
  };
  try {
    await answers(db);
    await migrate(db, 'postgres');
  } catch (error) {
    await close();
    throw error;
  }
  return { db, kind: 'postgres', withLock: advisoryLock(session, LOCK_WAIT_MS), close };
}

async function answers(db: Database): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (cause) {
    throw new Error(
      'The database in DATABASE_URL cannot be used. Check that the server runs and can be reached ' +
        'from here, and that the address, the user and the password are right.',
      { cause },
    );
  }
}
