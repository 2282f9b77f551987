import type { Clock } from '../../src/core/clock.ts';
import { JOURNAL } from '../../src/core/journal.ts';
import { MovedOn, type Entry, type Ledger, type RunHeading } from '../../src/core/ledger.ts';
import type { RunKey } from '../../src/core/people.ts';
import { startOf } from '../../src/core/standing.ts';
import { parseEntry, parseHappening } from '../../src/store/entry-schema.ts';
import { storable } from '../../src/store/text.ts';
import { oldestFirst } from '../../src/store/ledger-read.ts';

/** What the ledger holds, by run. */
export type Texts = Map<string, { readonly key: RunKey; readonly texts: string[] }>;

/** A ledger in a `Map`, as text, so that nobody can change what was read. */
export function memoryLedger(
  clock: Pick<Clock, 'now'> = { now: () => new Date() },
  runs: Texts = new Map(),
): Ledger {
  const idOf = ({ tenant, run }: RunKey) => JSON.stringify([tenant, run]);
  const read = (key: RunKey) => (runs.get(idOf(key))?.texts ?? []).map(parseEntry);
  const all = (tenant: string) =>
    [...runs.values()]
      .filter(({ key }) => key.tenant === tenant)
      .map(({ key }) => headingOf(key, read(key)));
  const runsOf = (tenant: string) =>
    all(tenant).filter(({ walkthrough }) => walkthrough !== JOURNAL);

  return {
    read: async (key) => read(key),
    async append(key, seen, what) {
      const run = runs.get(idOf(key)) ?? { key: { ...key }, texts: [] };
      if (run.texts.length !== seen)
        throw new MovedOn(`Run ${key.run} no longer stands at ${seen}.`);
      if (what.some(({ kind }, index) => (kind === 'started') !== (seen + index === 0)))
        throw new Error('The first entry of a run, and only the first, says that it has started.');
      const at = clock.now().toISOString();
      const entries = what.map((happening, index): Entry => ({
        ...parseHappening(happening),
        seq: seen + index + 1,
        at,
      }));
      if (entries.length > 0) runs.set(idOf(key), run);
      run.texts.push(...entries.map((entry) => JSON.stringify(entry)));
      return entries;
    },
    runs: async (tenant, only) =>
      runsOf(tenant)
        .filter(({ open }) => only === undefined || open === only.open)
        .reverse(),
    about: async (tenant, subject) =>
      oldestFirst(
        all(tenant)
          .filter((run) => run.subject === subject)
          .map(read),
      ),
  };
}

function headingOf({ tenant, run }: RunKey, entries: readonly Entry[]): RunHeading {
  const { walkthrough, subject, title, requester, at } = startOf(entries);
  const open = entries.every(({ kind }) => kind !== 'finished' && kind !== 'cancelled');
  const named = {
    title: storable(title),
    requester: { ...requester, name: storable(requester.name) },
  };
  return { tenant, run, walkthrough, subject, ...named, startedAt: at, open };
}
