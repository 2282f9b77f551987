import { expect } from 'expect';
import fc from 'fast-check';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import { fieldsIn, kqlOf } from '../../../src/audit/kql/condition.ts';
import { dimensionKql } from '../../../src/audit/kql/dimension.ts';
import { figuresKql } from '../../../src/audit/kql/figures-kql.ts';
import { namesKql } from '../../../src/audit/kql/names.ts';
import { pageKql } from '../../../src/audit/kql/page.ts';
import { daysKql, presenceKql } from '../../../src/audit/kql/presence.ts';
import { findStandOutsKql } from '../../../src/audit/kql/stands-out-kql.ts';
import { tablesFor } from '../../../src/audit/kql/pruning.ts';
import { TABLES } from '../../../src/audit/kql/tables.ts';
import { viewKql } from '../../../src/audit/kql/view.ts';
import { conditionOf } from '../../../src/audit/lower.ts';
import { DIMENSIONS, FOCUSES, normal, type AuditQuery } from '../../../src/audit/query.ts';
import { partsOf, unitFor } from '../../../src/audit/times/parts.ts';
import { before } from '../../../src/audit/times/period.ts';
import { kqlNumber, kqlText } from '../../../src/gateways/kql.ts';
import { randomQuestion } from '../oracle/random.ts';
import { faultsOf, literalOf, tokensOf } from './service.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ID = 'aaaaaaaa-0000-4000-8000-000000000001';

const figures = (query: AuditQuery) =>
  figuresKql({
    ...{ tenant: TENANT, query, definitions: DEFINITIONS },
    tables: tablesFor(conditionOf(query, DEFINITIONS)),
    starts: partsOf(query.period, query.per ?? unitFor(query.period)),
    ...(query.compare ? { before: before(query.period) } : {}),
  });

const page = (query: AuditQuery, id: string) =>
  pageKql({
    ...{ tenant: TENANT, query, definitions: DEFINITIONS, tables: TABLES, most: 10 },
    after: { at: '2026-10-24T10:00:00.1234567Z', id },
  });

const standOuts = (query: AuditQuery) =>
  findStandOutsKql({
    ...{ tenant: TENANT, query, definitions: DEFINITIONS, tables: TABLES },
    span: { from: '2026-01-01T00:00:00.000Z', to: query.period.to },
  });

/** The conditions and keys of a question alone, over a view without tables. */
function bare(query: AuditQuery): string {
  const condition = conditionOf(query, DEFINITIONS);
  const grouping = {
    ...{ zone: query.period.zone, definitions: DEFINITIONS, span: query.period },
    fields: fieldsIn(condition),
  };
  const keys = query.by
    .filter((dimension) => !['verb', 'report', 'actor'].includes(dimension))
    .map((dimension, at) => `, K${at} = ${dimensionKql(dimension, grouping)}`);
  const view = viewKql({ tenant: TENANT, tables: [], ...grouping });
  return `${view} | where ${kqlOf(condition, grouping)} | project Id${keys.join('')}`;
}

const question: AuditQuery = {
  count: 'actions',
  filters: [],
  period: { from: '2026-10-20T00:00:00Z', to: '2026-11-02T00:00:00Z', zone: 'Europe/Berlin' },
  by: [],
  order: 'most',
  limit: 10,
  compare: false,
};

const BREAKING = [
  "x' or 1 == 1 or 'a' == 'a",
  "\\' | take 0 //",
  '\\',
  '\\\\',
  "'",
  '"',
  '"; drop',
  "x') | union (DataverseActivity | project UserId) //",
  'a\nb\r\n| take 0',
  '\u2028| take 0',
  '\u0085| take 0',
  '\u0000',
  '\u202e\u200b\ufeff',
  '\ud800',
  '```',
  "@'",
  "h'secret'",
  '\\u0027 | take 0',
  '日本語 😀 \u{E0001}',
  '// comment',
  "'''",
  '{{x}}',
];
const anyText = fc.oneof(
  fc.constantFrom(...BREAKING),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

suite('questions in KQL', () => {
  test('are without fault for Microsoft’s own reading of the language and the tables', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(randomQuestion, (query) => {
        expect(faultsOf(figures(query))).toEqual([]);
        expect(faultsOf(page(query, ID))).toEqual([]);
        expect(faultsOf(standOuts(query) ?? 'print 1')).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 20) },
    );
  });

  test('are without fault in whatever is asked for and grouped by', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(randomQuestion, (query) => expect(faultsOf(bare(query))).toEqual([])),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
  });

  for (const dimension of DIMENSIONS)
    test(`are without fault when they are about the ${dimension}`, () => {
      const reading = { tenant: TENANT, span: question.period, tables: TABLES };

      const faults = [
        ...faultsOf(figures({ ...question, by: [dimension], compare: true })),
        ...faultsOf(namesKql({ ...reading, definitions: DEFINITIONS, dimension, most: 20 })),
      ];

      expect(faults).toEqual([]);
    });

  for (const focus of [undefined, ...FOCUSES])
    test(`are without fault when they look for ${focus ?? 'all that stands out'}`, () => {
      const kql = standOuts({ ...question, ...(focus === undefined ? {} : { focus }) });

      expect(kql).toMatch(/^let View/);
      expect(faultsOf(kql ?? '')).toEqual([]);
    });

  test('about what a workspace has are without fault as well', () => {
    expect(faultsOf(presenceKql(TENANT, new Date('2026-10-28')))).toEqual([]);
    expect(faultsOf(daysKql(TABLES, TENANT, question.period))).toEqual([]);
  });

  test('that are wrong are told by the language service, so that its silence means something', () => {
    expect(faultsOf('DataverseActivity | where NoSuchColumn == 1')).not.toEqual([]);
    expect(faultsOf('NoSuchTable | take 1')).not.toEqual([]);
    expect(faultsOf("DataverseActivity | where Message < 'a'")).not.toEqual([]);
    expect(faultsOf('DataverseActivity | where Message ==')).not.toEqual([]);
  });
});

suite('a text in KQL', () => {
  test('is one literal, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokensOf(`print ${kqlText(text)}`);

        expect(tokens.map(({ kind }) => kind)).toEqual([
          'PrintKeyword',
          'StringLiteralToken',
          'EndOfTextToken',
        ]);
        expect(literalOf(`print ${kqlText(text)}`)).toBe(text.toWellFormed());
      }),
      { numRuns: 300 },
    );
  });

  test('adds no word to a question but itself', function () {
    this.timeout(600_000);
    const about = (value: string) =>
      normal({
        ...question,
        filters: [
          { field: 'user', is: true, values: [value] },
          { field: 'message', is: false, values: [value] },
          { field: 'agent', is: true, values: [value] },
          { field: 'address', is: true, values: [value] },
          { field: 'record', is: true, values: [value] },
          { field: 'workload', is: true, values: [value] },
        ],
      });
    const kinds = (kql: string) => tokensOf(kql).map(({ kind }) => kind);
    const plain = {
      figures: kinds(figures(about('x'))),
      page: kinds(page(about('x'), 'x')),
      standOuts: kinds(standOuts(about('x')) ?? ''),
    };

    for (const value of BREAKING) {
      const query = about(value);
      expect(kinds(figures(query))).toEqual(plain.figures);
      expect(kinds(page(query, value))).toEqual(plain.page);
      expect(kinds(standOuts(query) ?? '')).toEqual(plain.standOuts);
    }
  });

  test('cannot come as a number or a time', () => {
    expect(() => kqlNumber(Number.NaN)).toThrow();
    expect(() => kqlNumber(1.5)).toThrow();
    expect(() =>
      figures({ ...question, period: { ...question.period, from: 'nonsense' } }),
    ).toThrow();
  });
});
