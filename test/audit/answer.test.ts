import { expect } from 'expect';

import { answerJson, answerOf, headline } from '../../src/audit/answer.ts';
import type { Coverage, Defects, Figures } from '../../src/audit/figures.ts';
import type { AuditQuery } from '../../src/audit/query.ts';

const query: AuditQuery = {
  count: 'actions',
  filters: [],
  period: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-06T00:00:00.000Z', zone: 'UTC' },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
};

const DEFECTS: Defects = {
  ...{ noise: 0, unknownActor: 0, withoutAddress: 0, split: 0, lowerBounds: 0, secured: 0 },
};

const FIGURES: Figures = {
  ...{ total: 12, records: 14, users: 3, tables: 1, addresses: 2 },
  groups: [{ by: 'user', rows: [{ key: 'ann@contoso.com', count: 12 }], keys: 3 }],
  series: { unit: 'day', points: [{ at: '2026-11-01T00:00:00.000Z', count: 12 }] },
  outliers: [],
  defects: DEFECTS,
};

const NOTHING: Figures = { ...FIGURES, total: 0, records: 0, users: 0, groups: [] };

const COVERAGE: Coverage = {
  from: query.period.from,
  to: query.period.to,
  completePercent: 98,
  gaps: [],
  duplicatesDropped: 4,
  parts: [],
};

interface Given {
  readonly asked?: Partial<AuditQuery>;
  readonly figures?: Partial<Figures>;
  readonly coverage?: Partial<Coverage>;
  readonly source?: 'archive' | 'graph';
}

const answer = ({ asked, figures, coverage, source = 'archive' }: Given = {}) =>
  answerOf({
    query: { ...query, ...asked },
    found: {
      figures: { ...FIGURES, ...figures },
      coverage: { ...COVERAGE, ...coverage },
      notes: ['From the source.'],
    },
    source,
    because: 'It knows the whole period.',
    assumed: ['The last 7 days are meant.'],
  });

const notes = (given: Given): string => answer(given).notes.join('\n');

suite('An answer', () => {
  test('says in one sentence what was counted and how much of the period is known', () => {
    expect(headline(answer())).toBe('12 actions by 3 users; 98 % of the period is complete.');
    expect(headline(answer({ asked: { count: 'users' }, figures: { total: 1 } }))).toBe(
      '1 user; 98 % of the period is complete.',
    );
  });

  test('never says that nothing was found without how much is known', () => {
    expect(headline(answer({ figures: NOTHING }))).toBe(
      'No actions found, but only 98 % of the period is known to be complete.',
    );
    expect(headline(answer({ figures: NOTHING, coverage: { completePercent: 100 } }))).toBe(
      'No actions found; 100 % of the period is complete.',
    );
  });

  test('is one JSON object with the members that are promised, and no others', () => {
    const json: unknown = JSON.parse(JSON.stringify(answerJson(answer())));

    expect(Object.keys(json as object)).toEqual([
      ...['canonical', 'query', 'source', 'coverage', 'total', 'groups', 'series'],
      ...['standsOut', 'notes'],
    ]);
    expect(json).toMatchObject({
      canonical: expect.stringContaining('Count actions by user'),
      source: 'archive',
      coverage: { completePercent: 98, duplicatesDropped: 4, gaps: [] },
      total: 12,
      groups: [{ by: 'user', rows: [{ key: 'ann@contoso.com', count: 12 }] }],
      series: [{ at: '2026-11-01T00:00:00.000Z', count: 12 }],
    });
  });

  test('tells assumptions first, then what its source says', () => {
    expect(answer().notes).toEqual(['The last 7 days are meant.', 'From the source.']);
  });

  test('names what Dynamics needs to be recorded when nothing was found, unless it was not asked for', () => {
    const exchange = [{ field: 'workload', is: true, values: ['exchange'] }] as const;

    expect(notes({ figures: NOTHING })).toContain('production environments');
    expect(notes({ figures: NOTHING })).toContain('(unconfirmed)');
    expect(notes({ figures: NOTHING, asked: { filters: exchange } })).not.toContain('production');
    expect(notes({})).not.toContain('production');
  });

  test('counts each known defect of the data', () => {
    const defects: Defects = {
      ...{ noise: 5, unknownActor: 1, withoutAddress: 1200, split: 4, lowerBounds: 3, secured: 2 },
    };

    const said = notes({ figures: { defects } });

    expect(said).toContain('5 records are of the background');
    expect(said).toContain('1 record does not say');
    expect(said).toContain('1,200 records carry no client address');
    expect(said).toContain('4 records are parts of actions');
    expect(said).toContain('3 records name the ids');
    expect(said).toContain('2 records hold values hidden');
  });

  test('says of one record what lists and changes do not tell', () => {
    const filters = [
      { field: 'record', is: true, values: ['6f000000-0000-4000-8000-0000000000e1'] },
    ] as const;

    expect(notes({ asked: { filters } })).toMatch(/Views of lists.*[\s\S]*values before a change/);
  });

  test('says until when records may still arrive', () => {
    const said = notes({ coverage: { settlingFrom: '2026-11-05T10:00:00.000Z' } });

    expect(said).toContain('since 5 Nov 2026, 10:00 UTC may still arrive');
    expect(said).toContain('unconfirmed');
  });

  test('lists messages that no verb knows, with their counts, shortened', () => {
    const unmatched = [
      { key: 'new_Approve', count: 7 },
      { key: 'x'.repeat(1_000_000), count: 1 },
    ];

    const said = notes({ figures: { unmatched } });

    expect(said).toContain('new_Approve (7)');
    expect(said.length).toBeLessThan(1000);
  });

  test('says that the preconfigured reports are derived', () => {
    const report = (value: string) => [{ field: 'report' as const, is: true, values: [value] }];

    expect(notes({ asked: { filters: report('signed in or out') } })).toContain('derived');
    expect(notes({ asked: { filters: report('admin events') } })).not.toContain('derived');
  });

  test('from a search says that days before the period were not looked at', () => {
    expect(notes({ source: 'graph' })).toContain('new addresses were not looked for');
    expect(notes({})).not.toContain('new addresses');
  });
});
