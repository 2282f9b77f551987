import { sql } from 'kysely';
import type { Scheduled } from '../core/due.ts';
import { millis } from './times.ts';
import type { Database } from './tables.ts';

/**
 * One statement, so that two who schedule the same work at once cannot collide. What is being done
 * at this moment is left alone: the new time is kept beside it until that has ended.
 */
export async function schedule(
  db: Database,
  works: readonly Scheduled[],
  how: 'earlier' | 'move',
): Promise<void> {
  if (works.length === 0) return;
  await db
    .insertInto('due_work')
    .values(rowsOf(works, how))
    .onConflict((conflict) => conflict.columns(['tenant', 'kind', 'key']).doUpdateSet(changes(how)))
    .execute();
}

/** Each piece of work once, as one statement demands; in one order, or two of them could wait for each other. */
function rowsOf(works: readonly Scheduled[], how: 'earlier' | 'move') {
  const rows = works.map(rowOf);
  const same = Map.groupBy(rows, ({ tenant, kind, key }) => JSON.stringify([tenant, kind, key]));
  return [...same]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, all]) => {
      const due = Math.min(...all.map((row) => row.due));
      return all.slice(-1).map((row) => (how === 'move' ? row : { ...row, due, ready_at: due }));
    });
}

function rowOf({ tenant, kind, key, due, payload }: Scheduled) {
  const at = millis(due);
  const waiting = { state: 'waiting', attempts: 0 } as const;
  return { tenant, kind, key, payload: JSON.stringify(payload), due: at, ready_at: at, ...waiting };
}

function changes(how: 'earlier' | 'move') {
  const sooner = (than: string) =>
    how === 'move' ? sql`1 = 1` : sql`excluded.due < ${sql.ref(`due_work.${than}`)}`;
  const leased = sql`due_work.state = 'leased'`;
  const dead = sql`due_work.state = 'dead'`;
  const wins = sql`not (${leased}) and (${dead} or ${sooner('due')})`;
  return {
    due: sql<number>`case when ${wins} then excluded.due else due_work.due end`,
    ready_at: sql<number>`case when ${wins} then excluded.due else due_work.ready_at end`,
    payload: sql<string>`case when ${leased} then due_work.payload else excluded.payload end`,
    attempts: sql<number>`case when ${dead} then 0 else due_work.attempts end`,
    last_error: sql<string>`case when ${dead} then null else due_work.last_error end`,
    state: sql<'waiting'>`case when ${dead} then 'waiting' else due_work.state end`,
    again_payload: sql<string>`case when ${leased} then excluded.payload end`,
    again_due: sql<number>`case
      when not (${leased}) then null
      when due_work.again_due is null or ${sooner('again_due')} then excluded.due
      else due_work.again_due end`,
  };
}
