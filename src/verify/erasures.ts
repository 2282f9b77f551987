import type { Change, Entry } from './entries.ts';
import { isList, isRecord, type Json } from './json.ts';
import type { Tally } from './tally.ts';

/** Operation and walkthrough of an erasure, as the bot names them in the ledger. */
const OPERATION = 'ledger.erase';
const WALKTHROUGH = 'erase-person';

/** An approved erasure, and what it reaches. */
interface Act {
  readonly run: string;
  readonly leaf: number;
  readonly runs: ReadonlySet<string>;
  /** So many values it takes away at most. */
  readonly most: number;
  /** Seals that it cannot have taken the value of. */
  readonly spares?: ReadonlySet<string>;
}

/** What an entry names and the pack does not have. */
interface Lost {
  readonly leaf: number;
  readonly place: string;
  readonly what: 'value' | 'card';
  readonly digest: string;
}

export type Erasures = ReturnType<typeof erasuresOf>;

/**
 * Holds what is missing against the erasures that would explain it: only one that was begun later
 * in the ledger and names the run does. Whether it was approved is judged as with every change.
 */
export function erasuresOf(tally: Tally) {
  const acts: Act[] = [];
  const lost = new Map<string, Lost[]>();
  /** Runs of erasures, each with whoever asked for it and approved it: it is not about those. */
  const deciders = new Map<string, Set<string>>();

  const actsOn = (run: string): readonly Act[] => acts.filter(({ runs }) => runs.has(run));

  function settle(run: string, all: readonly Lost[]): void {
    const known = actsOn(run);
    for (const one of all) {
      const act = known.find(
        ({ leaf, spares }) => leaf > one.leaf && spares?.has(one.digest) !== true,
      );
      if (act !== undefined) tally.note(noteOf(one, run, act.run));
      else if (one.what === 'card') tally.fault('cards', one.place, missingCard(one.digest));
      else tally.fault('openings', one.place, missingValue(one.digest));
    }
    const values = new Set(all.flatMap(({ what, digest }) => (what === 'value' ? digest : [])));
    const most = known.reduce((sum, act) => sum + act.most, 0);
    if (known.length > 0 && values.size > most)
      tally.fault(
        'openings',
        `Run ${run}`,
        `lacks ${values.size} sealed values, and the erasures that name it took ${most} at most`,
      );
  }

  return {
    /** Takes note of every entry, in the order of the leaves. */
    look(entry: Entry, run: string, leaf: number): void {
      if (entry.kind === 'started' && entry.walkthrough === WALKTHROUGH)
        deciders.set(run, new Set([entry.requester.id, entry.requester.name]));
      const spares = deciders.get(run);
      if (entry.kind === 'decided' && entry.verdict === 'approved')
        spares?.add(entry.by.id).add(entry.by.name);
      // The deed follows this entry; a crash may keep the next one from being written.
      if (entry.kind === 'applying' && entry.change.details.operation === OPERATION)
        acts.push({ run, leaf, ...reachOf(entry.change) });
      // Whom it was about is erased from the erasure's own run once that has finished.
      if (entry.kind === 'finished' && spares !== undefined)
        acts.push({ run, leaf, runs: new Set([run]), most: Infinity, spares });
    },

    missing(run: string, one: Lost): void {
      const all = lost.get(run) ?? [];
      lost.set(run, all);
      all.push(one);
    },

    /** Runs of erasures that reach these runs, or one another on the way. */
    reaching(runs: Iterable<string>): ReadonlySet<string> {
      const reached = new Set(runs);
      const found = new Set<string>();
      for (const run of reached)
        for (const act of actsOn(run)) {
          found.add(act.run);
          // A set that grows while it is gone through is gone through to its end.
          reached.add(act.run);
        }
      return found;
    },

    /** Told when all entries were seen. */
    end(): void {
      for (const [run, all] of lost) settle(run, all);
    },
  };
}

function reachOf({ details }: Change): Pick<Act, 'runs' | 'most'> {
  const before: Json = details.before;
  if (!isRecord(before)) return { runs: new Set(), most: 0 };
  const { runs, openings } = before;
  const named = runs !== undefined && isList(runs) ? runs : [];
  return {
    runs: new Set(named.filter((run) => typeof run === 'string')),
    most: typeof openings === 'number' ? openings : 0,
  };
}

const noteOf = ({ what, digest }: Lost, run: string, by: string): string =>
  what === 'card'
    ? `The card ${digest} of run ${run} was erased: run ${by}`
    : `Sealed values of run ${run} cannot be read, for they were erased: run ${by}`;

const missingCard = (digest: string): string =>
  `names a card that is not in the pack, and no erasure explains it: cards/${digest}.json`;

const missingValue = (digest: string): string =>
  `has a sealed value that nothing opens, missing without an erasure: ${digest}`;
