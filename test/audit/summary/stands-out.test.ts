import { expect } from 'expect';

import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { AuditQuery, Filter, Focus } from '../../../src/audit/query.ts';
import type { Span } from '../../../src/audit/reader.ts';
import { figuresOf } from '../../../src/audit/summary/figures-of.ts';
import { listed } from '../oracle.ts';
import type { Raw } from '../oracle.ts';
import { tableReader } from './table-reader.ts';

/** The working week from Monday, 16 November. */
const PERIOD = { from: '2026-11-16T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z', zone: 'UTC' };
const ALL = { from: '2026-01-01T00:00:00.000Z', to: PERIOD.to };

const question = (focus?: Focus, filters: readonly Filter[] = []): AuditQuery => ({
  count: 'actions',
  filters,
  period: PERIOD,
  by: [],
  order: 'most',
  limit: 10,
  compare: false,
  ...(focus === undefined ? {} : { focus }),
});

let last = 0;
const act = (CreationTime: string, more: Raw = {}): Raw => ({
  Id: `id-${(last += 1)}`,
  CreationTime,
  RecordType: 21,
  Workload: 'CRM',
  Operation: 'CrmDefaultActivity',
  Message: 'Update',
  EntityName: 'account',
  UserId: 'ann@contoso.com',
  UserType: 0,
  ClientIP: '203.0.113.5',
  InstanceUrl: 'https://contoso.crm4.dynamics.com/',
  ...more,
});

const times = (count: number, make: (index: number) => Raw): readonly Raw[] =>
  Array.from({ length: count }, (_, index) => make(index));

const ids = (count: number): string => Array.from({ length: count }, (_, n) => `id${n}`).join(',');

const second = (index: number): string => new Date(index * 1000).toISOString().slice(14, 19);

async function found(records: readonly Raw[], query: AuditQuery, span: Span = ALL) {
  const reader = await tableReader();
  await reader.fill(records);
  const { workingHours } = DEFINITIONS;
  const figures = await figuresOf(reader, query, { definitions: DEFINITIONS, workingHours, span });
  return figures.outliers;
}

suite('What stands out', () => {
  test('is an address that a user was not seen at for thirty days', async () => {
    const records = [
      act('2026-10-20T10:00:00'),
      act('2026-11-17T10:00:00'),
      act('2026-11-17T11:00:00', { ClientIP: '198.51.100.7:443' }),
      act('2026-11-17T11:05:00', { ClientIP: '198.51.100.7:444' }),
    ];

    const outliers = await found(records, question('new addresses'));

    expect(outliers).toMatchObject([{ about: 'ann@contoso.com', value: 2 }]);
    expect(outliers[0]?.found).toContain('198.51.100.7');
    expect(outliers[0]?.says).toContain('30 days');
    expect(outliers[0]?.filters).toEqual([
      { field: 'user', is: true, values: ['ann@contoso.com'] },
      { field: 'address', is: true, values: ['198.51.100.7'] },
    ]);
  });

  test('is no address that was seen in what the question leaves out', async () => {
    const other = { ClientIP: '198.51.100.7' };
    const records = [
      act('2026-11-01T10:00:00', { ...other, EntityName: 'contact' }),
      act('2026-11-17T11:00:00', other),
    ];
    const account = { field: 'table', is: true, values: ['account'] } as const;

    expect(await found(records, question('new addresses', [account]))).toEqual([]);
  });

  test('is no other IPv6 address in the network of one that was seen', async () => {
    const records = [
      act('2026-11-01T10:00:00', { ClientIP: '[2001:db8:1:2:aaaa::1]:50110' }),
      act('2026-11-17T10:00:00', { ClientIP: '2001:db8:1:2:bbbb::2' }),
      act('2026-11-17T11:00:00', { ClientIP: '2001:db8:1:3::2' }),
    ];

    const outliers = await found(records, question('new addresses'));

    expect(outliers.map(({ found }) => found)).toEqual([
      expect.stringContaining('2001:db8:1:3::2'),
    ]);
  });

  test('is no new address while the days before are not known', async () => {
    const records = [act('2026-11-17T11:00:00', { ClientIP: '198.51.100.7' })];
    const span = { from: '2026-10-18T00:00:00.000Z', to: PERIOD.to };

    expect(await found(records, question('new addresses'), span)).toEqual([]);
  });

  test('is work outside of hours: by number and by share, with both behind it', async () => {
    const evening = times(10, (n) => act(`2026-11-17T20:${10 + n}:00`));
    const day = times(40, (n) => act(`2026-11-17T10:${10 + n}:00`));
    const bob = { UserId: 'bob@contoso.com' };
    const friday = times(9, (n) => act(`2026-11-20T19:${10 + n}:00`, bob));

    const outliers = await found(
      [...evening, ...day, ...friday],
      question('outside working hours'),
    );

    expect(outliers).toMatchObject([{ about: 'ann@contoso.com', value: 10 }]);
    expect(outliers[0]?.found).toBe(
      '10 of 50 records of ann@contoso.com (20 %) are outside of Mon, Tue, Wed, Thu, Fri 08:00–18:00 (UTC).',
    );
    const one = await found(
      [...evening, ...day, act('2026-11-17T09:00:00')],
      question('outside working hours'),
    );
    expect(one).toEqual([]);
  });

  const exported = (day: string, count: number, more: Raw = {}): Raw =>
    act(`2026-11-${day}T10:00:00`, { Message: 'ExportToExcel', QueryResults: ids(count), ...more });

  test('is an export far beyond a user’s own days', async () => {
    const usual = ['03', '05', '09', '12'].map((day) => exported(day, 40));

    const beyond = await found([...usual, exported('18', 120)], question('unusual exports'));
    const within = await found([...usual, exported('18', 119)], question('unusual exports'));

    expect(beyond).toMatchObject([{ about: 'ann@contoso.com', value: 120, usual: 40 }]);
    expect(beyond[0]?.found).toContain('18 Nov 2026 (usually 40 a day)');
    expect(beyond[0]?.filters).toEqual([
      { field: 'user', is: true, values: ['ann@contoso.com'] },
      { field: 'verb', is: true, values: ['export'] },
    ]);
    expect(within).toEqual([]);
  });

  test('is not three exports after one: small numbers are nothing', async () => {
    const usual = ['03', '05', '09', '12'].map((day) => exported(day, 1));

    expect(await found([...usual, exported('18', 49)], question('unusual exports'))).toEqual([]);
    expect(await found([...usual, exported('18', 50)], question('unusual exports'))).toHaveLength(
      1,
    );
  });

  test('holds users without history against a fixed number, and says so', async () => {
    const first = await found([exported('18', 500)], question('unusual exports'));

    expect(first).toMatchObject([{ value: 500 }]);
    expect(first[0]).not.toHaveProperty('usual');
    expect(first[0]?.found).toContain('too few days before');
    expect(await found([exported('18', 499)], question('unusual exports'))).toEqual([]);
  });

  test('compares with days before the day itself, also within the period, and not with older ones', async () => {
    const rising = ['16', '17', '18'].map((day) => exported(day, 100));
    const old = ['01', '02', '03'].map((day) => exported(day, 1000));

    const outliers = await found(
      [...old, ...rising, exported('20', 300)],
      question('unusual exports'),
    );

    expect(outliers).toMatchObject([{ value: 300, usual: 100 }]);
  });

  test('counts the parts of a split export together', async () => {
    const CorrelationId = 'cccccccc-0000-4000-8000-000000000001';
    const parts = times(5, () => exported('18', 100, { CorrelationId }));

    expect(await found(parts, question('unusual exports'))).toMatchObject([{ value: 500 }]);
  });

  test('is any bulk delete by somebody who does not do that', async () => {
    const one = act('2026-11-18T10:00:00', { Message: 'BulkDelete' });

    expect(await found([one], question('unusual deletes'))).toMatchObject([
      { rule: 'unusual deletes', about: 'ann@contoso.com', value: 1 },
    ]);
  });

  test('is a burst of single deeds, also over midnight, but not the same number over a longer time', async () => {
    const within = [
      ...times(60, (n) =>
        act(`2026-11-17T23:${57 + Math.floor(n / 30)}:${second(n % 30).slice(3)}`),
      ),
      ...times(40, (n) => act(`2026-11-18T00:${second(n)}`)),
    ];
    const slow = times(100, (n) =>
      act(`2026-11-17T1${Math.floor(n / 9) % 9}:${10 + (n % 9) * 5}:00`, {
        UserId: 'bob@contoso.com',
      }),
    );

    const outliers = await found([...within, ...slow], question());

    const bursts = outliers.filter(({ rule }) => rule === 'bursts');
    expect(bursts).toMatchObject([{ about: 'ann@contoso.com', value: 100 }]);
    expect(bursts[0]?.filters).toEqual([
      { field: 'user', is: true, values: ['ann@contoso.com'] },
      { field: 'verb', is: true, values: ['change', 'create', 'delete'] },
      { field: 'environment', is: true, values: ['contoso.crm4.dynamics.com'] },
    ]);
  });

  test('shows bursts beside the report on bulk actions, whose filter has none', async () => {
    const burst = times(100, (n) => act(`2026-11-17T10:${second(n)}`, { Message: 'Delete' }));
    const bulk = act('2026-11-17T12:00:00', { Message: 'ImportSolution' });
    const report = { field: 'report', is: true, values: ['performed bulk actions'] } as const;

    const outliers = await found([...burst, bulk], question(undefined, [report]));

    expect(outliers.filter(({ rule }) => rule === 'bursts')).toMatchObject([{ value: 100 }]);
  });

  test('leaves integrations out unless they are asked about', async () => {
    const sync = { UserId: 'sync@contoso.com', UserType: 5 };
    const night = times(20, (n) => act(`2026-11-17T02:${10 + n}:00`, sync));
    const user = { field: 'user', is: true, values: ['sync@contoso.com'] } as const;

    expect(await found(night, question('outside working hours'))).toEqual([]);
    expect(await found(night, question('outside working hours', [user]))).toHaveLength(1);
  });

  test('is told of at most ten, and its filters lead to the records behind it', async () => {
    const many = times(15, (user) =>
      exported('18', 500 + user, { UserId: `u${user}@contoso.com` }),
    );
    const query = question('unusual exports');

    const outliers = await found(many, query);

    expect(outliers).toHaveLength(10);
    expect(outliers[0]).toMatchObject({ about: 'u14@contoso.com', value: 514 });
    for (const { about, filters } of outliers)
      expect(listed(many, { ...query, filters }).map(({ actor }) => actor)).toEqual([about]);
  });

  test('is found beside each other where no rule is asked for alone', async () => {
    const records = [
      act('2026-11-10T10:00:00'),
      ...times(12, (n) =>
        act(`2026-11-17T21:${10 + n}:00`, {
          ClientIP: '198.51.100.7',
          Message: 'ExportToExcel',
          QueryResults: ids(60),
        }),
      ),
    ];

    const rules = (await found(records, question())).map(({ rule }) => rule);

    expect(new Set(rules)).toEqual(
      new Set(['unusual exports', 'new addresses', 'outside working hours']),
    );
  });
});
