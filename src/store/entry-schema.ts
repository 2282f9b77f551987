import { z } from 'zod';
import type { Data } from '../core/data.ts';
import type { ApproverGroup, Decided, Entry, Exchange } from '../core/ledger.ts';
import type { Happening, Requested, Started, StepOutline } from '../core/ledger.ts';
import type { Person } from '../core/people.ts';
import type { Custody, Details, Excluded, Guide, PlannedChange } from '../core/step.ts';

/** One schema for each field, none forgotten and none invented: `satisfies` makes the compiler check. */
type Shape<T> = { readonly [Key in keyof T]-?: z.ZodType<T[Key]> };
type Of<Kind extends Happening['kind']> = Extract<Happening, { readonly kind: Kind }>;

const isData = (value: unknown): value is Data => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every(isData);
};

// Checked but not copied, so that what is stored is digested just as it came.
const data = z.custom<Data>(isData, 'must be plain JSON');
const details = z.custom<Details>((value) => {
  const named = z.looseObject({
    operation: z.string(),
    target: z.string(),
    before: data,
    after: data,
  });
  return isData(value) && named.safeParse(value).success;
}, 'must be plain JSON with operation, target, before and after');

const text = z.string();
const texts = z.array(text).readonly();
const number = z.int().min(1);
const time = z.iso.datetime({ offset: true });

const person = z.strictObject({ id: text.min(1), name: text } satisfies Shape<Person>);

const outline = z.strictObject({
  id: text,
  title: text,
  stage: text,
  risk: z.enum(['routine', 'sensitive', 'irreversible']),
  oneWay: text.exactOptional(),
} satisfies Shape<StepOutline>);

const guide = z.strictObject({
  steps: texts,
  command: text.exactOptional(),
  link: text.exactOptional(),
  proof: z.enum(['observed', 'attested']),
  statement: text,
  asks: z.strictObject({ label: text, placeholder: text }).exactOptional(),
} satisfies Shape<Guide>);

const custody = z.strictObject({ pair: text, part: text } satisfies Shape<Custody>);
const excluded = z.strictObject({ id: text, why: text } satisfies Shape<Excluded>);

const group = z.strictObject({ id: text.min(1), name: text } satisfies Shape<ApproverGroup>);

const exchange = z.strictObject({
  at: time,
  method: text,
  url: text,
  status: z.int().min(0),
  request: text,
  response: text,
} satisfies Shape<Exchange>);

const change = z.strictObject({
  kind: z.enum(['automatic', 'guided', 'wait']),
  summary: text,
  details,
  digest: text,
  guide: guide.exactOptional(),
  wait: z.strictObject({ on: text, usually: text }).exactOptional(),
} satisfies Shape<PlannedChange>);

const happening = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('started'),
    walkthrough: text,
    title: text,
    subject: text,
    answers: data,
    requester: person,
    steps: z.array(outline).readonly(),
  } satisfies Shape<Started>),
  z.strictObject({
    kind: z.literal('requested'),
    ask: number,
    step: text,
    digest: text,
    changes: z.array(change).readonly(),
    quorum: number,
    expiresAt: time,
    notBefore: time.exactOptional(),
    phrase: text.exactOptional(),
    custody: custody.exactOptional(),
    excludes: z.array(excluded).readonly().exactOptional(),
    groups: z.array(group).readonly().exactOptional(),
    stepUp: z.literal(true).exactOptional(),
    policy: text.exactOptional(),
    check: z.strictObject({ at: time, digest: text }).exactOptional(),
    replaces: z.strictObject({ digest: text, difference: texts }).exactOptional(),
  } satisfies Shape<Requested>),
  z.strictObject({
    kind: z.literal('decided'),
    ask: number,
    step: text,
    digest: text,
    verdict: z.enum(['approved', 'rejected']),
    by: person,
    reason: text.exactOptional(),
    onBehalfOf: person.exactOptional(),
    card: text.exactOptional(),
    check: text.exactOptional(),
    groups: texts.exactOptional(),
    signedInAt: time.exactOptional(),
  } satisfies Shape<Decided>),
  z.strictObject({
    kind: z.literal('withdrawn'),
    by: person,
    reason: text.exactOptional(),
  } satisfies Shape<Of<'withdrawn'>>),
  z.strictObject({
    kind: z.literal('expired'),
    ask: number,
    step: text,
  } satisfies Shape<Of<'expired'>>),
  z.strictObject({
    kind: z.literal('broke-glass'),
    ask: number,
    step: text,
    digest: text,
    by: person,
    reason: text,
    reviewBy: time,
  } satisfies Shape<Of<'broke-glass'>>),
  z.strictObject({
    kind: z.literal('reviewed'),
    ask: number,
    verdict: z.enum(['upheld', 'objected']),
    by: person,
    reason: text.exactOptional(),
  } satisfies Shape<Of<'reviewed'>>),
  z.strictObject({
    kind: z.literal('handed-over'),
    by: person,
    to: person,
    reason: text.exactOptional(),
  } satisfies Shape<Of<'handed-over'>>),
  z.strictObject({
    kind: z.literal('voided'),
    ask: number,
    step: text,
    difference: texts,
  } satisfies Shape<Of<'voided'>>),
  z.strictObject({
    kind: z.literal('applying'),
    step: text,
    change,
    requestId: text,
  } satisfies Shape<Of<'applying'>>),
  z.strictObject({
    kind: z.literal('applied'),
    step: text,
    change,
    requestId: text,
    exchanges: z.array(exchange).readonly().exactOptional(),
  } satisfies Shape<Of<'applied'>>),
  z.strictObject({
    kind: z.literal('verified'),
    step: text,
    found: text.exactOptional(),
  } satisfies Shape<Of<'verified'>>),
  z.strictObject({
    kind: z.literal('attested'),
    step: text,
    by: person,
    statement: text,
    seen: data.exactOptional(),
  } satisfies Shape<Of<'attested'>>),
  z.strictObject({
    kind: z.literal('waiting'),
    step: text,
    change: change.exactOptional(),
    on: text,
    usually: text.exactOptional(),
    lookAgainAt: time.exactOptional(),
  } satisfies Shape<Of<'waiting'>>),
  z.strictObject({
    kind: z.literal('failed'),
    step: text,
    what: text,
    next: text,
  } satisfies Shape<Of<'failed'>>),
  z.strictObject({ kind: z.literal('resumed'), by: person } satisfies Shape<Of<'resumed'>>),
  z.strictObject({
    kind: z.literal('cancelled'),
    by: person,
    reason: text.exactOptional(),
  } satisfies Shape<Of<'cancelled'>>),
  z.strictObject({ kind: z.literal('finished') } satisfies Shape<Of<'finished'>>),
  z.strictObject({
    kind: z.literal('noted'),
    what: text,
    by: person.exactOptional(),
    details: data,
  } satisfies Shape<Of<'noted'>>),
]);

const stamp = z.looseObject({ seq: number, at: time });

/** Plain JSON of a happening, checked; members that are undefined are left out, as JSON does. */
export function parseHappening(from: Happening): Happening {
  // The other way round: whatever the core may say, the schema knows.
  const known: z.input<typeof happening> = from;
  return happening.parse(JSON.parse(JSON.stringify(known)));
}

/** Reads an entry's stored text. */
export function parseEntry(from: string): Entry {
  const { seq, at, ...rest } = stamp.parse(JSON.parse(from));
  return { ...happening.parse(rest), seq, at };
}
