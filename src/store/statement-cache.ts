import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

const MOST = 200;

/** Kysely prepares each query anew; the bot asks the same few all the time. */
export function rememberStatements(file: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, Sqlite.Statement>();
  return {
    close: () => file.close(),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = file.prepare(sql);
      if (prepared.size >= MOST) prepared.clear();
      prepared.set(sql, statement);
      return statement;
    },
  };
}
