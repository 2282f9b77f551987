import { expect } from 'expect';
import fc from 'fast-check';
import { before as periodBefore } from '../../../src/audit/times/period.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import { unitFor } from '../../../src/audit/times/parts.ts';
import { listed, oracle } from '../oracle.ts';
import { randomQuestion, randomRecords } from '../oracle/random.ts';
import { isBrought, kept, startWorkspace, type Workspace } from './workspace.ts';

/** How the question is answered where there is no past to compare with. */
const asked = (query: AuditQuery) => ({
  unit: query.per ?? unitFor(query.period),
  ...(query.compare ? { before: periodBefore(query.period) } : {}),
});

suite('questions to a workspace', () => {
  let workspace: Workspace;
  suiteSetup(async () => {
    workspace = await startWorkspace();
  });
  suiteTeardown(() => workspace.close());

  test('are answered as the records themselves would have it', async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(randomRecords, randomQuestion, async (random, query) => {
        const records = random.map(kept);
        workspace.holds(records);
        const source = workspace.source();

        const { figures } = await source.answer(query);

        const there = records.filter(isBrought);
        const expected = oracle(there, query, asked(query));
        const { before, ...rest } = figures;
        expect({
          ...rest,
          groups: query.by.length === 0 ? [] : rest.groups.slice(0, 1),
        }).toMatchObject({
          ...(({ before: _, ...numbers }) => numbers)(expected),
        });
        if (query.compare) expect(before).toEqual(expected.before);
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });

  test('show the records behind a number, page by page, each once', async function () {
    this.timeout(180_000);
    await fc.assert(
      fc.asyncProperty(
        randomRecords,
        randomQuestion,
        fc.integer({ min: 1, max: 40 }),
        async (random, query, most) => {
          const records = random.map(kept);
          workspace.holds(records);
          const source = workspace.source();

          const found: string[] = [];
          for (let after: string | undefined, page = 0; page < 200; page++) {
            const { records: shown, next } = await source.records(query, after, most);
            found.push(...shown.map(({ id }) => id));
            expect(shown.length).toBeLessThanOrEqual(most);
            if (next === undefined) break;
            after = next;
          }

          const there = records.filter(isBrought);
          expect(found).toEqual(listed(there, query).map(({ id }) => id));
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
  });
});
