import { isRecord, type Json } from './json.ts';
import { anything, count, hex, list, object, oneOf, positive, read, text, time } from './kinds.ts';
import type { Kind, Of } from './kinds.ts';
import { Refused } from './tally.ts';

const person = object({ id: text, name: text });
const group = object({ id: text, name: text });

const change = object(
  {
    kind: oneOf('automatic', 'guided', 'wait'),
    summary: text,
    details: object(
      { operation: text, target: text, before: anything, after: anything },
      {},
      'free',
    ),
    digest: hex,
  },
  { guide: anything, wait: anything },
);

const step = object(
  {
    id: text,
    title: text,
    stage: text,
    risk: oneOf('routine', 'sensitive', 'irreversible'),
  },
  { oneWay: text },
);

const exchange = object({
  at: time,
  method: text,
  url: text,
  status: count,
  request: text,
  response: text,
});

const stamp = { seq: positive, at: time };
const entry = <const Name extends string, M extends Members, O extends Members = None>(
  kind: Name,
  must: M,
  may?: O,
) => object({ kind: oneOf(kind), ...stamp, ...must }, may);

type Members = Readonly<Record<string, Kind<unknown>>>;
type None = Record<never, never>;

/** The kinds of entries and their members, as `docs/evidence.md` and the ledger have them. */
const KINDS = {
  started: entry('started', {
    walkthrough: text,
    title: text,
    subject: text,
    answers: anything,
    requester: person,
    steps: list(step),
  }),
  requested: entry(
    'requested',
    {
      ask: positive,
      step: text,
      digest: hex,
      changes: list(change),
      quorum: positive,
      expiresAt: time,
    },
    {
      notBefore: time,
      phrase: text,
      custody: object({ pair: text, part: text }),
      excludes: list(object({ id: text, why: text })),
      groups: list(group),
      stepUp: oneOf(true),
      policy: hex,
      check: object({ at: time, digest: hex }),
      replaces: object({ digest: hex, difference: list(text) }),
    },
  ),
  decided: entry(
    'decided',
    { ask: positive, step: text, digest: hex, verdict: oneOf('approved', 'rejected'), by: person },
    {
      reason: text,
      onBehalfOf: person,
      card: hex,
      check: hex,
      groups: list(text),
      signedInAt: time,
    },
  ),
  withdrawn: entry('withdrawn', { by: person }, { reason: text }),
  expired: entry('expired', { ask: positive, step: text }),
  'broke-glass': entry('broke-glass', {
    ...{ ask: positive, step: text, digest: hex },
    ...{ by: person, reason: text, reviewBy: time },
  }),
  reviewed: entry(
    'reviewed',
    { ask: positive, verdict: oneOf('upheld', 'objected'), by: person },
    { reason: text },
  ),
  'handed-over': entry('handed-over', { by: person, to: person }, { reason: text }),
  voided: entry('voided', { ask: positive, step: text, difference: list(text) }),
  applying: entry('applying', { step: text, change, requestId: text }),
  applied: entry('applied', { step: text, change, requestId: text }, { exchanges: list(exchange) }),
  verified: entry('verified', { step: text }, { found: text }),
  attested: entry('attested', { step: text, by: person, statement: text }, { seen: anything }),
  waiting: entry('waiting', { step: text, on: text }, { change, usually: text, lookAgainAt: time }),
  failed: entry('failed', { step: text, what: text, next: text }),
  resumed: entry('resumed', { by: person }),
  cancelled: entry('cancelled', { by: person }, { reason: text }),
  finished: entry('finished', {}),
  noted: entry('noted', { what: text, details: anything }, { by: person }),
} as const;

type Kinds = typeof KINDS;
export type Entry = { readonly [Name in keyof Kinds]: Of<Kinds[Name]> }[keyof Kinds];
export type EntryOf<Name extends Entry['kind']> = Extract<Entry, { readonly kind: Name }>;
export type Person = Of<typeof person>;
export type Change = Of<typeof change>;

const isKind = (kind: Json | undefined): kind is keyof Kinds =>
  typeof kind === 'string' && Object.hasOwn(KINDS, kind);

/** An entry, opened as far as it can be, as one of the kinds that there are. */
export function readEntry(value: Json, place: string, unknown: Set<string>): Entry {
  const kind = isRecord(value) ? value['kind'] : undefined;
  if (!isKind(kind)) throw new Refused(place, 'is of no kind that this verifier knows');
  const known: Kind<Entry> = KINDS[kind];
  return read(known, value, place, unknown);
}

const LINE = object({ leaf: count, run: text, entry: anything });

/** A line of `entries.ndjson` before its entry is looked at. */
export const readLine = (value: Json, place: string): Of<typeof LINE> => read(LINE, value, place);
