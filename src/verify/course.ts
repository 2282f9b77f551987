import type { Ask, AskState } from './asks.ts';
import type { Cards } from './cards.ts';
import type { EntryOf } from './entries.ts';
import type { Policy } from './policies.ts';
import type { Tally } from './tally.ts';

export interface Bench {
  readonly tally: Tally;
  readonly cards: Cards;
  /** Hears of a card that a vote names and the pack does not have. */
  readonly lostCard: (run: string, card: string, place: string) => void;
  readonly policies: ReadonlyMap<string, Policy>;
  /** ISO time of the newest checkpoint: what was due by then is overdue. */
  readonly until: string;
}

/** An approval that was made use of, where parts are kept under different people. */
export interface Carried {
  readonly run: string;
  readonly subject: string;
  readonly pair: string;
  readonly part: string;
  /** Who alone approved it; nobody where several shared in it. */
  readonly alone: readonly string[];
  readonly place: string;
}

/** What was begun and is not recorded as done. */
interface Begun {
  readonly requestId: string;
  readonly ask: Ask;
  readonly place: string;
}

/** How a run stands, as far as its entries were read: each rule looks here, and notes here. */
export interface Course {
  readonly run: string;
  readonly asks: Map<string, Ask>;
  /** The newest request for each step. */
  readonly newest: Map<string, Ask>;
  readonly requesters: Set<string>;
  readonly open: Map<string, Begun>;
  readonly carried: Map<Ask, Carried>;
  started: EntryOf<'started'> | undefined;
  ended: boolean;
  /** Milliseconds. A clock set back revives nothing: the latest time on record counts. */
  now: number;
}

export const courseOf = (run: string): Course => ({
  ...{ run, asks: new Map(), newest: new Map(), requesters: new Set() },
  ...{ open: new Map(), carried: new Map(), started: undefined, ended: false, now: -Infinity },
});

/** An entry is written a moment after it was judged. */
export const MOMENT = 30_000;

export const SETTLED: Readonly<Record<Exclude<AskState, 'pending'>, string>> = {
  approved: 'approved already',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  void: 'void',
  done: 'done already',
  failed: 'failed already',
};

/** A request of several steps is one number, with an ask for each of them. */
export const nameOf = (ask: number, step: string): string => JSON.stringify([ask, step]);

/** The step as the run announced it when it started. */
export const outlineOf = ({ started }: Course, step: string) =>
  started?.steps.find(({ id }) => id === step);

export const hasLapsed = ({ now }: Course, { asked }: Ask): boolean =>
  now > Date.parse(asked.expiresAt) + MOMENT;

const isLive = ({ state }: Ask): boolean => state === 'pending' || state === 'approved';

/** Brings those requests that still stand to their end. */
export function settle({ asks }: Course, state: AskState, which: (ask: Ask) => boolean): void {
  for (const ask of asks.values()) if (isLive(ask) && which(ask)) ask.state = state;
}
