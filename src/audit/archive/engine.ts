import { randomUUID } from 'node:crypto';
import { mkdir, rm, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { MINUTE } from '../../core/clock.ts';
import type { Bound, Cells } from '../reader.ts';
import { quotedList } from './quoted.ts';

/** A connection of its own: what one reader does keeps no other waiting. */
export interface Session {
  run(sql: string, values?: readonly Bound[]): Promise<void>;
  rows(sql: string, values?: readonly Bound[]): Promise<readonly Cells[]>;
  close(): void;
}

export interface Engine {
  /** The archive's folder, whole. */
  readonly folder: string;
  /** For what is written on the way; of this engine alone, and gone with it. */
  readonly scratch: string;
  readonly memoryMb: number;
  /** Records that are worked on together. */
  readonly lotRecords: number;
  session(): Promise<Session>;
  close(): Promise<void>;
}

interface EngineSettings {
  readonly folder: string;
  readonly memoryMb: number;
  readonly threads?: number;
  readonly lotRecords?: number;
}

const LOT_RECORDS = 65_536;

/** All scratch folders of one archive are in here; other engines pass over names with a dot. */
export const SCRATCH = '.scratch';
/** A living engine touches its folder this often; see `sweep.ts`. */
export const HEARTBEAT = MINUTE;

const sessionOn = (connection: DuckDBConnection): Session => ({
  async run(sql, values = []) {
    await connection.run(sql, [...values]);
  },
  async rows(sql, values = []) {
    return (await connection.runAndReadAll(sql, [...values])).getRowObjectsJson();
  },
  close: () => connection.closeSync(),
});

async function instanceIn(folder: string, scratch: string, given: EngineSettings) {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${given.memoryMb}MB`,
    ...(given.threads === undefined ? {} : { threads: String(given.threads) }),
    // Keeping the order of rows would hold all of them in memory at once.
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: join(scratch, 'spill'),
  });
  const first = await instance.connect();
  await first.run(`set global TimeZone = 'UTC'`);
  // Files never change once they are written: what was read of them stays true.
  await first.run('set global parquet_metadata_cache = true');
  await first.run(`set global validate_external_file_cache = 'NO_VALIDATION'`);
  await first.run(`set global allowed_directories = ${quotedList([folder])}`);
  await first.run('set global enable_external_access = false');
  await first.run('set global lock_configuration = true');
  first.closeSync();
  return instance;
}

/** DuckDB in memory that can reach nothing but the archive's folder, and loads nothing from anywhere. */
export async function openEngine(given: EngineSettings): Promise<Engine> {
  const folder = resolve(given.folder);
  const scratch = join(folder, SCRATCH, randomUUID());
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const instance = await instanceIn(folder, scratch, given);
  const beat = () => void utimes(scratch, new Date(), new Date()).catch(() => undefined);
  const heart = setInterval(beat, HEARTBEAT).unref();
  return {
    ...{ folder, scratch, memoryMb: given.memoryMb },
    lotRecords: given.lotRecords ?? LOT_RECORDS,
    session: async () => sessionOn(await instance.connect()),
    async close() {
      clearInterval(heart);
      instance.closeSync();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** Something that is done on a session of its own. */
export async function inSession<T>(
  engine: Engine,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await engine.session();
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
