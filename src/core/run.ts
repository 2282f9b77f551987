import type { Clock } from './clock.ts';
import { MovedOn, type Entry, type Exchange, type Happening, type Ledger } from './ledger.ts';
import type { Role, RunKey } from './people.ts';
import type { PolicySource } from './policy.ts';
import { isOpenIn } from './standing.ts';
import type { Looking, Step } from './step.ts';
import type { Reads } from './walkthrough.ts';

/** Does the work of a change and tells which calls to other services it made, in their order. */
export type Recording = (
  work: () => Promise<void>,
  now: () => Date,
) => Promise<readonly Exchange[]>;

/** One run under way: its steps, and what they are judged and recorded with. */
export interface Run {
  readonly key: RunKey;
  readonly walkthrough: string;
  readonly subject: string;
  readonly steps: readonly Step[];
  readonly reads: Reads;
  readonly ledger: Ledger;
  /** Read anew before asking and before each change. */
  readonly policy: PolicySource;
  readonly clock: Clock;
  /** As the directory has them at this moment; throws when it does not answer. */
  readonly rolesOf: (person: string) => Promise<ReadonlySet<Role>>;
  /** Of these groups, those that the person is in at this moment; without it what a vote says counts. */
  readonly groupsOf?: (person: string, groups: readonly string[]) => Promise<readonly string[]>;
  /** Without it, what a change sends and gets back leaves no trace in the ledger. */
  readonly recording?: Recording;
  /** Called whenever something was recorded, so that cards can be redrawn. */
  readonly noted?: () => void;
}

/**
 * Records what follows from the entries as they are at this very moment. `judge` is asked again
 * whenever somebody else was faster; returning nothing records nothing.
 */
export async function note(
  run: Pick<Run, 'key' | 'ledger' | 'noted'>,
  judge: (entries: readonly Entry[]) => readonly Happening[],
): Promise<readonly Entry[]> {
  for (;;) {
    const entries = await run.ledger.read(run.key);
    const what = judge(entries);
    if (what.length === 0) return [];
    try {
      const appended = await run.ledger.append(run.key, entries.length, what);
      run.noted?.();
      return appended;
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error;
    }
  }
}

/**
 * As `note`, about one step. While the bot looked, people may have done it by hand, withdrawn the
 * request or cancelled the run: then what it found is old, and nothing is recorded.
 */
export const noteOn = (
  run: Pick<Run, 'key' | 'ledger' | 'noted'>,
  step: string,
  judge: (entries: readonly Entry[]) => readonly Happening[],
): Promise<readonly Entry[]> =>
  note(run, (entries) => (isOpenIn(entries, step) ? judge(entries) : []));

/** What became of one step in one pass. */
export type Outcome =
  | { readonly state: 'holds' }
  | { readonly state: 'again' }
  | { readonly state: 'waiting'; readonly lookAgainAt?: string }
  | { readonly state: 'stopped' };

/** What the checks may look at: this run, and every run about the same subject. */
export async function lookingAt(run: Run, entries: readonly Entry[]): Promise<Looking> {
  const history = await run.ledger.about(run.key.tenant, run.subject);
  return { entries, history, now: run.clock.now() };
}
