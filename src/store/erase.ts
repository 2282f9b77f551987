import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { canonical } from '../core/data.ts';
import { ERASED, ERASURE, mentions } from '../core/erasure.ts';
import type { RunKey } from '../core/people.ts';
import { belongsTo, namesIn, type Sought } from './belonging.ts';
import { entriesOf } from './ledger-read.ts';
import { chunksOf } from './opening-rows.ts';
import type { Reader, StoredOpening } from './seal.ts';
import type { Database } from './tables.ts';

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const pattern = (part: string): string => `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`;

/**
 * `like` finds candidates on both databases; which of them are meant is told afterwards. Letters
 * of ids are compared in lower case, names as they are: the databases differ in more than ASCII.
 */
const holds = (column: string, { id, names }: Sought): RawBuilder<boolean> => {
  const likes = [
    sql`lower(${sql.ref(column)}) like ${pattern(inJson(id.toLowerCase()))} escape '\\'`,
    ...names.map((name) => sql`${sql.ref(column)} like ${pattern(inJson(name))} escape '\\'`),
  ];
  return sql<boolean>`(${sql.join(likes, sql` or `)})`;
};

/** Names by which the tenant's ledger knows a person. */
export async function namesOf(db: Database, tenant: string, id: string): Promise<Sought> {
  const rows = await db
    .selectFrom('ledger_openings')
    .select(['slot', 'owner', 'value'])
    .where('tenant', '=', tenant)
    .where('owner', '=', canonical(id))
    .where('slot', '=', 'name')
    .execute();
  return { id, names: namesIn(rows, id) };
}

interface Found extends Pick<StoredOpening, 'sealed' | 'slot' | 'owner' | 'value'> {
  readonly run: string;
}

/** Openings that are this person's, wherever they are. */
export async function findOwned(
  db: Database,
  tenant: string,
  sought: Sought,
): Promise<readonly Found[]> {
  const rows = await db
    .selectFrom('ledger_openings')
    .select(['run', 'sealed', 'slot', 'owner', 'value'])
    .where('tenant', '=', tenant)
    .where((columns) =>
      columns.or([columns('owner', '=', canonical(sought.id)), holds('value', sought)]),
    )
    .execute();
  return rows.filter((row) => belongsTo(row, sought));
}

/** Deletes what is the person's in these runs; the caller has seen to it that they have ended. */
export async function eraseIn(
  db: Database,
  tenant: string,
  sought: Sought,
  runs: ReadonlySet<string>,
): Promise<void> {
  const owned = (await findOwned(db, tenant, sought)).filter(({ run }) => runs.has(run));
  for (const [run, ofRun] of Map.groupBy(owned, (one) => one.run)) {
    const id = ofRun.find(({ slot, owner }) => slot === 'id' && owner === canonical(sought.id));
    await db
      .updateTable('runs')
      .set({ requester_id: id?.sealed ?? ERASED, requester_name: ERASED })
      .where((columns) => columns.and({ tenant, run, requester_id: sought.id }))
      .execute();
    for (const some of chunksOf(ofRun.map(({ sealed }) => sealed)))
      await db
        .deleteFrom('ledger_openings')
        .where((columns) => columns.and({ tenant, run }))
        .where('sealed', 'in', some)
        .execute();
  }
  await eraseCards(db, tenant, sought, runs);
}

/** Cards are kept as they were seen, so those that show the person go whole. */
async function eraseCards(
  db: Database,
  tenant: string,
  sought: Sought,
  runs: ReadonlySet<string>,
): Promise<void> {
  const { id, names } = sought;
  const rows = await db
    .selectFrom('seen_cards')
    .select(['digest', 'card'])
    .where('tenant', '=', tenant)
    .where(holds('card', sought))
    .execute();
  const shown = rows.filter(
    ({ card }) =>
      mentions(card, id, names.map(inJson)) && [...runs].some((run) => card.includes(run)),
  );
  for (const some of chunksOf(shown.map(({ digest }) => digest)))
    await db
      .deleteFrom('seen_cards')
      .where('tenant', '=', tenant)
      .where('digest', 'in', some)
      .execute();
}

const About = z.object({ person: z.string().min(1) });

/**
 * Whom an erasure was about has to be read until it is done, and not a moment longer: that is
 * erased with the entry which says that the run has finished.
 */
export async function eraseWithItsRun(db: Database, key: RunKey, reader: Reader): Promise<void> {
  const heading = await db
    .selectFrom('runs')
    .select('walkthrough')
    .where((columns) => columns.and({ tenant: key.tenant, run: key.run }))
    .executeTakeFirst();
  if (heading?.walkthrough !== ERASURE) return;
  const [first] = await entriesOf(db, key, reader);
  const about = About.safeParse(first?.kind === 'started' ? first.answers : undefined);
  if (!about.success) return;
  const sought = await namesOf(db, key.tenant, about.data.person);
  await eraseIn(db, key.tenant, sought, new Set([key.run]));
}
