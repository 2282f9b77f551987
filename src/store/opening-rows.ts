import type { RunKey } from '../core/people.ts';
import type { StoredOpening } from './seal.ts';
import type { Database } from './tables.ts';

/** What stands behind the seals of one run. */
export type Openings = ReadonlyMap<string, Pick<StoredOpening, 'sealed' | 'salt' | 'value'>>;

const COLUMNS = ['sealed', 'salt', 'value'] as const;

/** Everything that stands behind the seals of a run. */
export async function openingsIn(db: Database, { tenant, run }: RunKey): Promise<Openings> {
  const rows = await db
    .selectFrom('ledger_openings')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .where('run', '=', run)
    .execute();
  return new Map(rows.map((row) => [row.sealed, row]));
}

/** The same of all runs about a subject. */
export async function openingsAbout(
  db: Database,
  tenant: string,
  subject: string,
): Promise<ReadonlyMap<string, Openings>> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('ledger_openings as opening', (join) =>
      join.onRef('opening.tenant', '=', 'runs.tenant').onRef('opening.run', '=', 'runs.run'),
    )
    .select(['opening.run', 'opening.sealed', 'opening.salt', 'opening.value'])
    .where('runs.tenant', '=', tenant)
    .where('runs.subject', '=', subject)
    .execute();
  const byRun = new Map<string, Map<string, (typeof rows)[number]>>();
  for (const row of rows) {
    const ofRun = byRun.get(row.run);
    if (ofRun === undefined) byRun.set(row.run, new Map([[row.sealed, row]]));
    else ofRun.set(row.sealed, row);
  }
  return byRun;
}

/** More than this is not bound to one statement. */
export const AT_ONCE = 500;

export const chunksOf = <T>(all: readonly T[], size = AT_ONCE): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );

/** Salts that values have in this run already, by scope. */
export async function saltsOf(
  db: Database,
  { tenant, run }: RunKey,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const salts = new Map<string, string>();
  for (const some of chunksOf(scopes)) {
    const rows = await db
      .selectFrom('ledger_openings')
      .select(['scope', 'salt'])
      .where('tenant', '=', tenant)
      .where('run', '=', run)
      .where('scope', 'in', some)
      .execute();
    for (const { scope, salt } of rows) salts.set(scope, salt);
  }
  return salts;
}

/** In the transaction of the entries that hold the seals. */
export async function saveOpenings(
  db: Database,
  { tenant, run }: RunKey,
  openings: readonly StoredOpening[],
): Promise<void> {
  for (const some of chunksOf(openings))
    await db
      .insertInto('ledger_openings')
      .values(some.map((opening) => ({ tenant, run, ...opening })))
      .execute();
}
