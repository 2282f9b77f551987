import type { Clock } from './clock.ts';
import type { Data } from './data.ts';
import { MovedOn, type Entry, type Happening, type Ledger } from './ledger.ts';
import type { Person } from './people.ts';

/** Deeds that belong to no run but must be on record. */
export const DEEDS = [
  /** A question about audit activity. */
  'asked',
  /** Personal data was shown. */
  'revealed',
  'exported',
  'saved',
  'unsaved',
  'imported',
  /** Records were deleted because their time was over. */
  'retained',
  /** What was set up does not hold any more, or does again; also why, once that is found. */
  'drifted',
  /** Drift that was accepted for a time is not accepted any more. */
  'exception-ended',
] as const;
export type Deed = (typeof DEEDS)[number];

export interface Note {
  readonly what: Deed;
  /** Nobody: the bot did it by itself, as it was set up to. */
  readonly by?: Person;
  readonly details: Data;
}

/** The walkthrough's name under which the streams stand in the ledger. */
export const JOURNAL = 'journal';

const BOT: Person = { id: 'audit-steward', name: 'Audit Steward' };

/**
 * Kept in the ledger, one stream a UTC day. When `note` returns it is on disk; when it throws, the
 * deed must not be done.
 */
export interface Journal {
  note(note: Note): Promise<void>;
  /** Of one UTC day (`YYYY-MM-DD`), oldest first. */
  read(day: string): Promise<readonly (Note & { readonly at: string })[]>;
}

const startOf = (day: string): Happening => ({
  kind: 'started',
  walkthrough: JOURNAL,
  title: `Journal of ${day}`,
  subject: `journal/${day}`,
  answers: {},
  requester: BOT,
  steps: [],
});

/** So many others may have written at the same moment. */
const TRIES = 50;

/** The journal of one tenant. */
export function journalOf(ledger: Ledger, tenant: string, clock: Pick<Clock, 'now'>): Journal {
  const keyOf = (day: string) => ({ tenant, run: `journal-${day}` });
  // How long the stream was when it was last seen; the ledger itself says when that is not true.
  let [known, length] = ['', 0];

  async function append(day: string, entry: Happening, triesLeft: number): Promise<void> {
    if (known !== day) [known, length] = [day, (await ledger.read(keyOf(day))).length];
    const entries = length === 0 ? [startOf(day), entry] : [entry];
    try {
      const written = await ledger.append(keyOf(day), length, entries);
      length = Math.max(length, written.at(-1)?.seq ?? 0);
    } catch (error) {
      if (!(error instanceof MovedOn) || triesLeft === 0) throw error;
      known = '';
      await append(day, entry, triesLeft - 1);
    }
  }

  // One after another in this process, so that only other replicas can be in the way.
  let last: Promise<unknown> = Promise.resolve();
  return {
    note(note) {
      const day = clock.now().toISOString().slice(0, 10);
      const mine = last.then(() => append(day, { kind: 'noted', ...note }, TRIES));
      last = mine.catch(() => undefined);
      return mine;
    },
    async read(day) {
      return (await ledger.read(keyOf(day))).flatMap(noteOf);
    },
  };
}

function noteOf(entry: Entry): readonly (Note & { readonly at: string })[] {
  if (entry.kind !== 'noted') return [];
  const what = DEEDS.find((deed) => deed === entry.what);
  const { by, details, at } = entry;
  return what === undefined ? [] : [{ what, details, at, ...(by === undefined ? {} : { by }) }];
}
