import { expect } from 'expect';
import fc from 'fast-check';

import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { Figures } from '../../../src/audit/figures.ts';
import { before } from '../../../src/audit/times/period.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { oracle } from '../oracle.ts';
import { randomQuestion, randomRecords } from '../oracle/random.ts';
import { tableReader } from './table-reader.ts';

const workingHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 };

/** What the oracle tells as well: of the groups those asked for. */
function asked(figures: Figures, many: number) {
  const { outliers: _o, defects: _d, unmatched: _u, ...rest } = figures;
  return { ...rest, groups: figures.groups.slice(0, many) };
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
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  }).timeout(60_000);
});
