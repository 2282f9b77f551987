import type { DueState, DueWork, Scheduled } from '../../src/core/due.ts';
import type { SqlDueTable } from '../../src/store/due.ts';
import { storable } from '../../src/store/text.ts';
import { iso, millis } from '../../src/store/times.ts';

interface Row {
  readonly work: DueState;
  readonly leasedUntil: number;
  readonly again?: Scheduled;
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const idOf = ({ tenant, kind, key }: Pick<DueWork, 'tenant' | 'kind' | 'key'>) =>
  JSON.stringify([tenant, kind, key]);
const normal = (work: Scheduled): Scheduled => ({ ...copy(work), due: iso(millis(work.due)) });
const fresh = ({ tenant, kind, key, due, payload }: Scheduled): Row => ({
  work: { tenant, kind, key, due, payload, attempts: 0, state: 'waiting' },
  leasedUntil: 0,
});
const earlier = (a: Scheduled, b: Scheduled | undefined) =>
  b === undefined || a.due < b.due ? a.due : b.due;

/** Due work in a `Map`. */
export function memoryDueTable(): SqlDueTable {
  const rows = new Map<string, Row>();
  const sorted = () => [...rows.values()].sort((a, b) => a.work.due.localeCompare(b.work.due));
  const asClaimed = (work: DueWork): Row | undefined => {
    const row = rows.get(idOf(work));
    const same = row?.work.attempts === work.attempts && row.work.due === work.due;
    return same && row.work.state === 'leased' ? row : undefined;
  };

  function scheduled(row: Row | undefined, work: Scheduled, how: 'earlier' | 'move'): Row {
    if (row === undefined || row.work.state === 'dead') return fresh(work);
    const { tenant, kind, key, payload } = work;
    if (row.work.state === 'leased') {
      const due = how === 'move' ? work.due : earlier(work, row.again);
      return { ...row, again: { tenant, kind, key, due, payload } };
    }
    const due = how === 'move' ? work.due : earlier(work, row.work);
    return { ...row, work: { ...row.work, due, payload } };
  }

  function ready({ work, leasedUntil }: Row, now: number): boolean {
    if (work.state === 'leased') return leasedUntil <= now;
    return work.state === 'waiting' && millis(work.due) <= now;
  }

  return {
    async schedule(work, how = 'earlier') {
      for (const one of [work].flat().map(normal))
        rows.set(idOf(one), scheduled(rows.get(idOf(one)), one, how));
    },
    async claim(now, leaseMs, limit, except = []) {
      const at = millis(now);
      const due = sorted().filter((row) => ready(row, at) && !except.includes(row.work.kind));
      return due.slice(0, limit).map((row) => {
        const work = { ...row.work, state: 'leased' as const, attempts: row.work.attempts + 1 };
        rows.set(idOf(work), { ...row, work, leasedUntil: at + leaseMs });
        const { state: _state, lastError: _lastError, ...claimed } = work;
        return copy(claimed);
      });
    },
    async complete(work) {
      const row = asClaimed(work);
      if (row === undefined) return;
      if (row.again === undefined) rows.delete(idOf(work));
      else rows.set(idOf(work), fresh(row.again));
    },
    async fail(work, error, retryAt) {
      const row = asClaimed(work);
      if (row === undefined) return;
      const { again } = row;
      const lastError = storable(error.slice(0, 1000));
      if (retryAt !== undefined) {
        const next = normal({ ...row.work, ...again, due: retryAt });
        const due = earlier(next, again);
        const { payload } = next;
        const waiting = { ...row.work, state: 'waiting' as const, due, payload, lastError };
        rows.set(idOf(work), { work: waiting, leasedUntil: 0 });
      } else if (again !== undefined) rows.set(idOf(work), fresh(again));
      else
        rows.set(idOf(work), { work: { ...row.work, state: 'dead', lastError }, leasedUntil: 0 });
    },
    next: async () => sorted().find(({ work }) => work.state === 'waiting')?.work.due,
    list: async (tenant) =>
      sorted().flatMap(({ work }) => (work.tenant === tenant ? [copy(work)] : [])),
    async cancel(tenant, kind, key) {
      rows.delete(idOf({ tenant, kind, key }));
    },
  };
}
