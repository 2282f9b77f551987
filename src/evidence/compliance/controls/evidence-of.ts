import type { Entry, Requested } from '../../../core/ledger.ts';
import type { Person } from '../../../core/people.ts';
import type { RunThen } from '../material.ts';

/*
 * Read from the bare entries, not from what the bot makes of them: a test of the rules must not
 * rest on the very code that keeps them.
 */

export type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

/** Something that was begun, and what it stood on at that moment. */
export interface Begun {
  readonly run: string;
  readonly applying: Of<'applying'>;
  /** The newest request for the step before it. */
  readonly request: Of<'requested'> | undefined;
  /** Votes on just that request and just its digest, before it was begun. */
  readonly votes: readonly Of<'decided'>[];
  readonly brokenGlass: Of<'broke-glass'> | undefined;
  /** What had ended the request by then, if something had. */
  readonly ended: Entry | undefined;
}

const isFor = (
  entry: Entry,
  { ask, step, digest }: Requested,
): entry is Of<'decided'> | Of<'broke-glass'> =>
  (entry.kind === 'decided' || entry.kind === 'broke-glass') &&
  entry.ask === ask &&
  entry.step === step &&
  entry.digest === digest;

function isEnd(entry: Entry, { ask, step }: Requested): boolean {
  if (entry.kind === 'withdrawn' || entry.kind === 'cancelled') return true;
  if (entry.kind === 'expired' || entry.kind === 'voided')
    return entry.ask === ask && entry.step === step;
  return entry.kind === 'decided' && entry.verdict === 'rejected' && entry.ask === ask;
}

/** Everything that a run has begun to change. */
export function begunIn({ heading: { run }, entries }: RunThen): readonly Begun[] {
  return entries.flatMap((applying, index): readonly Begun[] => {
    if (applying.kind !== 'applying') return [];
    const before = entries.slice(0, index);
    const place = before.findLastIndex(
      (entry) => entry.kind === 'requested' && entry.step === applying.step,
    );
    const request = before[place];
    const bare = { run, applying, request: undefined, votes: [], brokenGlass: undefined };
    if (request?.kind !== 'requested') return [{ ...bare, ended: undefined }];
    const since = before.slice(place + 1);
    const mine = since.filter((entry) => isFor(entry, request));
    return [
      {
        ...{ run, applying, request },
        votes: mine.filter((entry) => entry.kind === 'decided'),
        brokenGlass: mine.find((entry) => entry.kind === 'broke-glass'),
        ended: since.find((entry) => isEnd(entry, request) && !isOther(entry, request)),
      },
    ];
  });
}

/** A no to another step of the same card ends nothing here. */
const isOther = (entry: Entry, { step }: Requested): boolean =>
  entry.kind === 'decided' && entry.step !== step;

export interface Voted {
  readonly run: string;
  readonly vote: Of<'decided'>;
  readonly request: Of<'requested'> | undefined;
  readonly before: readonly Entry[];
}

/** Every vote of a run with the request that it names. */
export const votesIn = ({ heading: { run }, entries }: RunThen): readonly Voted[] =>
  entries.flatMap((vote, index) => {
    if (vote.kind !== 'decided') return [];
    const before = entries.slice(0, index);
    const request = before.find(
      (entry): entry is Of<'requested'> =>
        entry.kind === 'requested' && entry.ask === vote.ask && entry.step === vote.step,
    );
    return [{ run, vote, request, before }];
  });

/** Whoever asked for it, resumed it, took it over or gave it away. */
export const askersIn = (entries: readonly Entry[]): readonly Person[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'started') return [entry.requester];
    if (entry.kind === 'handed-over') return [entry.by, entry.to];
    return entry.kind === 'resumed' ? [entry.by] : [];
  });

export const standsFor = ({ by, onBehalfOf }: Of<'decided'>): readonly string[] =>
  onBehalfOf === undefined ? [by.id] : [by.id, onBehalfOf.id];

/** Yes votes of people who are all unlike each other. */
export function distinct(votes: readonly Of<'decided'>[]): readonly Of<'decided'>[] {
  const seen = new Set<string>();
  return votes.filter((vote) => {
    const ids = standsFor(vote);
    if (vote.verdict !== 'approved' || ids.some((id) => seen.has(id))) return false;
    ids.forEach((id) => seen.add(id));
    return true;
  });
}
