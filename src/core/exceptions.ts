import { asksOf } from './asks.ts';
import { appliedOf } from './in-force.ts';
import { JOURNAL } from './journal.ts';
import { MovedOn, type Entry, type Ledger } from './ledger.ts';
import type { Person } from './people.ts';
import { approversOf } from './quorum.ts';
import type { Details } from './step.ts';

/** Operation of the change that accepts drift for a time. */
export const EXCEPT = 'drift.except';

/** The walkthrough that asks for it. */
export const EXCEPTION = 'drift-exception';

/** Drift that was accepted for a time, by approval. */
export interface Exception {
  /** The run that it was approved in; it is the exception's name. */
  readonly run: string;
  /** The finished run that has drifted, and what that is about. */
  readonly watched: string;
  readonly subject: string;
  readonly finding: string;
  readonly says: string;
  readonly reason: string;
  /** ISO times. */
  readonly from: string;
  readonly until: string;
  /** The entry that brought it into force. */
  readonly seq: number;
  readonly approvedBy: readonly Person[];
  readonly ended?: { readonly at: string; readonly by: Person | undefined; readonly seq: number };
}

const textIn = (details: Details, key: string): string => {
  const value = details[key];
  return typeof value === 'string' ? value : '';
};

/** The exception that a run has brought into force; undefined when it has none. */
export function exceptionIn(
  run: string,
  entries: readonly Entry[],
  endings: readonly Entry[] = [],
): Exception | undefined {
  const [applied] = appliedOf(entries, EXCEPT);
  if (applied === undefined) return undefined;
  const { details, at, seq } = applied;
  const votes = asksOf(entries).flatMap((asked) => asked.votes);
  const approvers = approversOf(votes);
  const people = new Map(
    votes.filter(({ by }) => approvers.has(by.id)).map(({ by }) => [by.id, by]),
  );
  const ended = endings.find(({ kind }) => kind === 'noted');
  return {
    run,
    watched: textIn(details, 'run'),
    subject: textIn(details, 'subject'),
    finding: textIn(details, 'finding'),
    says: textIn(details, 'says'),
    reason: textIn(details, 'reason'),
    from: at,
    until: textIn(details, 'until'),
    seq,
    approvedBy: [...people.values()],
    ...(ended?.kind === 'noted' ? { ended: { at: ended.at, by: ended.by, seq: ended.seq } } : {}),
  };
}

/** Accepted at this moment. */
export const isInForce = ({ until, ended }: Exception, now: Date): boolean =>
  ended === undefined && Date.parse(until) > now.getTime();

/** The stream that says that an exception was ended before its time. */
export const endingOf = (run: string): string => `ended-${run}`;

/** Every exception of a tenant, read from the ledger. */
export type Exceptions = ReturnType<typeof exceptionsIn>;

export function exceptionsIn(ledger: Ledger, tenant: string) {
  async function read(run: string): Promise<Exception | undefined> {
    const [entries, endings] = await Promise.all([
      ledger.read({ tenant, run }),
      ledger.read({ tenant, run: endingOf(run) }),
    ]);
    return exceptionIn(run, entries, endings);
  }

  return {
    /** The newest first, those that are over included. */
    async list(): Promise<readonly Exception[]> {
      const runs = (await ledger.runs(tenant)).filter(
        ({ walkthrough }) => walkthrough === EXCEPTION,
      );
      const all = await Promise.all(runs.map(({ run }) => read(run)));
      return all.flatMap((one) => one ?? []);
    },

    /** Takes back before its time what was accepted; false when that was done already. */
    async end(run: string, by: Person): Promise<boolean> {
      const key = { tenant, run: endingOf(run) };
      if ((await ledger.read(key)).length > 0) return false;
      try {
        await ledger.append(key, 0, [
          {
            kind: 'started',
            walkthrough: JOURNAL,
            title: `End of exception ${run}`,
            subject: `exception-end/${run}`,
            answers: {},
            requester: by,
            steps: [],
          },
          { kind: 'noted', what: 'exception-ended', by, details: { exception: run } },
        ]);
        return true;
      } catch (error) {
        if (error instanceof MovedOn) return false;
        throw error;
      }
    },
  };
}
