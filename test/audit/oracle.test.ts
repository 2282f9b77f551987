import { expect } from 'expect';

import type { AuditQuery } from '../../src/audit/query.ts';
import { listed, oracle } from './oracle.ts';
import type { Raw } from './oracle.ts';

const question: AuditQuery = {
  count: 'actions',
  filters: [],
  period: { from: '2026-10-24T22:00:00Z', to: '2026-10-26T23:00:00Z', zone: 'Europe/Berlin' },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
};

const record = (id: string, changes: Raw): Raw => ({
  Id: id,
  RecordType: 21,
  CreationTime: '2026-10-25T10:00:00',
  Operation: 'CrmDefaultActivity',
  Workload: 'CRM',
  UserId: 'Ann@contoso.com',
  Message: 'Update',
  EntityName: 'Account',
  ClientIP: '203.0.113.5:50749',
  ...changes,
});

const CORRELATION = '2afdb202-315f-56c6-94a7-98ce177a052e';
const part = (id: string) =>
  record(id, { Message: 'ExportToExcel', CorrelationId: CORRELATION, UserId: 'bob@contoso.com' });

suite('The oracle', () => {
  test('counts copies once and the parts of an action as one', () => {
    const records = [record('a', {}), record('A', {}), part('b'), part('c')];

    const answer = oracle(records, question);

    expect(answer).toMatchObject({ total: 2, records: 3, users: 2, tables: 1, addresses: 1 });
    expect(answer.groups).toEqual([
      {
        by: 'user',
        keys: 2,
        rows: [
          { key: 'ann@contoso.com', count: 1 },
          { key: 'bob@contoso.com', count: 1 },
        ],
      },
    ]);
  });

  test('knows a day of 25 hours, and that the period ends before its last instant', () => {
    const times = ['2026-10-24T21:59:59', '2026-10-24T22:00:00', '2026-10-25T22:59:59'];
    const later = ['2026-10-25T23:00:00', '2026-10-26T22:59:59', '2026-10-26T23:00:00'];
    const records = [...times, ...later].map((CreationTime, at) =>
      record(`${at}`, { CreationTime }),
    );

    const { series } = oracle(records, question);

    expect(series.points).toEqual([
      { at: '2026-10-24T22:00:00.000Z', count: 2 },
      { at: '2026-10-25T23:00:00.000Z', count: 2 },
    ]);
  });

  test('takes no port for a part of an address, nor a part of an address for a port', () => {
    const records = ['[2001:db8::1]:50110', '2001:db8::1', '203.0.113.5', '203.0.113.5:443'].map(
      (ClientIP, at) => record(`${at}`, { ClientIP }),
    );
    const inside = [{ field: 'address' as const, is: true, values: ['2001:db8::/32'] }];

    expect(oracle(records, question).addresses).toBe(2);
    expect(oracle(records, { ...question, filters: inside }).total).toBe(2);
  });

  test('lists the newest record first', () => {
    const records = [
      record('a', {}),
      record('b', {}),
      record('c', { CreationTime: '2026-10-25T11:00:00' }),
    ];

    expect(listed(records, question).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
});
