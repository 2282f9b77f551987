import type { AuditQuery, Filter } from '../../../src/audit/query.ts';
import { FIELDS, normal } from '../../../src/audit/query.ts';
import { understand } from '../../../src/audit/parse.ts';
import type { Names, Understood } from '../../../src/audit/parse.ts';

/** A Saturday at one o'clock in the afternoon, in winter. */
export const NOW = new Date('2026-11-21T12:00:00Z');
export const ZONE = 'Europe/Berlin';

const NAMES: Names = {
  users: ['bob.ruiz@contoso.com', 'anna.berg@contoso.com', 'bob.stone@contoso.com'],
  tables: ['account', 'contact', 'new_project'],
  messages: ['Retrieve', 'MyOwnAction'],
  environments: ['contoso.crm4.dynamics.com'],
};

export const ask = (text: string): Understood =>
  understand(text, { now: NOW, zone: ZONE, names: NAMES });

const day = (date: string): string => new Date(`${date}T00:00:00+01:00`).toISOString();
const end = NOW.toISOString();

/** Periods that phrasings name, worked out by hand from the calendar. */
export const PERIODS = {
  'last 7 days': {
    from: day('2026-11-15'),
    to: end,
    named: { kind: 'last', unit: 'day', count: 7 },
  },
  'last 30 days': {
    from: day('2026-10-23').replace('23:00', '22:00'),
    to: end,
    named: { kind: 'last', unit: 'day', count: 30 },
  },
  'last 24 hours': {
    from: '2026-11-20T12:00:00.000Z',
    to: end,
    named: { kind: 'last', unit: 'hour', count: 24 },
  },
  'last week': {
    from: day('2026-11-09'),
    to: day('2026-11-16'),
    named: { kind: 'whole', unit: 'week', back: 1 },
  },
  'this week': {
    from: day('2026-11-16'),
    to: day('2026-11-23'),
    named: { kind: 'whole', unit: 'week', back: 0 },
  },
  'last month': {
    from: '2026-09-30T22:00:00.000Z',
    to: day('2026-11-01'),
    named: { kind: 'whole', unit: 'month', back: 1 },
  },
  'this month': {
    from: day('2026-11-01'),
    to: day('2026-12-01'),
    named: { kind: 'whole', unit: 'month', back: 0 },
  },
  today: {
    from: day('2026-11-21'),
    to: day('2026-11-22'),
    named: { kind: 'whole', unit: 'day', back: 0 },
  },
  yesterday: {
    from: day('2026-11-20'),
    to: day('2026-11-21'),
    named: { kind: 'whole', unit: 'day', back: 1 },
  },
  '3 August after 18:00': { from: '2026-08-03T16:00:00.000Z', to: '2026-08-03T22:00:00.000Z' },
  '3 August 9 to 12': { from: '2026-08-03T07:00:00.000Z', to: '2026-08-03T10:00:00.000Z' },
  'yesterday after 18:00': { from: '2026-11-20T17:00:00.000Z', to: day('2026-11-21') },
  'since 1 October': { from: '2026-09-30T22:00:00.000Z', to: end },
  '1 to 15 October': { from: '2026-09-30T22:00:00.000Z', to: '2026-10-15T22:00:00.000Z' },
} as const;
export type PeriodName = keyof typeof PERIODS;

const isField = (text: string | undefined): text is Filter['field'] =>
  FIELDS.some((field) => field === text);

/** `verb: export | delete`; with a `-` before it what is left out. */
function filterOf(text: string): Filter {
  const [, minus, field, values = ''] = /^(-?)(\w+): (.+)$/u.exec(text) ?? [];
  if (!isField(field)) throw new Error(`No field in ${text}`);
  return { field, is: minus === '', values: values.split(' | ') };
}

export interface Expected extends Partial<
  Pick<AuditQuery, 'count' | 'by' | 'per' | 'order' | 'limit' | 'compare' | 'focus' | 'source'>
> {
  /** Filters, such as `verb: export`. */
  readonly where?: readonly string[];
  /** `last 7 days` where none is said. */
  readonly when?: PeriodName;
}

/** The whole question that is expected. */
export function queryOf({ where = [], when = 'last 7 days', ...rest }: Expected): AuditQuery {
  return normal({
    count: 'actions',
    filters: where.map(filterOf),
    period: { zone: ZONE, ...PERIODS[when] },
    by: [],
    order: 'most',
    limit: 10,
    compare: false,
    ...rest,
  });
}
