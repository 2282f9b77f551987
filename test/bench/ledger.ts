import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type Where } from '../../src/store/open.ts';
import { evidenceStage } from '../fakes/evidence-stage.ts';
import { TENANT } from '../fakes/stage.ts';
import { newPostgres } from '../store/databases.ts';
import { applied, newKey, started } from '../store/samples.ts';
import { bareAt, type Bare } from './commits.ts';

export interface LedgerMeasured {
  readonly store: string;
  /** Appends of one entry each, one after the other. */
  readonly appendsPerSecond: number;
  /** The same in as many runs at once as `AT_ONCE` says. */
  readonly atOncePerSecond: number;
  /** To a bare insert of a row of that size, committed, on the same disk or server. */
  readonly appendToCommit: number;
  /** Entries made leaves, signed for and witnessed. */
  readonly sealedPerSecond: number;
}

/** Runs that go on side by side. */
const AT_ONCE = 10;

/** Appends and bare commits take turns, so that a slow minute of the disk hits both alike. */
const TURNS = 4;

const clock = { now: () => new Date(), sleep: () => Promise.resolve() };

async function timed(work: () => Promise<void> | void): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}

async function commit(bare: Bare, rows: number): Promise<void> {
  for (let left = rows; left > 0; left -= 1) await bare.insert();
}

/** As runs do it: a start, then what happens, entry by entry. */
async function append({ ledger }: Store, appends: number): Promise<void> {
  for (let left = appends; left > 0; left -= 12) {
    const key = { ...newKey(), tenant: TENANT };
    await ledger.append(key, 0, [started()]);
    for (let seen = 1; seen < 12; seen += 1) await ledger.append(key, seen, [applied(seen)]);
  }
}

async function appendAtOnce(store: Store, appends: number): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, () => append(store, appends / AT_ONCE)));
}

async function measured(where: Where, appends: number): Promise<LedgerMeasured> {
  const store = await openStore(where, clock);
  const bare = await bareAt(where);
  const took = { bare: 0, alone: 0, atOnce: 0 };
  try {
    await append(store, 24);
    for (let turn = 0; turn < TURNS; turn += 1) {
      took.bare += await timed(() => commit(bare, appends / TURNS));
      took.alone += await timed(() => append(store, appends / TURNS));
      took.atOnce += await timed(() => appendAtOnce(store, appends / TURNS));
    }
    const { seal, folder } = evidenceStage(store, clock);
    const sealing = await timed(async () => void (await seal()));
    rmSync(folder, { recursive: true });
    return {
      store: bare.name,
      appendsPerSecond: appends / took.alone,
      atOncePerSecond: appends / took.atOnce,
      appendToCommit: took.alone / took.bare,
      sealedPerSecond: (2 * appends) / sealing,
    };
  } finally {
    await bare.close();
    await store.close();
  }
}

/** The ledger on both databases; PostgreSQL only where `TEST_DATABASE_URL` names a server. */
export async function ledgerBench(appends: number): Promise<readonly LedgerMeasured[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'audit-steward-bench-'));
  const embedded = await measured({ dataDir }, appends);
  rmSync(dataDir, { recursive: true });
  if (newPostgres === undefined) return [embedded];
  const { where, remove } = await newPostgres();
  const server = await measured(where, appends).finally(remove);
  return [embedded, server];
}

const NO_SERVER =
  'PostgreSQL is not measured: TEST_DATABASE_URL names no server. With PostgreSQL installed, this ' +
  'starts one and measures it too: PG_FSYNC=on test/store/postgres.sh npm run bench -- --evidence';

/** For people. */
export const ledgerTable = (rows: readonly LedgerMeasured[]): string =>
  [
    `${'Ledger'.padEnd(22)}  appends/s  ${AT_ONCE} at once/s  append ÷ bare commit  sealed/s`,
    ...rows.map(({ store, appendsPerSecond, atOncePerSecond, appendToCommit, sealedPerSecond }) =>
      [
        store.padEnd(22),
        appendsPerSecond.toFixed(0).padStart(10),
        atOncePerSecond.toFixed(0).padStart(12),
        appendToCommit.toFixed(2).padStart(21),
        sealedPerSecond.toFixed(0).padStart(9),
      ].join(' '),
    ),
    ...(newPostgres === undefined ? [NO_SERVER] : []),
  ].join('\n');
