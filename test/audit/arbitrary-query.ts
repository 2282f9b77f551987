import fc from 'fast-check';
import {
  DIMENSIONS,
  FIELDS,
  FOCUSES,
  MEASURES,
  SOURCES,
  UNITS,
  normal,
} from '../../src/audit/query.ts';
import type { AuditQuery } from '../../src/audit/query.ts';

/** Words that could be taken for something else, and text that wants to be more than text. */
const HOSTILE = [
  'and',
  'or',
  'nor',
  'is',
  'not',
  'from',
  'where',
  'read many',
  'signed in or out',
  'activated process',
  'outside working hours',
  'a, b and c',
  'he said "no"',
  'back\\slash\\',
  'two\nlines\r\n',
  '\u2028\u202e\u0000\u200b',
  '**bold** [x](http://y) <at>z</at>',
  'o’brien',
  '日本語',
  '\ud800',
  '.',
  ',',
  '(',
  'x.',
  '2001:db8::',
  '203.0.113.0/24',
  'dan@contoso.com',
  '=cmd|x',
  '\\u{41}',
  ' blank ',
];

const value = fc
  .oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
    fc.stringMatching(/^[a-z_]{1,12}$/u),
  )
  .filter((text) => text.toLowerCase().length > 0);

const filter = fc.record({
  field: fc.constantFrom(...FIELDS),
  is: fc.boolean(),
  values: fc.array(value, { minLength: 1, maxLength: 4 }),
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+12',
  '+05:30',
  'no "zone", (really)',
];

const instant = fc
  .oneof(
    fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.date({ min: new Date('2026-10-24'), max: new Date('2026-11-02'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 200 }).map((half) => new Date(Date.UTC(2026, 9, 24) + half * 1800e3)),
  )
  .map((date) => date.toISOString());

const named = fc.oneof(
  fc.record({
    kind: fc.constant('whole' as const),
    unit: fc.constantFrom(...UNITS),
    back: fc.integer({ min: 0, max: 1000 }),
  }),
  fc.record({
    kind: fc.constant('last' as const),
    unit: fc.constantFrom(...UNITS),
    count: fc.integer({ min: 1, max: 1000 }),
  }),
);

const span = fc
  .tuple(instant, instant)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));

const period = fc
  .tuple(span, fc.constantFrom(...ZONES), fc.option(named, { nil: undefined }))
  .map(([times, zone, name]) => ({ ...times, zone, ...(name && { named: name }) }));

const optional = fc.record(
  {
    per: fc.constantFrom(...UNITS),
    focus: fc.constantFrom(...FOCUSES),
    source: fc.constantFrom(...SOURCES),
  },
  { requiredKeys: [] },
);

/** Any valid question in normal form, with values nobody would expect. */
export const anyQuery: fc.Arbitrary<AuditQuery> = fc
  .tuple(
    fc.record({
      count: fc.constantFrom(...MEASURES),
      filters: fc.array(filter, { maxLength: 5 }),
      period,
      by: fc.array(fc.constantFrom(...DIMENSIONS), { maxLength: 2 }),
      order: fc.constantFrom('most' as const, 'fewest' as const),
      limit: fc.integer({ min: 1, max: 100 }),
      compare: fc.boolean(),
    }),
    optional,
  )
  .map(([must, may]) => normal({ ...must, ...may }));
