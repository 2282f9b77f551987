import { z } from 'zod';
import type { Backlog, Unsealed, Unsealeds } from '../core/evidence.ts';
import { genesis, LedgerBroken, linkTo } from './chain.ts';
import type { Database } from './tables.ts';

/** All that the order of leaves needs of an entry. */
const Timed = z.object({ at: z.string() });

/** Undefined for what the bot cannot have written. */
function findTime(text: string): string | undefined {
  try {
    return Timed.parse(JSON.parse(text)).at;
  } catch {
    return undefined;
  }
}

/** So many runs are looked at with one statement. */
const AT_ONCE = 200;

interface Behind {
  readonly run: string;
  readonly length: number;
  readonly sealed: number;
}

/** Runs whose entries are not all leaves, the oldest first; or that have fewer than are leaves. */
const behindOf = (db: Database, tenant: string): Promise<readonly Behind[]> =>
  db
    .selectFrom('runs')
    .select(['run', 'length', 'sealed'])
    .where('tenant', '=', tenant)
    .whereRef('sealed', '<>', 'length')
    .orderBy('ordinal')
    .execute();

/** Up to `limit` entries that are no leaves yet; the chain is verified from the last leaf on. */
export async function unsealedOf(db: Database, tenant: string, limit: number): Promise<Unsealeds> {
  const waiting = [...(await behindOf(db, tenant))];
  const runs: (readonly Unsealed[])[] = [];
  const broken: Unsealeds['broken'][number][] = [];
  for (let left = limit; waiting.length > 0 && left > 0;) {
    const some = taken(waiting, left);
    for (const found of await readTogether(db, tenant, some, left))
      if ('why' in found) broken.push(found);
      else runs.push(found.entries);
    left = limit - runs.reduce((sum, { length }) => sum + length, 0);
  }
  return { entries: byTime(runs).slice(0, limit), broken };
}

/** Off the list: as many runs as it takes to come to so many entries. */
function taken(waiting: Behind[], wanted: number): readonly Behind[] {
  let [count, entries] = [0, 0];
  for (const { length, sealed } of waiting.slice(0, AT_ONCE)) {
    count += 1;
    entries += Math.max(0, length - sealed);
    if (entries >= wanted) break;
  }
  return waiting.splice(0, count);
}

type Found =
  { readonly entries: readonly Unsealed[] } | { readonly run: string; readonly why: string };

async function readTogether(
  db: Database,
  tenant: string,
  some: readonly Behind[],
  limit: number,
): Promise<readonly Found[]> {
  // One statement, so that an append in between cannot look like a broken chain.
  const rows = await db
    .selectFrom('runs')
    .leftJoin('ledger', (join) =>
      join
        .onRef('ledger.tenant', '=', 'runs.tenant')
        .onRef('ledger.run', '=', 'runs.run')
        .onRef('ledger.seq', '>=', 'runs.sealed')
        .on((on) => on('ledger.seq', '<=', on('runs.sealed', '+', limit))),
    )
    .select(['runs.run', 'runs.sealed', 'runs.length', 'runs.head', 'seq', 'entry', 'hash'])
    .where('runs.tenant', '=', tenant)
    .where(
      'runs.run',
      'in',
      some.map(({ run }) => run),
    )
    .orderBy('ordinal')
    .orderBy('runs.run')
    .orderBy('seq')
    .execute();
  return [...Map.groupBy(rows, ({ run }) => run)].map(([run, ofRun]) => {
    try {
      return { entries: continued({ tenant, run }, ofRun, limit) };
    } catch (error) {
      if (!(error instanceof LedgerBroken)) throw error;
      return { run, why: error.message };
    }
  });
}

interface Row {
  readonly sealed: number;
  readonly length: number;
  readonly head: string;
  readonly seq: number | null;
  readonly entry: string | null;
  readonly hash: string | null;
}

/** The entries after the last leaf, if they go on from it and, when all are there, end where they should. */
function continued(
  key: { readonly tenant: string; readonly run: string },
  rows: readonly Row[],
  limit: number,
): readonly Unsealed[] {
  const { run } = key;
  const [first] = rows;
  // Another sealer may have been there since it was looked for.
  if (first === undefined || first.sealed === first.length) return [];
  const sealed = rows.find(({ seq }) => seq !== null && seq === first.sealed);
  let before = first.sealed === 0 ? genesis(key) : (sealed?.hash ?? '');
  const entries = rows.filter(({ seq }) => seq !== null && seq > first.sealed);
  const unsealed = entries.map(({ seq, entry, hash }, index): Unsealed => {
    const expected = first.sealed + index + 1;
    if (seq !== expected || entry === null) throw broken(run, `entry ${expected} is missing`);
    before = linkTo(before, entry);
    if (hash !== before || findTime(entry) === undefined)
      throw broken(run, `entry ${seq} is not as it was written`);
    return { run, seq, text: entry };
  });
  const last = first.sealed + unsealed.length;
  const isWhole = last === first.length && before === first.head;
  const isBeginning = unsealed.length === limit && last < first.length;
  if (!isWhole && !isBeginning) throw broken(run, 'it does not end where it was written to');
  return unsealed;
}

const broken = (run: string, what: string): LedgerBroken =>
  new LedgerBroken(
    `The ledger of run ${run} was changed outside the bot: ${what}. Nothing more of this run is ` +
      'sealed. Restore the store from a backup, and find out who can write to it.',
  );

/** By time, but never one run's entries out of their order, even if the clock was set back. */
function byTime(runs: readonly (readonly Unsealed[])[]): readonly Unsealed[] {
  const timed = runs.flatMap((entries) => {
    let latest = '';
    return entries.map((entry) => {
      const at = findTime(entry.text) ?? '';
      latest = at > latest ? at : latest;
      return { entry, at: latest };
    });
  });
  const ordered = timed.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  return ordered.map(({ entry }) => entry);
}

/** How many entries wait to become leaves, and since when. */
export async function backlogOf(db: Database, tenant: string): Promise<Backlog> {
  const behind = await behindOf(db, tenant);
  const entries = behind.reduce((sum, { length, sealed }) => sum + Math.max(0, length - sealed), 0);
  if (entries === 0) return { entries };
  const firsts = await db
    .selectFrom('runs')
    .innerJoin('ledger', (join) =>
      join
        .onRef('ledger.tenant', '=', 'runs.tenant')
        .onRef('ledger.run', '=', 'runs.run')
        .on((on) => on('ledger.seq', '=', on('runs.sealed', '+', 1))),
    )
    .select('entry')
    .where('runs.tenant', '=', tenant)
    .whereRef('runs.sealed', '<>', 'runs.length')
    .orderBy('ordinal')
    .limit(AT_ONCE)
    .execute();
  const [since] = firsts.flatMap(({ entry }) => findTime(entry) ?? []).sort();
  return { entries, ...(since === undefined ? {} : { since }) };
}
