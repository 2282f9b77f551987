import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Bound, Cells } from '../reader.ts';
import { quoted, quotedList } from './quoted.ts';

/** A connection of its own: what one reader does keeps no other waiting. */
export interface Session {
  run(sql: string, values?: readonly Bound[]): Promise<void>;
  rows(sql: string, values?: readonly Bound[]): Promise<readonly Cells[]>;
  close(): void;
}

export interface Engine {
  session(): Promise<Session>;
  /** For what is written on the way; emptied at the next start. */
  readonly scratch: string;
  close(): void;
}

const sessionOn = (connection: DuckDBConnection): Session => ({
  async run(sql, values = []) {
    await connection.run(sql, [...values]);
  },
  async rows(sql, values = []) {
    return (await connection.runAndReadAll(sql, [...values])).getRowObjectsJson();
  },
  close: () => connection.closeSync(),
});

/** DuckDB in memory that can reach nothing but the archive's folder, and loads nothing from anywhere. */
export async function openEngine(given: {
  readonly folder: string;
  readonly memoryMb: number;
  readonly threads?: number;
}): Promise<Engine> {
  const folder = resolve(given.folder);
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${given.memoryMb}MB`,
    threads: String(given.threads ?? 2),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: join(scratch, 'spill'),
  });
  const first = await instance.connect();
  for (const sql of [
    `set global TimeZone = 'UTC'`,
    `set global allowed_directories = ${quotedList([folder])}`,
    `set global enable_external_access = false`,
    `set global lock_configuration = true`,
    `select ${quoted('ready')}`,
  ])
    await first.run(sql);
  first.closeSync();
  return {
    scratch,
    session: async () => sessionOn(await instance.connect()),
    close: () => instance.closeSync(),
  };
}
