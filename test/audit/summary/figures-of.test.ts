import { expect } from 'expect';
import fc from 'fast-check';

import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { Defects, Figures } from '../../../src/audit/figures.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import { before } from '../../../src/audit/times/period.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { noise } from '../oracle/kinds.ts';
import type { Seen } from '../oracle/normalise.ts';
import { listed, oracle } from '../oracle.ts';
import type { Raw } from '../oracle.ts';
import { randomQuestion, randomRecords } from '../oracle/random.ts';
import { tableReader } from './table-reader.ts';

const workingHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 };

/** What the oracle tells as well: of the groups those asked for. */
function asked(figures: Figures, many: number) {
  const { outliers: _o, defects: _d, unmatched: _u, ...rest } = figures;
  return { ...rest, groups: figures.groups.slice(0, many) };
}

/** Known defects, but for parts of actions: which are split is decided when records are stored. */
function defectsOf(found: readonly Seen[]): Omit<Defects, 'split'> {
  const having = (test: (one: Seen) => boolean) => found.filter(test).length;
  return {
    noise: having(noise),
    unknownActor: having(({ actor }) => actor === '' || actor === 'unknown'),
    withoutAddress: having(({ address }) => address === ''),
    lowerBounds: having(({ touched }) => touched.length > 0),
    secured: having(({ secured }) => secured),
  };
}

suite('Figures', () => {
  test('are those of an oracle, whatever is asked about whatever records', async () => {
    const reader = await tableReader();

    await fc.assert(
      fc.asyncProperty(randomRecords, randomQuestion, async (records, query) => {
        await reader.fill(records);
        const span = { from: '2026-01-01T00:00:00Z', to: query.period.to };

        const figures = await figuresOf(reader, query, {
          definitions: DEFINITIONS,
          workingHours,
          span,
        });

        const expected = oracle(records, query, { before: before(query.period) });
        expect(asked(figures, expected.groups.length)).toEqual(expected);
        expect(figures.defects).toMatchObject(defectsOf(listed(records, query)));
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  }).timeout(180_000);

  const at = (Id: string, CreationTime: string, more: Raw = {}): Raw => ({
    ...{ Id, CreationTime, RecordType: 21, UserId: 'ann@contoso.com', Message: 'Update' },
    ...{ EntityName: 'account', UserType: 0 },
    ...more,
  });
  const query: AuditQuery = {
    count: 'actions',
    filters: [],
    period: {
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-27T23:00:00.000Z',
      zone: 'Europe/Berlin',
    },
    by: [],
    order: 'most',
    limit: 10,
    compare: false,
  };
  const figuresFor = async (records: readonly Raw[], more: Partial<AuditQuery> = {}) => {
    const reader = await tableReader();
    await reader.fill(records);
    const settings = { definitions: DEFINITIONS, workingHours };
    return figuresOf(reader, { ...query, ...more }, settings);
  };

  test('fill days without records in, the one of 25 hours as one', async () => {
    const { series } = await figuresFor(
      [at('a', '2026-10-25T22:30:00'), at('b', '2026-10-27T00:00:00')],
      {
        per: 'day',
      },
    );

    expect(series.points).toEqual([
      { at: '2026-10-24T22:00:00.000Z', count: 1 },
      { at: '2026-10-25T23:00:00.000Z', count: 0 },
      { at: '2026-10-26T23:00:00.000Z', count: 1 },
    ]);
  });

  test('show what every summary has, but not what the question has said already', async () => {
    const filters = [{ field: 'table', is: true, values: ['account'] }] as const;

    const { groups } = await figuresFor([at('a', '2026-10-25T10:00:00')], {
      filters,
      by: ['verb'],
    });

    expect(groups.map(({ by }) => by)).toEqual(['verb', 'user', 'message']);
  });

  test('list messages that no verb knows, when the question rests on the definitions', async () => {
    const records = [
      at('a', '2026-10-25T10:00:00', { Message: 'new_Approve' }),
      at('b', '2026-10-25T10:00:00', { Message: 'NEW_approve' }),
      at('c', '2026-10-25T10:00:00'),
    ];
    const filters = [{ field: 'report', is: true, values: ['accessed custom entity'] }] as const;

    expect((await figuresFor(records)).unmatched).toBeUndefined();
    expect((await figuresFor(records, { filters })).unmatched).toEqual([
      { key: 'NEW_approve', count: 2 },
    ]);
  });

  test('count an action once in each group whose records it has', async () => {
    const CorrelationId = 'cccccccc-0000-4000-8000-000000000001';
    const parts = ['a', 'b', 'c'].map((id, hour) =>
      at(id, `2026-10-25T1${hour}:00:00`, {
        CorrelationId,
        UserId: hour === 2 ? 'bob@x' : 'ann@x',
      }),
    );

    const { total, records, groups } = await figuresFor(parts, { by: ['user'] });

    expect({ total, records }).toEqual({ total: 1, records: 3 });
    expect(groups[0]?.rows).toEqual([
      { key: 'ann@x', count: 1 },
      { key: 'bob@x', count: 1 },
    ]);
  });
});
