import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { sqlKeep } from './keep.ts';
import { sqlLedger } from './ledger.ts';
import type { Store } from './open.ts';
import { sqlOpenings } from './openings.ts';
import { sqlSeenCards } from './seen-cards.ts';
import { sqliteTrouble } from './sqlite-trouble.ts';
import type { Tables } from './tables.ts';
import { sqlTree } from './tree.ts';

const BUSY_MS = 5000;

/** What can be read of a store while the bot that owns it runs. */
export type Readable = Pick<Store, 'tree' | 'openings' | 'seen' | 'ledger' | 'keep' | 'close'>;

/** Opens the embedded store beside the bot that has it, to read and never to write. */
export function openBeside(dataDir: string, clock: Clock): Readable {
  try {
    const path = join(dataDir, 'steward.db');
    const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    return {
      tree: sqlTree(db),
      openings: sqlOpenings(db, clock),
      seen: sqlSeenCards(db),
      ledger: sqlLedger(db, clock),
      keep: sqlKeep(db),
      close: () => db.destroy(),
    };
  } catch (error) {
    throw sqliteTrouble(error, dataDir);
  }
}
