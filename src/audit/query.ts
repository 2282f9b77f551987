import { z } from 'zod';
import { lowered } from './lowered.ts';

/** What is counted. An action is one deed: long ones are logged as several records. */
export const MEASURES = ['actions', 'records', 'users', 'tables', 'addresses'] as const;
export type Measure = (typeof MEASURES)[number];

export const FIELDS = [
  'user',
  'verb',
  'message',
  'table',
  'environment',
  'address',
  'result',
  'workload',
  'type',
  'record',
  'actor',
  'agent',
  'report',
  'hours',
  'noise',
] as const;
/**
 * `verb`: a group of messages (definitions: `export`, `delete`, …) · `message`: an SDK message or
 * operation · `address`: an address or a range such as `203.0.113.0/24` · `type`: a record type's
 * number · `record`: a GUID · `actor`: a kind of actor (definitions) · `agent`: a part of the client's
 * name · `report`: id of a report (definitions) · `hours`: `outside working hours`, `working hours`,
 * `weekend` or `18:00-23:00`, in the period's zone · `noise`: `background` records.
 */
export type Field = (typeof FIELDS)[number];

export const DIMENSIONS = [
  'user',
  'verb',
  'message',
  'table',
  'environment',
  'address',
  'result',
  'workload',
  'type',
  'record',
  'actor',
  'agent',
  'report',
  'hour of day',
  'weekday',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Unit = (typeof UNITS)[number];

/** Rules that can be asked for on their own (`stands-out.ts`). */
export const FOCUSES = [
  'new addresses',
  'outside working hours',
  'bulk reads',
  'unusual exports',
  'unusual deletes',
] as const;
export type Focus = (typeof FOCUSES)[number];

export const SOURCES = ['archive', 'graph', 'log analytics'] as const;
export type SourceName = (typeof SOURCES)[number];

const Filter = z.strictObject({
  field: z.enum(FIELDS),
  /** False: everything but these. */
  is: z.boolean(),
  /** Any of them; lower-case, unlike each other, in order. */
  values: z.array(z.string().min(1).max(400)).min(1).max(50).readonly(),
});
/** One filter for each field and `is`; all of them must hold. */
export type Filter = Readonly<z.infer<typeof Filter>>;

const Named = z.discriminatedUnion('kind', [
  /** `last week`: a whole one, `back` units ago; 0 is the one under way, up to its end. */
  z.strictObject({ kind: z.literal('whole'), unit: z.enum(UNITS), back: z.int().min(0).max(1000) }),
  /** `last 30 days`: so many units up to now, today included; hours are counted back from now. */
  z.strictObject({
    kind: z.literal('last'),
    unit: z.enum(UNITS),
    count: z.int().min(1).max(1000),
  }),
]);
/** How the period was named, so that a saved question can be asked again for its own day. */
export type NamedPeriod = Readonly<z.infer<typeof Named>>;

const Period = z.strictObject({
  /** ISO instants; `to` is not part of it. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** IANA zone in which days and hours are meant, such as `Europe/Berlin`. */
  zone: z.string().min(1).max(60),
  named: Named.optional(),
});
export type Period = Readonly<z.infer<typeof Period>>;

/**
 * A question about audit activity: the only form in which one is stored, run or shown. In normal
 * form (`normal`) two equal questions are equal texts.
 */
export const AuditQuery = z.strictObject({
  count: z.enum(MEASURES),
  /** Ordered by field, `is: true` first. */
  filters: z.array(Filter).max(30).readonly(),
  period: Period,
  /** Groups asked for, the first one first; the summary shows others besides. */
  by: z.array(z.enum(DIMENSIONS)).max(2).readonly(),
  /** Unit of the series; left out, it follows from the length of the period. */
  per: z.enum(UNITS).optional(),
  order: z.enum(['most', 'fewest']),
  /** Rows of each group. */
  limit: z.int().min(1).max(100),
  /** Together with the period of the same length before. */
  compare: z.boolean(),
  focus: z.enum(FOCUSES).optional(),
  /** Insisted on; left out, the source follows from coverage. */
  source: z.enum(SOURCES).optional(),
});
export type AuditQuery = Readonly<z.infer<typeof AuditQuery>>;

export const LIMIT = 10;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const instant = (iso: string): string => new Date(iso).toISOString();

/** Filters of one field brought together, values in order and once each, times written alike. */
export function normal(query: AuditQuery): AuditQuery {
  const together = Map.groupBy(query.filters, ({ field, is }) => `${field}/${is}`);
  const filters = [...together.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const values = [first, ...more].flatMap((each) => each.values.map(lowered));
    return [{ ...first, values: [...new Set(values)].sort(compareText) }];
  });
  const place = ({ field, is }: Filter) => FIELDS.indexOf(field) * 2 + (is ? 0 : 1);
  const period = {
    ...query.period,
    from: instant(query.period.from),
    to: instant(query.period.to),
  };
  return { ...query, period, filters: filters.sort((a, b) => place(a) - place(b)) };
}
