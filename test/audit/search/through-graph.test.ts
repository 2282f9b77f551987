import fc from 'fast-check';
import { expect } from 'expect';
import type { AuditQuery } from '../../../src/audit/query.ts';
import { unitFor } from '../../../src/audit/times/parts.ts';
import { before } from '../../../src/audit/times/period.ts';
import { auditLogBetween } from '../../../src/sandbox/audit-log.ts';
import { oracle, type Raw } from '../oracle.ts';
import { randomQuestion, randomRecords } from '../oracle/random.ts';
import { spanFor, startSearching, type Searching } from './tenant.ts';

const asked = (query: AuditQuery) => ({
  unit: query.per ?? unitFor(query.period),
  ...(query.compare ? { before: before(query.period) } : {}),
});

/** With few filters more often than not, so that something is found. */
const question = fc
  .tuple(randomQuestion, fc.integer({ min: 0, max: 3 }))
  .map(([query, most]) => ({ ...query, filters: query.filters.slice(0, most) }));

/** What the oracle tells as well. */
const told = (figures: object, query: AuditQuery) => {
  const {
    outliers: _o,
    defects: _d,
    unmatched: _u,
    groups,
    ...rest
  } = figures as never as Record<string, unknown> & { groups: readonly unknown[] };
  return { ...rest, groups: groups.slice(0, query.by.length === 0 ? 0 : 1) };
};

suite('questions searched at Microsoft', () => {
  let searching: Searching;
  suiteSetup(async () => {
    searching = await startSearching();
  });
  suiteTeardown(() => searching.close());

  test('are answered as the records themselves would have it', async function () {
    this.timeout(600_000);
    let answered = 0;

    await fc.assert(
      fc.asyncProperty(randomRecords, question, async (records, query) => {
        searching.holds(records);

        const { found, state } = await searching.search(query);

        expect(state?.state).toBe('done');
        expect(told(found?.figures ?? {}, query)).toEqual(oracle(records, query, asked(query)));
        expect(found?.coverage).toMatchObject({ completePercent: 100, gaps: [] });
        answered += found?.figures.records === 0 ? 0 : 1;
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );

    expect(answered).toBeGreaterThan(2);
  });

  test('bring the same when they are cut off, cut short and refused on the way', async function () {
    this.timeout(600_000);
    const { wire } = searching;
    const faults = [
      { service: 'graph', match: 'POST', status: 504, when: 'after' },
      { service: 'graph', match: 'POST', reset: true, when: 'after' },
      { service: 'graph', match: 'POST', status: 503 },
      { service: 'graph', match: '/records', status: 200, body: '{"value":[{"id":"a"' },
      { service: 'graph', match: '/records', status: 403, times: 2 },
      { service: 'graph', match: '/records', reset: true },
      { service: 'graph', match: 'GET', status: 502, times: 2 },
      { service: 'graph', match: 'GET', status: 500 },
    ];
    await wire.control('POST', '/sandbox/audit-search', { recordCountLimit: 30 });

    await fc.assert(
      fc.asyncProperty(
        randomRecords,
        question,
        fc.shuffledSubarray(faults),
        async (records, query, wrong) => {
          searching.holds(records);
          if (wrong.length > 0) await wire.control('POST', '/sandbox/faults', wrong);

          const { found, state } = await searching.search(query);
          await wire.control('DELETE', '/sandbox/faults');

          expect(state?.state).toBe('done');
          expect(told(found?.figures ?? {}, query)).toEqual(oracle(records, query, asked(query)));
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 15) },
    );
    await wire.control('POST', '/sandbox/audit-search', { recordCountLimit: 1_000_000 });
  });

  test('find nothing where the log is off, and say so', async () => {
    const { tenant } = searching;
    const on = searching.switchOff();
    const day = { from: '2026-10-23T00:00:00.000Z', to: '2026-10-24T00:00:00.000Z', zone: 'UTC' };

    const { state, found } = await searching.search({ ...QUESTION, period: day });
    on();

    expect(tenant.id).toBeDefined();
    expect(found).toBeUndefined();
    expect(state).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('audit log of this tenant is off'),
    });
  });
});

const QUESTION = {
  ...{ count: 'actions', filters: [], by: ['user'], order: 'most', limit: 10, compare: true },
} as const satisfies Omit<AuditQuery, 'period'>;

suite('a tenant with a past', () => {
  test('is searched over weeks, the last days still settling', async function () {
    this.timeout(180_000);
    const searching = await startSearching({ past: true });
    const now = searching.now();
    const from = new Date(now.getTime() - 20 * 86_400_000).toISOString();
    const period = { from, to: now.toISOString(), zone: 'Europe/Berlin' };
    const query: AuditQuery = { ...QUESTION, period };
    const span = spanFor(query);
    const logged = auditLogBetween(searching.tenant, new Date(span.from), now)
      .filter(({ availableAt }) => Date.parse(availableAt) <= now.getTime())
      .map(({ record }) => record as Raw);

    const { found } = await searching.search(query);
    await searching.close();

    expect(logged.length).toBeGreaterThan(5000);
    expect(told(found?.figures ?? {}, query)).toEqual(oracle(logged, query, asked(query)));
    expect(found?.coverage.completePercent).toBeCloseTo(90, 0);
    expect(found?.coverage.settlingFrom).toBeDefined();
    expect(searching.archived.length).toBeGreaterThanOrEqual(logged.length);
  });
});
