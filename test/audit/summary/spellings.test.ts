import { expect } from 'expect';

import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { AuditQuery, Measure } from '../../../src/audit/query.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { oracle } from '../oracle.ts';
import type { Raw } from '../oracle.ts';
import { tableReader } from './table-reader.ts';

const record = (number: number, more: Raw): Raw => ({
  Id: `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`,
  CreationTime: `2026-08-03T10:00:0${number}`,
  RecordType: 21,
  Workload: 'CRM',
  Operation: 'CrmDefaultActivity',
  UserId: 'ann@contoso.com',
  EntityName: 'account',
  ClientIP: '203.0.113.5',
  ...more,
});

/** One user at one address, whose client spells alike things in different ways. */
const RECORDS = [
  record(1, { Message: 'Delete', Workload: 'CRM', UserAgent: 'Excel/16.0' }),
  record(2, { Message: 'delete', Workload: 'crm', UserAgent: 'EXCEL/16.0' }),
  record(3, { Message: 'DELETE', Workload: 'Crm', UserAgent: 'excel/16.0' }),
  record(4, { Message: 'Update', Workload: 'CRM', UserAgent: 'Edge' }),
];

const asked = (count: Measure, by: AuditQuery['by']): AuditQuery => ({
  count,
  filters: [],
  period: { from: '2026-08-03T00:00:00Z', to: '2026-08-04T00:00:00Z', zone: 'UTC' },
  by,
  order: 'most',
  limit: 10,
  compare: false,
});

const workingHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 };

suite('Spellings', () => {
  for (const count of ['actions', 'records', 'users', 'tables', 'addresses'] as const)
    test(`do not make more ${count} than there are`, async () => {
      const reader = await tableReader();
      await reader.fill(RECORDS);

      const found = await Promise.all(
        (['message', 'agent', 'workload'] as const).map(async (dimension) => {
          const query = asked(count, [dimension]);
          const { groups } = await figuresOf(reader, query, {
            definitions: DEFINITIONS,
            workingHours,
          });
          return [groups[0], oracle(RECORDS, query).groups[0]] as const;
        }),
      );

      for (const [group, expected] of found) expect(group).toEqual(expected);
    });
});
