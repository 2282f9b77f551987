import type { Clock } from '../core/clock.ts';
import { ERASURE } from '../core/erasure.ts';
import type { Naming, Openings } from '../core/evidence.ts';
import { JOURNAL } from '../core/journal.ts';
import { eraseIn, findOwned, namesOf } from './erase.ts';
import { linksIn } from './ledger-read.ts';
import { openingsIn } from './opening-rows.ts';
import { reading, valueOf } from './seal.ts';
import type { Database } from './tables.ts';

/** The personal side of the ledger in SQL. */
export function sqlOpenings(db: Database, clock: Pick<Clock, 'now'>): Openings {
  const reader = reading();
  return {
    async sealedEntries(tenant, run) {
      return (await linksIn(db, { tenant, run })).map(({ entry }) => reader.sealed(entry));
    },
    async of(tenant, run) {
      const rows = [...(await openingsIn(db, { tenant, run })).values()];
      // Not by the database: its collation may differ from one server to the next.
      return rows
        .sort((a, b) => (a.sealed < b.sealed ? -1 : 1))
        .map((row) => ({ sealed: row.sealed, salt: row.salt, value: valueOf(run, row) }));
    },
    async about(tenant, person) {
      const owned = await findOwned(db, tenant, await namesOf(db, tenant, person));
      const runs = Map.groupBy(owned, ({ run }) => run);
      if (runs.size === 0) return [];
      return [...(await standingIn(db, tenant, clock.now()))].flatMap(
        ([run, ended]): readonly Naming[] => {
          const openings = runs.get(run)?.length ?? 0;
          return openings === 0 ? [] : [{ run, openings, ended }];
        },
      );
    },
    async namesOf(tenant, person) {
      return (await namesOf(db, tenant, person)).names;
    },
    erase: (tenant, person, runs) =>
      db.transaction().execute(async (inside) => {
        const standing = await standingIn(inside, tenant, clock.now());
        const ended = new Set(runs.filter((run) => standing.get(run) === true));
        await eraseIn(inside, tenant, await namesOf(inside, tenant, person), ended);
      }),
  };
}

/** Whether a run has ended; open erasures are left out, in the order in which the runs began. */
async function standingIn(
  db: Database,
  tenant: string,
  now: Date,
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db
    .selectFrom('runs')
    .select(['run', 'walkthrough', 'subject', 'open'])
    .where('tenant', '=', tenant)
    .orderBy('ordinal')
    .orderBy('run')
    .execute();
  const today = `journal/${now.toISOString().slice(0, 10)}`;
  return new Map(
    rows
      .filter(({ walkthrough, open }) => walkthrough !== ERASURE || open === 0)
      .map(({ run, walkthrough, subject, open }) => [
        run,
        walkthrough === JOURNAL ? subject < today : open === 0,
      ]),
  );
}
