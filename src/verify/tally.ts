/** What is looked at, in this order. */
export const CHECKS = {
  zip: 'The file is one zip as the bot writes it',
  manifest: 'Every file is the one that the manifest names',
  keys: 'The keys are well formed and bear their own thumbprints',
  checkpoints: 'Every checkpoint is signed and names the one before it',
  consistency: 'Each checkpoint only adds to the one before it',
  witnesses: 'What witnesses say fits the checkpoints',
  heads: 'What you kept is in this history',
  entries: 'Every entry is well formed',
  sequence: 'Each run is whole, from its first entry to its last',
  period: 'No run of the period is left out',
  inclusion: 'Every entry is a leaf of the signed tree',
  openings: 'Personal values fit their seals',
  plans: 'Digests of plans, changes and checks fit what they stand for',
  policies: 'Each request demands what its policy says',
  cards: 'Each vote rests on a card that shows what was voted on',
  approvals: 'Nothing was done without a valid approval of exactly that',
} as const;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS: readonly CheckId[] = [
  ...['zip', 'manifest', 'keys', 'checkpoints', 'consistency', 'witnesses', 'heads'],
  ...['entries', 'sequence', 'period', 'inclusion', 'openings', 'plans', 'policies', 'cards'],
  'approvals',
].filter((id): id is CheckId => Object.hasOwn(CHECKS, id));

/** Something is not as it must be, and where: `7K2QF9 entry 12 (leaf 341)` or a file and line. */
export interface Fault {
  readonly check: CheckId;
  readonly place: string;
  readonly says: string;
}

/** What was read is malformed, as half a sentence that goes on after the place. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly place: string;
  readonly says: string;

  constructor(place: string, says: string) {
    super(`${place} ${says}`);
    this.place = place;
    this.says = says;
  }
}

/** Thrown where only the first fault is wanted. */
class Enough extends Error {
  override readonly name = 'Enough';
}

/** Control characters would let a pack write over what the report says. */
const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');

const brief = (text: string): string =>
  text.length <= 400 ? plain(text) : `${plain(text.slice(0, 400))}…`;

/** So many faults of one check are kept; of the others only the number. */
const KEPT = 20;

export type Tally = ReturnType<typeof tallyOf>;

/** Counts what was looked at and keeps what was found. */
export function tallyOf(only: 'all' | 'first' = 'all') {
  const counts = new Map<CheckId, number>();
  const faults: Fault[] = [];
  const numbers = new Map<CheckId, number>();
  const notes = new Map<string, number>();

  const fault = (check: CheckId, place: string, says: string): void => {
    const found = (numbers.get(check) ?? 0) + 1;
    numbers.set(check, found);
    if (found <= KEPT) faults.push({ check, place: brief(place), says: brief(says) });
    if (only === 'first') throw new Enough();
  };

  return {
    count: (check: CheckId, by = 1): void => void counts.set(check, (counts.get(check) ?? 0) + by),
    fault,
    /** Something an auditor should know, though it is no fault; told once, with how often. */
    note: (says: string): void => void notes.set(says, (notes.get(says) ?? 0) + 1),

    /** Runs a check; what it refuses is a fault, and undefined comes back. */
    attempt<T>(check: CheckId, work: () => T): T | undefined {
      try {
        return work();
      } catch (error) {
        if (error instanceof Refused) fault(check, error.place, error.says);
        else if (error instanceof RangeError) fault(check, 'The pack', 'is nested too deeply');
        else throw error;
        return undefined;
      }
    },

    /** Ends quietly when the first fault was found and no more are wanted. */
    upToFirst(work: () => void): void {
      try {
        work();
      } catch (error) {
        if (!(error instanceof Enough)) throw error;
      }
    },

    counted: (check: CheckId): number => counts.get(check) ?? 0,
    found: (check: CheckId): number => numbers.get(check) ?? 0,
    faults: (): readonly Fault[] =>
      CHECK_IDS.flatMap((id) => faults.filter(({ check }) => check === id)),
    notes: (): readonly (readonly [string, number])[] => [...notes],
  };
}
