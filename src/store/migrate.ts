import { Migrator } from 'kysely/migration';
import type { Kind } from './append-only.ts';
import { migrations } from './migrations.ts';
import type { Database } from './tables.ts';

// Kysely's default names could belong to another application in the same database.
const ownNames = {
  migrationTableName: 'steward_migration',
  migrationLockTableName: 'steward_migration_lock',
};

/**
 * Brings the schema up to date. Kysely holds an advisory lock on PostgreSQL meanwhile, so replicas
 * that start at once take turns, and all of it is one transaction on both databases.
 */
export async function migrate(db: Database, kind: Kind): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(migrations(kind)) };
  const { error } = await new Migrator({ db, provider, ...ownNames }).migrateToLatest();
  if (error !== undefined)
    throw new Error(
      'The tables of the store could not be brought up to date. If an older version of the bot was ' +
        'started on a newer store, start the newer version; nothing was changed.',
      { cause: error },
    );
}
