import { sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { canonical, type Data } from '../core/data.ts';
import { MovedOn, type Entry, type Happening, type Ledger, type Started } from '../core/ledger.ts';
import type { RunKey } from '../core/people.ts';
import { genesis, linkTo, type Link } from './chain.ts';
import { parseHappening } from './entry-schema.ts';
import { eraseWithItsRun } from './erase.ts';
import { entriesAbout, entriesOf, headings } from './ledger-read.ts';
import { saltsOf, saveOpenings } from './opening-rows.ts';
import { reading, scopesOf, sealed, type Reader } from './seal.ts';
import { storable } from './text.ts';
import type { Database } from './tables.ts';

/**
 * The ledger in SQL: compare-and-append in one transaction, every entry chained to the last. What
 * is personal is sealed in the entries and kept beside them, so that it can be erased.
 */
export function sqlLedger(db: Database, clock: Clock): Ledger {
  const reader = reading();
  return {
    read: (key) => entriesOf(db, key, reader),
    append(key, seen, what) {
      const at = clock.now().toISOString();
      return db.transaction().execute((inside) => append(inside, key, { seen, what, at, reader }));
    },
    runs: (tenant, only) => headings(db, tenant, only),
    about: (tenant, subject) => entriesAbout(db, { tenant, subject }, reader),
  };
}

interface Appending {
  readonly seen: number;
  readonly what: readonly Happening[];
  readonly at: string;
  readonly reader: Reader;
}

async function append(db: Database, key: RunKey, appending: Appending): Promise<readonly Entry[]> {
  const { seen, what, at } = appending;
  const before = await headOf(db, key, seen);
  const entries = startingOnce(seen, what).map((happening, index): Entry => {
    return { ...happening, seq: seen + index + 1, at };
  });
  if (entries.length === 0) return entries;
  const plain = entries.map((entry): SealedEntry => JSON.parse(JSON.stringify(entry)));
  const known = seen === 0 ? new Map<string, string>() : await saltsOf(db, key, scopesOf(plain));
  const { entries: stored, openings } = sealed(plain, known);
  const links = chained(before, stored, seen);
  await moveHead(db, key, { seen, before, entries, head: links.at(-1)?.hash ?? before });
  await db
    .insertInto('ledger')
    .values(links.map((link) => ({ tenant: key.tenant, run: key.run, ...link })))
    .execute();
  await saveOpenings(db, key, openings);
  if (entries.some(({ kind }) => kind === 'finished'))
    await eraseWithItsRun(db, key, appending.reader);
  return entries;
}

const movedOn = ({ run }: RunKey, seen: number): MovedOn =>
  new MovedOn(`Run ${run} no longer stands at entry ${seen}.`);

async function headOf(db: Database, key: RunKey, seen: number): Promise<string> {
  const heading = await db
    .selectFrom('runs')
    .select(['length', 'head'])
    .where('tenant', '=', key.tenant)
    .where('run', '=', key.run)
    .executeTakeFirst();
  if ((heading?.length ?? 0) !== seen) throw movedOn(key, seen);
  return heading?.head ?? genesis(key);
}

function startingOnce(seen: number, what: readonly Happening[]): readonly Happening[] {
  if (what.some(({ kind }, index) => (kind === 'started') !== (seen + index === 0)))
    throw new Error('The first entry of a run, and only the first, says that it has started.');
  return what.map(parseHappening);
}

type SealedEntry = { readonly [member: string]: Data };

function chained(before: string, entries: readonly SealedEntry[], seen: number): readonly Link[] {
  let hash = before;
  return entries.map((entry, index) => {
    const text = canonical(entry);
    hash = linkTo(hash, text);
    return { seq: seen + index + 1, entry: text, hash };
  });
}

interface Move {
  readonly seen: number;
  readonly before: string;
  readonly entries: readonly Entry[];
  readonly head: string;
}

/** The one place where two writers meet: the slower one finds that nothing matches any more. */
async function moveHead(db: Database, key: RunKey, move: Move): Promise<void> {
  const { seen, before, entries, head } = move;
  const [first] = entries;
  if (first?.kind === 'started') await insertHeading(db, key, first, before);
  const ended = entries.some(({ kind }) => kind === 'finished' || kind === 'cancelled');
  const moved = await db
    .updateTable('runs')
    .set({ length: seen + entries.length, head, ...(ended ? { open: 0 } : {}) })
    .where('tenant', '=', key.tenant)
    .where('run', '=', key.run)
    .where('length', '=', seen)
    .where('head', '=', before)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw movedOn(key, seen);
}

async function insertHeading(
  db: Database,
  { tenant, run }: RunKey,
  { walkthrough, subject, title, requester, at }: Started & { readonly at: string },
  head: string,
): Promise<void> {
  const ordinal = sql<number>`(select coalesce(max(ordinal), 0) + 1 from runs where tenant = ${tenant})`;
  const named = { requester_id: requester.id, requester_name: storable(requester.name) };
  const heading = {
    tenant,
    run,
    walkthrough,
    subject,
    title: storable(title),
    ...named,
    started_at: at,
  };
  await db
    .insertInto('runs')
    .values({ ...heading, ordinal, open: 1, length: 0, head, sealed: 0 })
    .onConflict((conflict) => conflict.columns(['tenant', 'run']).doNothing())
    .execute();
}
