import { sql } from 'kysely';
import { z } from 'zod';
import type { KeptCheckpoint, Tree } from '../core/evidence.ts';
import type { Database } from './tables.ts';
import { iso, millis } from './times.ts';
import { backlogOf, unsealedOf } from './tree-unsealed.ts';

const Texts = z.array(z.string());
const textsOf = (text: string): readonly string[] => Texts.parse(JSON.parse(text));

/** Rows of one statement: SQLite takes 32,766 values at once. */
const AT_ONCE = 1000;

/** The tenant's Merkle tree in SQL. */
export const sqlTree = (db: Database): Tree => ({
  unsealed: (tenant, limit) => unsealedOf(db, tenant, limit),
  backlog: (tenant) => backlogOf(db, tenant),
  async latest(tenant) {
    const rows = await checkpointsOf(db, tenant).orderBy('size', 'desc').limit(1).execute();
    return rows.map(keptOf)[0];
  },
  async checkpoints(tenant) {
    return (await checkpointsOf(db, tenant).orderBy('size').execute()).map(keptOf);
  },
  async seal(tenant, before, leaves, checkpoint) {
    try {
      const sealing = { tenant, before, leaves, checkpoint };
      await db.transaction().execute((inside) => seal(inside, sealing));
      return true;
    } catch (error) {
      if (error instanceof Outrun) return false;
      throw error;
    }
  },
  addWitness: (tenant, size, jws) => addWitness(db, { tenant, size }, jws),
  lengths: (tenant, size) =>
    size === undefined ? sealedOf(db, tenant) : lengthsAt(db, tenant, size),
  async hashes(tenant, size, from = 0) {
    const rows = await db
      .selectFrom('ledger_leaves')
      .select('hash')
      .where('tenant', '=', tenant)
      .where('leaf', '>=', from)
      .where('leaf', '<', size)
      .orderBy('leaf')
      .execute();
    return rows.map(({ hash }) => hash);
  },
  leavesOf: (tenant, run) =>
    db
      .selectFrom('ledger_leaves')
      .select(['leaf', 'seq', 'hash'])
      .where('tenant', '=', tenant)
      .where('run', '=', run)
      .orderBy('seq')
      .execute(),
});

const checkpointsOf = (db: Database, tenant: string) =>
  db.selectFrom('ledger_checkpoints').selectAll().where('tenant', '=', tenant);

type Row = Awaited<ReturnType<ReturnType<typeof checkpointsOf>['execute']>>[number];

const keptOf = ({ size, digest, jws, witnesses, frontier, made_ms }: Row): KeptCheckpoint => ({
  ...{ size, digest, jws },
  witnesses: textsOf(witnesses),
  frontier: textsOf(frontier),
  at: iso(made_ms),
});

/** Another sealer was faster. */
class Outrun extends Error {}

interface Sealing {
  readonly tenant: string;
  readonly before: number;
  readonly leaves: Parameters<Tree['seal']>[2];
  readonly checkpoint: KeptCheckpoint;
}

/** Of two sealers the slower one finds leaves where it wants to put its own, and takes all back. */
async function seal(db: Database, sealing: Sealing): Promise<void> {
  const { tenant, before, leaves, checkpoint } = sealing;
  if (leaves.length === 0 || checkpoint.size !== before + leaves.length)
    throw new Error('A checkpoint has the size of the tree with the leaves that it adds.');
  if ((await sizeOf(db, tenant)) !== before) throw new Outrun();
  await insertLeaves(db, sealing);
  await moveRuns(db, tenant, leaves);
  const { size, digest, jws, witnesses, frontier, at } = checkpoint;
  const lists = { witnesses: JSON.stringify(witnesses), frontier: JSON.stringify(frontier) };
  await db
    .insertInto('ledger_checkpoints')
    .values({ tenant, size, digest, jws, ...lists, made_ms: millis(at) })
    .execute();
}

async function sizeOf(db: Database, tenant: string): Promise<number> {
  const [last] = await checkpointsOf(db, tenant).orderBy('size', 'desc').limit(1).execute();
  return last?.size ?? 0;
}

async function insertLeaves(db: Database, { tenant, before, leaves }: Sealing): Promise<void> {
  const rows = leaves.map(({ run, seq, hash }, index) => {
    return { tenant, leaf: before + index, run, seq, hash };
  });
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const put = await db
      .insertInto('ledger_leaves')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (put.numInsertedOrUpdatedRows !== BigInt(some.length)) throw new Outrun();
  }
}

/** A run's entries become leaves one after another, none twice and none left out. */
async function moveRuns(db: Database, tenant: string, leaves: Sealing['leaves']): Promise<void> {
  const runs = [...Map.groupBy(leaves, ({ run }) => run)];
  // In one order for everybody, so that two sealers cannot wait for each other.
  for (const [run, ofRun] of runs.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = ofRun[0]?.seq ?? 0;
    if (ofRun.some(({ seq }, index) => seq !== first + index))
      throw new Error(`Entries of run ${run} are out of their order.`);
    const moved = await db
      .updateTable('runs')
      .set({ sealed: first + ofRun.length - 1 })
      .where('tenant', '=', tenant)
      .where('run', '=', run)
      .where('sealed', '=', first - 1)
      .executeTakeFirst();
    if (moved.numUpdatedRows !== 1n) throw new Outrun();
  }
}

async function addWitness(
  db: Database,
  { tenant, size }: { readonly tenant: string; readonly size: number },
  jws: string,
): Promise<void> {
  for (;;) {
    const [row] = await checkpointsOf(db, tenant).where('size', '=', size).execute();
    if (row === undefined) throw new Error(`There is no checkpoint over ${size} entries.`);
    const known = textsOf(row.witnesses);
    if (known.includes(jws)) return;
    const put = await db
      .updateTable('ledger_checkpoints')
      .set({ witnesses: JSON.stringify([...known, jws]) })
      .where('tenant', '=', tenant)
      .where('size', '=', size)
      // Two witnesses at once: neither statement may be lost.
      .where('witnesses', '=', row.witnesses)
      .executeTakeFirst();
    if (put.numUpdatedRows === 1n) return;
  }
}

/** By name, so that every database lists them alike. */
const byRun = (rows: readonly { readonly run: string; readonly length: number }[]) =>
  Object.fromEntries(
    rows.toSorted((a, b) => (a.run < b.run ? -1 : 1)).map(({ run, length }) => [run, length]),
  );

async function sealedOf(db: Database, tenant: string) {
  const rows = await db
    .selectFrom('runs')
    .select(['run', 'sealed as length'])
    .where('tenant', '=', tenant)
    .where('sealed', '>', 0)
    .execute();
  return byRun(rows);
}

async function lengthsAt(db: Database, tenant: string, size: number) {
  const rows = await db
    .selectFrom('ledger_leaves')
    .select(['run', sql<number>`cast(count(*) as integer)`.as('length')])
    .where('tenant', '=', tenant)
    .where('leaf', '<', size)
    .groupBy('run')
    .execute();
  return byRun(rows);
}
