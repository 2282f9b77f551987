import type { Clock } from '../../src/core/clock.ts';
import { JOURNAL } from '../../src/core/journal.ts';
import { MovedOn, type Entry, type Ledger, type RunHeading } from '../../src/core/ledger.ts';
import { canonical } from '../../src/core/data.ts';
import { ERASURE } from '../../src/core/erasure.ts';
import type { Person, RunKey } from '../../src/core/people.ts';
import { startOf } from '../../src/core/standing.ts';
import { namesIn } from '../../src/store/belonging.ts';
import { parseHappening } from '../../src/store/entry-schema.ts';
import { reading, sealed, type StoredOpening } from '../../src/store/seal.ts';
import { storable } from '../../src/store/text.ts';
import { eraseFrom } from './memory-openings.ts';
import { oldestFirst } from '../../src/store/ledger-read.ts';

/** A run as it is kept: texts with what is personal sealed, and what stands behind the seals. */
export interface Kept {
  readonly key: RunKey;
  readonly texts: string[];
  readonly openings: Map<string, StoredOpening>;
  /** The requester as the list of runs has them. */
  readonly heading: Person;
}

/** What the ledger holds, by run. */
export type Texts = Map<string, Kept>;

/** A ledger in a `Map`, as text, so that nobody can change what was read. */
export function memoryLedger(
  clock: Pick<Clock, 'now'> = { now: () => new Date() },
  runs: Texts = new Map(),
): Ledger {
  const idOf = ({ tenant, run }: RunKey) => JSON.stringify([tenant, run]);
  const reader = reading();
  const read = (key: RunKey) => {
    const kept = runs.get(idOf(key));
    return (kept?.texts ?? []).map((text) =>
      reader.opened(key.run, text, kept?.openings ?? new Map()),
    );
  };
  const all = (tenant: string) =>
    [...runs.values()]
      .filter(({ key }) => key.tenant === tenant)
      .map(({ key, heading }) => headingOf(key, heading, read(key)));
  const runsOf = (tenant: string) =>
    all(tenant).filter(({ walkthrough }) => walkthrough !== JOURNAL);

  return {
    read: async (key) => read(key),
    async append(key, seen, what) {
      const heading = {
        ...what.flatMap((one) => (one.kind === 'started' ? one.requester : []))[0],
      };
      const run: Kept = runs.get(idOf(key)) ?? {
        ...{ key: { ...key }, texts: [], openings: new Map<string, StoredOpening>() },
        heading: { id: heading.id ?? '', name: storable(heading.name ?? '') },
      };
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
      const known = [...run.openings.values()].map(({ scope, salt }) => [scope, salt] as const);
      const made = sealed(JSON.parse(JSON.stringify(entries)), new Map(known));
      for (const opening of made.openings) run.openings.set(opening.sealed, opening);
      run.texts.push(...made.entries.map(canonical));
      if (entries.some(({ kind }) => kind === 'finished')) eraseWithItsRun(run, read(key));
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

/** What an erasure was told of the person goes with its end. */
function eraseWithItsRun(kept: Kept, entries: readonly Entry[]): void {
  const { walkthrough, answers } = startOf(entries);
  const { person: id } = Object(answers) as { readonly person?: unknown };
  if (walkthrough !== ERASURE || typeof id !== 'string') return;
  eraseFrom(kept, { id, names: namesIn([...kept.openings.values()], id) });
}

function headingOf(
  { tenant, run }: RunKey,
  requester: Person,
  entries: readonly Entry[],
): RunHeading {
  const { walkthrough, subject, title, at } = startOf(entries);
  const open = entries.every(({ kind }) => kind !== 'finished' && kind !== 'cancelled');
  const named = { title: storable(title), requester: { ...requester } };
  return { tenant, run, walkthrough, subject, ...named, startedAt: at, open };
}
