import { MovedOn, type Entry, type Ledger } from '../../src/core/ledger.ts';
import { startOf } from '../../src/core/standing.ts';
import { oldestFirst } from '../../src/store/ledger-read.ts';

/** A ledger of lists without any checking of forms: quick enough for many thousands of runs. */
export function plainLedger(now: () => Date): Ledger {
  const runs = new Map<string, Entry[]>();
  return {
    read: async ({ run }) => [...(runs.get(run) ?? [])],
    async append({ run }, seen, what) {
      const entries = runs.get(run) ?? [];
      if (entries.length !== seen) throw new MovedOn(`Run ${run} has moved on.`);
      const at = now().toISOString();
      const added = what.map((one, index): Entry => ({ ...one, seq: seen + index + 1, at }));
      runs.set(run, [...entries, ...added]);
      return added;
    },
    runs: async () => [],
    about: async (_tenant, subject) =>
      oldestFirst([...runs.values()].filter((entries) => startOf(entries).subject === subject)),
  };
}
