import { JOURNAL } from '../core/journal.ts';
import type { Entry, RunHeading } from '../core/ledger.ts';
import type { RunKey } from '../core/people.ts';
import { verifyChain, type Link } from './chain.ts';
import { parseEntry } from './entry-schema.ts';
import type { Database } from './tables.ts';

/** Reads an entry's text. */
export type Parse = (text: string) => Entry;

/** So many texts are remembered: a text never changes, so its form is checked once. */
const REMEMBERED = 5000;

/** The chain is verified at every read; only the form of what was verified is remembered. */
export function parsing(): Parse {
  const sound = new Set<string>();
  const isSound = (_value: unknown, text: string): _value is Entry => sound.has(text);
  return (text) => {
    const value: unknown = JSON.parse(text);
    if (isSound(value, text)) return value;
    const entry = parseEntry(text);
    if (sound.size >= REMEMBERED) sound.clear();
    sound.add(text);
    return entry;
  };
}

/** Entries of one run in order. Throws `LedgerBroken` when they are not as they were written. */
export async function entriesOf(
  db: Database,
  key: RunKey,
  parse: Parse,
): Promise<readonly Entry[]> {
  // One statement, so that an append in between cannot look like a broken chain; a full join, so
  // that neither entries without a heading nor a heading without entries goes unnoticed.
  const rows = await db
    .selectFrom(linksOf(db, key).as('link'))
    .fullJoin(endOf(db, key).as('end'), 'end.run', 'link.run')
    .select(['link.seq', 'link.entry', 'link.hash', 'end.length', 'end.head'])
    .orderBy('link.seq')
    .execute();
  return rows.length === 0 ? [] : verified(key, rows, parse);
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

function verified(key: RunKey, rows: readonly Row[], parse: Parse): readonly Entry[] {
  const links = rows.flatMap(({ seq, entry, hash }): readonly Link[] =>
    seq === null || entry === null || hash === null ? [] : [{ seq, entry, hash }],
  );
  verifyChain(key, links, { length: rows[0]?.length ?? 0, head: rows[0]?.head ?? '' });
  return links.map(({ entry }) => parse(entry));
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
  parse: Parse,
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
  return oldestFirst([...runs].map(([run, ofRun]) => verified({ tenant, run }, ofRun, parse)));
}

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
