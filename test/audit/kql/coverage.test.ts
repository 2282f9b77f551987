import { expect } from 'expect';
import fc from 'fast-check';
import { workspaceCoverage, type Known } from '../../../src/audit/kql/coverage.ts';
import type { Present } from '../../../src/audit/kql/presence.ts';
import { TABLES } from '../../../src/audit/kql/tables.ts';
import { CONTENT_TYPES } from '../../../src/audit/record.ts';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 10, day, hour)).toISOString();
const dataverse: Present = {
  ...{ table: 'DataverseActivity', foreign: 0, first: at(2, 6), newest: at(20, 11) },
};
const daysOf = (...days: readonly number[]) => new Set(days.map((day) => Date.UTC(2026, 10, day)));
const everyDay = daysOf(...Array.from({ length: 20 }, (_, day) => day + 1));

const known = (more: Partial<Known> = {}): Known => ({
  span: { from: at(5), to: at(10) },
  now: new Date(at(20, 12)),
  contentTypes: ['Audit.General'],
  present: [dataverse],
  days: new Map([['DataverseActivity', everyDay]]),
  duplicatesDropped: 0,
  ...more,
});

suite('how complete a workspace is', () => {
  test('a period between the first and the newest record is as complete as can be known', () => {
    const coverage = workspaceCoverage(known({ duplicatesDropped: 3 }));

    expect(coverage).toMatchObject({ completePercent: 100, gaps: [], duplicatesDropped: 3 });
    expect(coverage.settlingFrom).toBeUndefined();
  });

  test('what was before the first record is missing, with both reasons that there may be', () => {
    const coverage = workspaceCoverage(known({ span: { from: at(1), to: at(3) } }));

    expect(coverage.gaps).toEqual([
      {
        ...{ from: at(1), to: at(2, 6), contentType: 'Audit.General' },
        why: expect.stringMatching(/DataverseActivity is of 2 Nov 2026, 06:00 UTC.*retention/),
      },
    ]);
    expect(coverage.completePercent).toBe(37.5);
  });

  test('the last day is still settling', () => {
    const coverage = workspaceCoverage(known({ span: { from: at(18), to: at(21) } }));

    expect(coverage.settlingFrom).toBe(at(19, 12));
    expect(coverage.parts).toEqual([
      {
        ...{ contentType: 'Audit.General', complete: 60, settling: 40 },
        ...{ imported: 0, missing: 0 },
      },
    ]);
  });

  test('days without any record are not called complete', () => {
    const days = new Map([['DataverseActivity', daysOf(5, 6, 9)]]);

    const coverage = workspaceCoverage(known({ days }));

    expect(coverage.gaps).toMatchObject([{ from: at(7), to: at(9) }]);
    expect(coverage.completePercent).toBe(60);
  });

  test('a connector that fell silent leaves a gap up to now', () => {
    const silent = { ...dataverse, newest: at(8) };

    const coverage = workspaceCoverage(known({ present: [silent] }));

    expect(coverage.gaps).toMatchObject([
      { from: at(8), to: at(10), why: expect.stringMatching(/newest/) },
    ]);
  });

  test('days without a deed of an administrator are as they are on most days', () => {
    const admins: Present = { ...dataverse, table: 'PowerPlatformAdminActivity' };

    const coverage = workspaceCoverage(known({ present: [admins], days: new Map() }));

    expect(coverage).toMatchObject({ completePercent: 100, gaps: [] });
  });

  test('nothing is known where there is no table', () => {
    const contentTypes = ['Audit.General', 'Audit.AzureActiveDirectory'] as const;

    const coverage = workspaceCoverage(known({ present: [], contentTypes }));

    expect(coverage.completePercent).toBe(0);
    expect(coverage.gaps).toMatchObject([
      { from: at(5), to: at(10), why: 'The workspace has no records of this kind.' },
      { from: at(5), to: at(10), why: expect.stringMatching(/Entra/) },
    ]);
  });

  test('a period that is yet to come has nothing', () => {
    const coverage = workspaceCoverage(known({ span: { from: at(25), to: at(26) } }));

    expect(coverage).toMatchObject({ completePercent: 0, gaps: [] });
  });

  test('whatever is known, the parts are the period, and more records make it no less complete', () => {
    const hour = fc.integer({ min: 0, max: 24 * 25 });
    const time = (hours: number) =>
      new Date(Date.UTC(2026, 9, 28) + hours * 3_600_000).toISOString();
    const span = fc.tuple(hour, hour).map(([a, b]) => ({
      ...{ from: time(Math.min(a, b)), to: time(Math.max(a, b) + 1) },
    }));
    const present = fc.uniqueArray(
      fc.tuple(fc.constantFrom(...TABLES), hour, hour).map(([table, a, b]): Present => ({
        ...{ table, foreign: 0, first: time(Math.min(a, b)), newest: time(Math.max(a, b)) },
      })),
      { selector: ({ table }) => table },
    );
    const days = fc.array(fc.integer({ min: 28, max: 52 }));
    fc.assert(
      fc.property(span, present, days, hour, (asked, tables, some, now) => {
        const set = new Set(some.map((day) => Date.UTC(2026, 9, day)));
        const given = known({
          ...{
            span: asked,
            present: tables,
            now: new Date(time(now)),
            contentTypes: CONTENT_TYPES,
          },
          days: new Map(TABLES.map((table) => [table, set])),
        });

        const coverage = workspaceCoverage(given);

        const length = Math.max(
          0,
          Math.min(Date.parse(asked.to), Date.parse(time(now))) - Date.parse(asked.from),
        );
        for (const { complete, settling, missing } of coverage.parts)
          expect(complete + settling + missing).toBeCloseTo(length === 0 ? 0 : 100, 2);
        const all = new Set([...set, ...everyDay]);
        const fuller = { ...given, days: new Map(TABLES.map((table) => [table, all])) };
        expect(workspaceCoverage(fuller).completePercent).toBeGreaterThanOrEqual(
          coverage.completePercent,
        );
      }),
      { numRuns: 300 },
    );
  });
});
