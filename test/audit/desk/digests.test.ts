import { expect } from 'expect';
import { difference, nextDelivery } from '../../../src/audit/desk/digests.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';

const query = (zone: string): AuditQuery => ({
  count: 'actions',
  filters: [],
  period: { from: '2026-10-01T00:00:00.000Z', to: '2026-10-08T00:00:00.000Z', zone },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
});

suite('when the next digest is due', () => {
  const cases = [
    ['daily', '07:00', 'UTC', '2026-11-21T06:59:00Z', '2026-11-21T07:00:00.000Z'],
    ['daily', '07:00', 'UTC', '2026-11-21T07:00:00Z', '2026-11-22T07:00:00.000Z'],
    ['weekly', '07:00', 'UTC', '2026-11-21T12:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['monthly', '07:00', 'UTC', '2026-11-21T12:00:00Z', '2026-12-01T07:00:00.000Z'],
    ['monthly', '07:00', 'UTC', '2026-12-31T23:00:00Z', '2027-01-01T07:00:00.000Z'],
    // Summer time begins on 29 March 2026: seven in the morning is an hour earlier in UTC.
    ['daily', '07:00', 'Europe/Berlin', '2026-03-28T07:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['daily', '07:00', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['weekly', '00:00', 'Asia/Kathmandu', '2026-11-22T18:14:00Z', '2026-11-22T18:15:00.000Z'],
  ] as const;
  for (const [every, at, zone, now, due] of cases)
    test(`${every} at ${at} in ${zone}, seen from ${now}`, () => {
      expect(nextDelivery({ every, at, query: query(zone) }, new Date(now))).toBe(due);
    });
});

suite('what differs from what was told', () => {
  const told = {
    digest: 'D7K2F9',
    from: '2026-11-16T00:00:00.000Z',
    to: '2026-11-17T00:00:00.000Z',
    total: 9,
    by: 'user',
    rows: [
      { key: 'dan', count: 6 },
      { key: 'eve', count: 3 },
    ],
    corrected: 0,
  };

  test('nothing when nothing has changed', () => {
    expect(difference(told, { ...told, corrected: 1 })).toEqual([]);
  });

  test('the total, a row that has grown and one that is new', () => {
    const rows = [
      { key: 'dan', count: 8 },
      { key: 'eve', count: 3 },
      { key: 'finn', count: 1 },
    ];

    expect(difference(told, { ...told, total: 12, rows })).toEqual([
      'In all: 12, not 9 as was told.',
      'dan: 8, not 6.',
      'finn: 1, not among those listed before.',
    ]);
  });

  test('a row that is not among the first ones any more, and large numbers as people write them', () => {
    const before = { ...told, total: 12_345 };
    const rows = [{ key: 'dan', count: 6 }];

    expect(difference(before, { ...before, total: 12_342, rows })).toEqual([
      'In all: 12,342, not 12,345 as was told.',
      'eve: not among those listed any more (3 before).',
    ]);
  });
});
