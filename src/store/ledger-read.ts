import { JOURNAL } from '../core/journal.ts';
import type { Entry, RunHeading } from '../core/ledger.ts';
import type { RunKey } from '../core/people.ts';
import { verifyChain, type Link } from './chain.ts';
import { openingsAbout, openingsIn, type Openings } from './opening-rows.ts';
import type { Reader } from './seal.ts';
import type { Database } from './tables.ts';

/** Entries of one run in order. Throws `LedgerBroken` when they are not as they were written. */
export async function entriesOf(
  db: Database,
  key: RunKey,
  reader: Reader,
): Promise<readonly Entry[]> {
  const links = await linksIn(db, key);
  // Asked for afterwards: whatever was appended before was appended with its openings.
  const openings = links.length === 0 ? NONE : await openingsIn(db, key);
  return links.map(({ entry }) => reader.opened(key.run, entry, openings));
}

const NONE: Openings = new Map();

/** Entries of one run as they are stored, in order. Throws `LedgerBroken` like every read. */
export async function linksIn(db: Database, key: RunKey): Promise<readonly Link[]> {
  // One statement, so that an append in between cannot look like a broken chain; a full join, so
  // that neither entries without a heading nor a heading without entries goes unnoticed.
  const rows = await db
    .selectFrom(linksOf(db, key).as('link'))
    .fullJoin(endOf(db, key).as('end'), 'end.run', 'link.run')
    .select(['link.seq', 'link.entry', 'link.hash', 'end.length', 'end.head'])
    .orderBy('link.seq')
    .execute();
  return rows.length === 0 ? [] : verified(key, rows);
}

const linksOf = (db: Database, { tenant, run }: RunKey) =>
  db
    .selectFrom('ledger')
    .select(['run', 'seq', 'entry', 'hash'])
    .where('tenant', '=', tenant)
    .where('run', '=', run);

const endOf = (db: Database, { tenant, run }: RunKey) =>
  db
    .selectFrom('runs')
    .select(['run', 'length', 'head'])
    .where('tenant', '=', tenant)
    .where('run', '=', run);

interface Row {
  readonly seq: number | null;
  readonly entry: string | null;
  readonly hash: string | null;
  readonly length: number | null;
  readonly head: string | null;
}

function verified(key: RunKey, rows: readonly Row[]): readonly Link[] {
  const links = rows.flatMap(({ seq, entry, hash }): readonly Link[] =>
    seq === null || entry === null || hash === null ? [] : [{ seq, entry, hash }],
  );
  verifyChain(key, links, { length: rows[0]?.length ?? 0, head: rows[0]?.head ?? '' });
  return links;
}

/** Newest first. */
export async function headings(
  db: Database,
  tenant: string,
  only?: { readonly open: boolean },
): Promise<readonly RunHeading[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('walkthrough', '<>', JOURNAL)
    .$if(only !== undefined, (query) => query.where('open', '=', only?.open === true ? 1 : 0))
    .orderBy('ordinal', 'desc')
    .orderBy('started_at', 'desc')
    .execute();
  return rows.map((row) => ({
    tenant: row.tenant,
    run: row.run,
    walkthrough: row.walkthrough,
    subject: row.subject,
    title: row.title,
    requester: { id: row.requester_id, name: row.requester_name },
    startedAt: row.started_at,
    open: row.open === 1,
  }));
}

/** Entries of all runs about a subject, each run verified, oldest first. */
export async function entriesAbout(
  db: Database,
  { tenant, subject }: { readonly tenant: string; readonly subject: string },
  reader: Reader,
): Promise<readonly Entry[]> {
  const rows = await db
    .selectFrom('runs')
    .leftJoin('ledger', (join) =>
      join.onRef('ledger.tenant', '=', 'runs.tenant').onRef('ledger.run', '=', 'runs.run'),
    )
    .select(['runs.run', 'seq', 'entry', 'hash', 'length', 'head'])
    .where('runs.tenant', '=', tenant)
    .where('subject', '=', subject)
    .orderBy('ordinal')
    .orderBy('runs.run')
    .orderBy('seq')
    .execute();
  const runs = Map.groupBy(rows, ({ run }) => run);
  const openings = runs.size === 0 ? NONE_OF_ANY : await openingsAbout(db, tenant, subject);
  return oldestFirst(
    [...runs].map(([run, ofRun]) =>
      verified({ tenant, run }, ofRun).map(({ entry }) =>
        reader.opened(run, entry, openings.get(run) ?? NONE),
      ),
    ),
  );
}

const NONE_OF_ANY: ReadonlyMap<string, Openings> = new Map();

/** By time, but never one run's entries out of their order, even if the clock was set back. */
export function oldestFirst(runs: readonly (readonly Entry[])[]): readonly Entry[] {
  const timed = runs.flatMap((entries) => {
    let latest = '';
    return entries.map((entry) => {
      latest = entry.at > latest ? entry.at : latest;
      return { entry, at: latest };
    });
  });
  const ordered = timed.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  return ordered.map(({ entry }) => entry);
}
