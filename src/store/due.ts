import { sql } from 'kysely';
import type { DueState, DueTable, DueWork } from '../core/due.ts';
import type { Kind } from './append-only.ts';
import { claim } from './due-claim.ts';
import { workOf } from './due-row.ts';
import { schedule } from './due-schedule.ts';
import { storable } from './text.ts';
import { iso, millis } from './times.ts';
import type { Database } from './tables.ts';

const LONGEST_ERROR = 1000;

/** Due work in SQL. `attempts` counts every claim, the present one included. */
export interface SqlDueTable extends DueTable {
  /** `except`: kinds that the caller has no use for. */
  claim(
    now: string,
    leaseMs: number,
    limit: number,
    except?: readonly string[],
  ): Promise<readonly DueWork[]>;
}

export const sqlDueTable = (db: Database, kind: Kind): SqlDueTable => ({
  schedule: (work, how = 'earlier') => schedule(db, [work].flat(), how),
  claim: (now, leaseMs, limit, except = []) =>
    claim(db, kind, { now: millis(now), leaseMs, limit, except }),
  complete: (work) => complete(db, work),
  fail: (work, error, retryAt) => fail(db, work, storable(error.slice(0, LONGEST_ERROR)), retryAt),
  next: () => next(db),
  list: (tenant) => list(db, tenant),
  async cancel(tenant, ofKind, key) {
    await db
      .deleteFrom('due_work')
      .where((row) => row.and({ tenant, kind: ofKind, key }))
      .execute();
  },
});

/** Matches the row only as it was claimed: after the lease went to another, it no longer does. */
const asClaimed = ({ tenant, kind, key, attempts, due }: DueWork) =>
  ({ tenant, kind, key, attempts, due: millis(due), state: 'leased' }) as const;

async function complete(db: Database, work: DueWork): Promise<void> {
  const gone = await db
    .deleteFrom('due_work')
    .where((row) => row.and(asClaimed(work)))
    .where('again_due', 'is', null)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) await again(db, work);
}

/** Work that was scheduled anew while it was being done starts afresh. */
async function again(db: Database, work: DueWork): Promise<boolean> {
  const revived = await db
    .updateTable('due_work')
    .set((row) => ({
      due: row.fn.coalesce('again_due', 'due'),
      ready_at: row.fn.coalesce('again_due', 'due'),
      payload: row.fn.coalesce('again_payload', 'payload'),
      ...fresh,
    }))
    .where((row) => row.and(asClaimed(work)))
    .where('again_due', 'is not', null)
    .executeTakeFirst();
  return revived.numUpdatedRows === 1n;
}

const notAgain = { again_due: null, again_payload: null };
const fresh = { ...notAgain, state: 'waiting', attempts: 0, last_error: null } as const;

async function fail(
  db: Database,
  work: DueWork,
  error: string,
  retryAt: string | undefined,
): Promise<void> {
  if (retryAt !== undefined) return retry(db, work, error, millis(retryAt));
  if (await again(db, work)) return;
  await db
    .updateTable('due_work')
    .set({ state: 'dead', ready_at: null, last_error: error })
    .where((row) => row.and(asClaimed(work)))
    .execute();
}

async function retry(db: Database, work: DueWork, error: string, at: number): Promise<void> {
  await db
    .updateTable('due_work')
    .set((row) => {
      const due = sql<number>`case when again_due < ${at} then again_due else ${at} end`;
      const payload = row.fn.coalesce('again_payload', 'payload');
      return { due, ready_at: due, payload, ...notAgain, state: 'waiting', last_error: error };
    })
    .where((row) => row.and(asClaimed(work)))
    .execute();
}

async function next(db: Database): Promise<string | undefined> {
  const first = await db
    .selectFrom('due_work')
    .select('due')
    .where('state', '=', 'waiting')
    // Or every dead letter would be passed over first.
    .where('ready_at', 'is not', null)
    .orderBy('ready_at')
    .limit(1)
    .executeTakeFirst();
  return first === undefined ? undefined : iso(first.due);
}

async function list(db: Database, tenant: string): Promise<readonly DueState[]> {
  const rows = await db
    .selectFrom('due_work')
    .selectAll()
    .where('tenant', '=', tenant)
    .orderBy('due')
    .execute();
  return rows.map((row) => {
    const { state, last_error: lastError } = row;
    return { ...workOf(row), state, ...(lastError === null ? {} : { lastError }) };
  });
}
