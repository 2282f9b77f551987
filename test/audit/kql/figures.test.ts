import { expect } from 'expect';
import fc from 'fast-check';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import { mostWithin } from '../../../src/audit/kql/bursts.ts';
import type { AuditQuery, Field } from '../../../src/audit/query.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { auditLogBetween } from '../../../src/sandbox/audit-log.ts';
import { seedHistory } from '../../../src/sandbox/history/history.ts';
import type { Raw } from '../oracle.ts';
import { tableReader } from '../summary/table-reader.ts';
import { isBrought, kept, startWorkspace, TENANT, type Workspace } from './workspace.ts';

const DAY = 86_400_000;

/** A question about the days before now, with everything that could differ said. */
function questionAt(now: Date, changes: Partial<AuditQuery> = {}): AuditQuery {
  const today = Math.floor(now.getTime() / DAY) * DAY;
  const day = (back: number) => new Date(today - back * DAY).toISOString();
  return {
    count: 'actions',
    filters: [],
    period: { from: day(20), to: day(-1), zone: 'Europe/Berlin' },
    by: ['user'],
    per: 'day',
    order: 'most',
    limit: 7,
    compare: true,
    ...changes,
  };
}

const only = (field: Field, ...values: readonly string[]) => ({ field, is: true, values });

suite('figures of a workspace', () => {
  let workspace: Workspace;
  let table: Awaited<ReturnType<typeof tableReader>>;
  suiteSetup(async function () {
    this.timeout(180_000);
    workspace = await startWorkspace();
    table = await tableReader();
  });
  suiteTeardown(() => workspace.close());

  /** The same records answered by the workspace and by the archive's own SQL. */
  async function both(query: AuditQuery, first: string) {
    const { definitions, workingHours } = {
      definitions: DEFINITIONS,
      workingHours: DEFINITIONS.workingHours,
    };
    const span = { from: first, to: query.period.to };
    const [here, { figures, notes }] = [
      await figuresOf(table, query, { definitions, workingHours, span }),
      await workspace.source().answer(query),
    ];
    return { archive: here, workspace: figures, notes };
  }

  suite('over ninety days of a tenant', () => {
    let first = '';
    suiteSetup(async function () {
      this.timeout(180_000);
      workspace.holds([]);
      seedHistory(workspace.tenant);
      workspace.hours(1);
      const now = workspace.now();
      const arrived = new Date(now.getTime() - 5 * 60_000).toISOString();
      const log = auditLogBetween(workspace.tenant, new Date(0), now)
        .filter(({ availableAt }) => availableAt <= arrived)
        .map(({ record }) => kept(record))
        .filter(isBrought);
      first = String(
        log.find(({ RecordType }) => RecordType === 1 || RecordType === 6)?.CreationTime,
      );
      await table.fill(log);
    });

    for (const [name, changes] of Object.entries<Partial<AuditQuery>>({
      'everything by user': {},
      'exports by user and table': { filters: [only('verb', 'export')], by: ['user', 'table'] },
      'deletions by hour of day': { filters: [only('verb', 'delete')], by: ['hour of day'] },
      'a report, the fewest first': {
        filters: [only('report', 'accessed custom entity')],
        order: 'fewest',
      },
      'kinds of actors': { by: ['actor', 'result'], count: 'records' },
      'users by report': { by: ['report'], count: 'users' },
      'what one user did': { filters: [only('user', 'finn@contoso.example')], by: ['message'] },
      'deeds at night': { filters: [only('hours', 'outside working hours')], by: ['weekday'] },
      'background alone': { filters: [only('noise', 'background')], by: ['agent'] },
      'a range of addresses': {
        filters: [only('address', '198.51.100.0/24', '2001:db8::/32')],
        by: ['address'],
      },
      'new addresses': { focus: 'new addresses' },
      'unusual exports': { focus: 'unusual exports' },
      'bulk reads': { focus: 'bulk reads' },
    }))
      test(`are those of the archive for ${name}`, async function () {
        this.timeout(180_000);

        const figures = await both(questionAt(workspace.now(), changes), `${first}Z`);

        expect(figures.workspace).toEqual(figures.archive);
        expect(figures.workspace.records).toBeGreaterThan(0);
      });

    test('tell the incidents of those days', async function () {
      this.timeout(180_000);

      const { figures } = await workspace.source().answer(questionAt(workspace.now()));

      expect(figures.outliers.map(({ rule }) => rule)).toEqual(
        expect.arrayContaining(['new addresses', 'unusual deletes', 'bursts']),
      );
    });
  });

  test('find the same days and bursts to be beyond the usual, whatever people did', async function () {
    this.timeout(600_000);
    const emptied = await startWorkspace();
    const deed = fc.record({
      day: fc.integer({ min: 0, max: 24 }),
      second: fc.integer({ min: 0, max: 1200 }),
      who: fc.constantFrom('ann@contoso.com', 'bob@contoso.com', 'eve@contoso.com'),
      message: fc.constantFrom('ExportToExcel', 'Delete', 'BulkDelete', 'RetrieveMultiple'),
      times: fc.constantFrom(1, 1, 2, 12, 60),
      ids: fc.constantFrom(0, 0, 20, 60, 600),
    });
    const start = Date.UTC(2026, 9, 12, 9);
    const rawsOf = ({ day, second, who, message, times, ids }: Deed, at: number): Raw[] =>
      Array.from({ length: times }, (_, one) => ({
        Id: `aaaaaaaa-0000-4000-8000-${String(at * 1000 + one).padStart(12, '0')}`,
        CreationTime: new Date(start + day * DAY + (second + one) * 1000)
          .toISOString()
          .slice(0, 19),
        ...{ RecordType: 21, Workload: 'CRM', Operation: 'CrmDefaultActivity', UserType: 0 },
        ...{ OrganizationId: TENANT, UserId: who, Message: message, EntityName: 'contact' },
        ClientIP: `203.0.113.${day % 7}`,
        QueryResults: Array.from(
          { length: ids },
          () => '6f000000-0000-4000-8000-0000000000e1',
        ).join(','),
      }));
    type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;
    const query = {
      ...questionAt(new Date()),
      period: {
        from: '2026-10-27T00:00:00.000Z',
        to: '2026-11-08T00:00:00.000Z',
        zone: 'Europe/Berlin',
      },
    };

    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 60 }), async (deeds) => {
        const records = deeds.flatMap(rawsOf);
        emptied.holds(records);
        await table.fill(records);
        const [oldest = ''] = records.map(({ CreationTime }) => `${CreationTime}Z`).toSorted();
        const span = { from: oldest, to: query.period.to };
        const { definitions, workingHours } = {
          definitions: DEFINITIONS,
          workingHours: DEFINITIONS.workingHours,
        };

        const { figures } = await emptied.source().answer(query);

        const archive = await figuresOf(table, query, { definitions, workingHours, span });
        expect(figures.outliers.map(({ found }) => found).toSorted()).toEqual(
          archive.outliers.map(({ found }) => found).toSorted(),
        );
      }),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
    await emptied.close();
  });

  test('count the most deeds within a time as one would by hand', () => {
    const second = fc.record({
      at: fc.integer({ min: 0, max: 60 }),
      deeds: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(second, { selector: ({ at }) => at }),
        fc.integer({ min: 1, max: 30 }),
        (any, length) => {
          const seconds = any.toSorted((a, b) => a.at - b.at);

          const { most } = mostWithin(seconds, length);

          const sums = seconds.map(({ at: end }) =>
            seconds
              .filter(({ at }) => at <= end && at >= end - length)
              .reduce((sum, { deeds }) => sum + deeds, 0),
          );
          expect(most).toBe(Math.max(0, ...sums));
        },
      ),
    );
  });
});
