import type { Data } from '../../../core/data.ts';
import type { Entry, RunHeading } from '../../../core/ledger.ts';
import { Answers } from '../answers.ts';

/** Runs of the past, as far as the ledger knows them. */
export interface PastRuns {
  list(): Promise<readonly RunHeading[]>;
  read(run: string): Promise<readonly Entry[]>;
}

/** A set-up on record. */
export interface SetUp {
  readonly run: string;
  readonly startedAt: string;
  readonly answers: Answers;
  /** The same as it stands in the ledger. */
  readonly kept: Data;
  readonly state: 'finished' | 'open' | 'cancelled';
}

const SET_UP = 'customer-key';
/** More than anybody chooses from. */
const MOST = 20;
/** What was brought to its end is meant rather than what was begun or dropped. */
const RANK: readonly SetUp['state'][] = ['finished', 'open', 'cancelled'];

function stateOf(entries: readonly Entry[]): SetUp['state'] {
  if (entries.some(({ kind }) => kind === 'finished')) return 'finished';
  return entries.some(({ kind }) => kind === 'cancelled') ? 'cancelled' : 'open';
}

function setUpIn({ run, startedAt }: RunHeading, entries: readonly Entry[]): readonly SetUp[] {
  const [first] = entries;
  if (first?.kind !== 'started' || first.walkthrough !== SET_UP) return [];
  const { data: answers } = Answers.safeParse(first.answers);
  return answers === undefined
    ? []
    : [{ run, startedAt, answers, kept: first.answers, state: stateOf(entries) }];
}

/** Every set-up on record: those that came to their end first, and of these the newest. */
export async function setUpsIn(past: PastRuns): Promise<readonly SetUp[]> {
  const runs = (await past.list()).filter(({ walkthrough }) => walkthrough === SET_UP);
  const read = runs.map(async (heading) => setUpIn(heading, await past.read(heading.run)));
  const all = (await Promise.all(read.slice(0, MOST))).flat();
  return all.toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
}

/** What is meant by a set-up, whichever run it was. */
const namesOf = ({ answers: { first, second, policy } }: SetUp): string =>
  [first.vault, first.key, second.vault, second.key, policy.name].join('\n').toLowerCase();

/** One line for each pair of keys: that of the run which speaks for it. */
export const onePerPair = (all: readonly SetUp[]): readonly SetUp[] =>
  [...new Map(all.toReversed().map((one) => [namesOf(one), one])).values()].toReversed();
