import type { Clock } from '../../src/core/clock.ts';
import { ERASED, ERASURE } from '../../src/core/erasure.ts';
import type { Openings } from '../../src/core/evidence.ts';
import { JOURNAL } from '../../src/core/journal.ts';
import type { Entry } from '../../src/core/ledger.ts';
import { startOf } from '../../src/core/standing.ts';
import { belongsTo, namesIn, type Sought } from '../../src/store/belonging.ts';
import { reading, valueOf } from '../../src/store/seal.ts';
import type { Kept, Texts } from './memory-ledger.ts';

/** Whether a run has ended, as the store has it. */
function hasEnded(entries: readonly Entry[], now: Date): boolean {
  const { walkthrough, subject } = startOf(entries);
  return walkthrough === JOURNAL
    ? subject < `journal/${now.toISOString().slice(0, 10)}`
    : entries.some(({ kind }) => kind === 'finished' || kind === 'cancelled');
}

/** Takes away what is the person's; the ledger's texts stay. */
export function eraseFrom({ openings, heading }: Kept, sought: Sought): void {
  for (const [sealed, opening] of openings)
    if (belongsTo(opening, sought)) {
      if (opening.slot === 'id' && heading.id === sought.id)
        Object.assign(heading, { id: sealed, name: ERASED });
      openings.delete(sealed);
    }
}

/** The personal side of the ledger in memory. */
export function memoryOpenings(runs: Texts, clock: Pick<Clock, 'now'>): Openings {
  const reader = reading();
  const of = (tenant: string) => [...runs.values()].filter(({ key }) => key.tenant === tenant);
  const find = (tenant: string, run: string) => of(tenant).find(({ key }) => key.run === run);
  const entriesOf = ({ texts }: Kept) => texts.map((text) => reader.sealed(text));
  const soughtIn = (tenant: string, id: string): Sought => ({
    id,
    names: namesIn(
      of(tenant).flatMap(({ openings }) => [...openings.values()]),
      id,
    ),
  });
  return {
    async sealedEntries(tenant, run) {
      const kept = find(tenant, run);
      return kept === undefined ? [] : entriesOf(kept);
    },
    async of(tenant, run) {
      const all = [...(find(tenant, run)?.openings.values() ?? [])];
      return all
        .sort((a, b) => (a.sealed < b.sealed ? -1 : 1))
        .map((row) => ({ sealed: row.sealed, salt: row.salt, value: valueOf(run, row) }));
    },
    async about(tenant, person) {
      const sought = soughtIn(tenant, person);
      return of(tenant).flatMap((kept) => {
        const openings = [...kept.openings.values()].filter((row) => belongsTo(row, sought));
        const entries = entriesOf(kept);
        const ended = hasEnded(entries, clock.now());
        return openings.length === 0 || (startOf(entries).walkthrough === ERASURE && !ended)
          ? []
          : [{ run: kept.key.run, openings: openings.length, ended }];
      });
    },
    namesOf: async (tenant, person) => soughtIn(tenant, person).names,
    async erase(tenant, person, wanted) {
      const sought = soughtIn(tenant, person);
      for (const kept of of(tenant))
        if (wanted.includes(kept.key.run) && hasEnded(entriesOf(kept), clock.now()))
          eraseFrom(kept, sought);
    },
  };
}
