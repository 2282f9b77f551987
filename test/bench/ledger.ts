import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type Where } from '../../src/store/open.ts';
import { evidenceStage } from '../fakes/evidence-stage.ts';
import { TENANT } from '../fakes/stage.ts';
import { newPostgres } from '../store/databases.ts';
import { applied, newKey, started } from '../store/samples.ts';

export interface LedgerMeasured {
  readonly store: string;
  /** Appends of one entry each, one after the other. */
  readonly appendsPerSecond: number;
  /** To a bare insert of a row of that size, committed, on the same disk. */
  readonly appendToCommit: number;
  /** Entries made leaves, signed for and witnessed. */
  readonly sealedPerSecond: number;
}

const clock = { now: () => new Date(), sleep: () => Promise.resolve() };

async function timed(work: () => Promise<void> | void): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}

/** Commits a second of rows as large as an entry, on the embedded database and the same disk. */
async function commitsPerSecond(appends: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-steward-bench-'));
  const file = new Sqlite(join(folder, 'bare.db'));
  file.pragma('journal_mode = WAL');
  file.pragma('synchronous = FULL');
  file.exec('create table rows (text)');
  const insert = file.prepare('insert into rows values (?)');
  const row = 'x'.repeat(900);
  const seconds = await timed(() => {
    for (let index = 0; index < appends; index += 1) insert.run(row);
  });
  file.close();
  rmSync(folder, { recursive: true });
  return appends / seconds;
}

/** As runs do it: a start, then what happens, entry by entry. */
async function append(store: Store, appends: number): Promise<void> {
  for (let left = appends; left > 0;) {
    const key = { ...newKey(), tenant: TENANT };
    await store.ledger.append(key, 0, [started()]);
    for (let seen = 1; seen < 12; seen += 1) await store.ledger.append(key, seen, [applied(seen)]);
    left -= 12;
  }
}

async function measured(name: string, where: Where, appends: number): Promise<LedgerMeasured> {
  const store = await openStore(where, clock);
  try {
    await append(store, 24);
    const bare = await commitsPerSecond(appends);
    const seconds = await timed(() => append(store, appends));
    const { seal, folder } = evidenceStage(store, clock);
    const sealing = await timed(async () => void (await seal()));
    rmSync(folder, { recursive: true });
    const rate = appends / seconds;
    return {
      store: name,
      appendsPerSecond: rate,
      appendToCommit: bare / rate,
      sealedPerSecond: appends / sealing,
    };
  } finally {
    await store.close();
  }
}

/** The ledger on both databases; PostgreSQL only where `TEST_DATABASE_URL` names a server. */
export async function ledgerBench(appends: number): Promise<readonly LedgerMeasured[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'audit-steward-bench-'));
  const embedded = await measured('SQLite', { dataDir }, appends);
  rmSync(dataDir, { recursive: true });
  if (newPostgres === undefined) return [embedded];
  const { where, remove } = await newPostgres();
  const server = await measured('PostgreSQL', where, appends).finally(remove);
  return [embedded, server];
}

export const ledgerTable = (rows: readonly LedgerMeasured[]): string =>
  [
    'Ledger        appends/s  bare commit ÷ append  sealed/s',
    ...rows.map(({ store, appendsPerSecond, appendToCommit, sealedPerSecond }) =>
      [
        store.padEnd(12),
        appendsPerSecond.toFixed(0).padStart(10),
        appendToCommit.toFixed(2).padStart(21),
        sealedPerSecond.toFixed(0).padStart(9),
      ].join(' '),
    ),
  ].join('\n');
