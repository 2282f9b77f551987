import type { DueWork } from '../core/due.ts';
import type { Kind } from './append-only.ts';
import { workOf } from './due-row.ts';
import type { Database } from './tables.ts';

export interface Claiming {
  readonly now: number;
  readonly leaseMs: number;
  readonly limit: number;
  readonly except: readonly string[];
}

/** Takes rows whose time has come, or whose lease ran out with the process that held it. */
export async function claim(
  db: Database,
  kind: Kind,
  { now, leaseMs, limit, except }: Claiming,
): Promise<readonly DueWork[]> {
  const rows = await db
    .with('picked', (inside) =>
      inside
        .selectFrom('due_work')
        .select(['tenant', 'kind', 'key'])
        .where('ready_at', '<=', now)
        .$if(except.length > 0, (query) => query.where('kind', 'not in', except))
        .orderBy('ready_at')
        .limit(limit)
        // Rows that another replica is claiming at this moment are passed over, not waited for.
        .$if(kind === 'postgres', (query) => query.forUpdate().skipLocked()),
    )
    .updateTable('due_work')
    .set((row) => ({
      state: 'leased',
      ready_at: now + leaseMs,
      attempts: row('attempts', '+', 1),
    }))
    .where((row) =>
      row(
        row.refTuple('tenant', 'kind', 'key'),
        'in',
        row
          .selectFrom('picked')
          .select(['tenant', 'kind', 'key'])
          .$asTuple('tenant', 'kind', 'key'),
      ),
    )
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => a.due - b.due).map(workOf);
}

/** On SQLite nobody else can hold a lease when the store is opened: the holder was killed. */
export async function releaseAll(db: Database): Promise<void> {
  await db
    .updateTable('due_work')
    .set((row) => ({
      state: 'waiting',
      ready_at: row.ref('due'),
      // A process that was ended says nothing against the work it was doing.
      attempts: row('attempts', '-', 1),
    }))
    .where('state', '=', 'leased')
    .execute();
}
