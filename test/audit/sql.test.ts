import { expect } from 'expect';
import fc from 'fast-check';

import type { Condition } from '../../src/audit/condition.ts';
import { DEFINITIONS } from '../../src/audit/definitions.ts';
import { conditionOf, kindsOf } from '../../src/audit/lower.ts';
import { DIMENSIONS } from '../../src/audit/query.ts';
import type { Dimension, Filter } from '../../src/audit/query.ts';
import type { Span } from '../../src/audit/reader.ts';
import { bindings, dimensionSql, shownSql, sqlOf } from '../../src/audit/sql.ts';
import { openDuck } from './duck.ts';
import type { Duck } from './duck.ts';
import { holds } from './evaluate.ts';
import { sampleRecords } from './plain-records.ts';
import type { PlainRecord } from './plain-records.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const GUIDS = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'];
const HOSTILE = [
  "'",
  '"',
  "'; drop table records; --",
  '$1',
  '\\',
  '%',
  '_',
  '',
  'é',
  '\u0000'.repeat(0),
];

const word = fc.constantFrom(
  'delete',
  'account',
  'new_a',
  'msdyn_b',
  'ada@contoso.com',
  ...HOSTILE,
);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
const column = fc.constantFrom(
  ...(['workload', 'operation', 'message', 'actor', 'table', 'agent', 'result'] as const),
);
const range = fc.constantFrom(
  ...['203.0.113.0/24', '203.0.113.7', '2001:db8::/32', '2001:db8:0:1::9', '0.0.0.0/0', '::/0'],
);
const minute = fc.integer({ min: 0, max: 1440 });
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constantFrom('is', 'starts', 'holds'), column, values: words }),
  fc.record({ kind: fc.constant('like'), column, pattern: fc.constantFrom('^[a-z]{2,7}_', 'a.c') }),
  fc.record({
    kind: fc.constant('number'),
    column: fc.constantFrom('type', 'userType', 'touched'),
    values: fc.uniqueArray(fc.integer({ min: -1, max: 5 }), { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('within'), ranges: fc.uniqueArray(range, { minLength: 1 }) }),
  fc.record({ kind: fc.constant('touches'), records: fc.subarray(GUIDS, { minLength: 1 }) }),
  fc.record({ kind: fc.constant('field'), name: word }),
  fc.record({ kind: fc.constant('field'), name: word, value: word }),
  fc.record({
    kind: fc.constant('clock'),
    zone: fc.constantFrom(...ZONES),
    days,
    from: minute,
    to: minute,
  }),
) as fc.Arbitrary<Condition>;

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('condition'), { maxLength: 3 }),
    }),
  ),
}));

const upper = word.map((text) => text.toUpperCase());
const fields = fc
  .array(fc.record({ Name: fc.oneof(word, upper), Value: fc.oneof(word, upper, fc.constant(1)) }), {
    maxLength: 3,
  })
  .chain((list) => fc.constantFrom<unknown>(list, JSON.stringify(list), null));

const record: fc.Arbitrary<PlainRecord> = fc
  .record({
    id: fc.uuid(),
    at: fc
      .date({ min: new Date('2025-12-01'), max: new Date('2026-12-31'), noInvalidDate: true })
      .map((date) => `${date.toISOString().slice(0, 19)}.000Z`),
    type: fc.integer({ min: -1, max: 5 }),
    workload: fc.oneof(word, upper),
    operation: fc.oneof(word, upper),
    message: fc.oneof(word, upper),
    actor: word,
    userType: fc.integer({ min: -1, max: 5 }),
    table: word,
    record: fc.constantFrom('', ...GUIDS),
    touched: fc.integer({ min: 0, max: 1 }),
    environment: word,
    address: fc.constantFrom(
      '',
      '203.0.113.7',
      '203.0.114.1',
      '2001:db8:0:1::9',
      '2001:db9::1',
      'none',
    ),
    agent: fc.oneof(word, upper),
    result: fc.constantFrom('ok', 'failed'),
    correlation: fc.constant(''),
    fields,
    results: fc.subarray([...GUIDS, GUIDS[0]?.toUpperCase() ?? '']),
  })
  .map(({ fields: Fields, results, ...rest }) => {
    return {
      ...rest,
      raw: JSON.stringify({ Fields, QueryResults: results.join(',') }),
    } as PlainRecord;
  });

const YEAR: Span = { from: '2025-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };

suite('A condition as SQL', () => {
  let duck: Duck;
  suiteSetup(async () => {
    duck = await openDuck();
  });
  suiteTeardown(() => duck.close());

  const found = async (of: Condition, span?: Span): Promise<string[]> => {
    const binds = bindings(span);
    const sql = `select "id" from records where ${sqlOf(of, binds)} order by "id"`;
    return (await duck.rows(sql, binds.values)).map(({ id }) => String(id));
  };

  test('means what the condition means, for any condition and any records', async () => {
    const check = async (records: readonly PlainRecord[], conditions: readonly Condition[]) => {
      await duck.fill(records);

      for (const each of conditions) {
        const answer = await found(each, YEAR);

        const wanted = records.filter((one) => holds(each, one)).map(({ id }) => id);
        expect(answer).toEqual(wanted.sort());
      }
    };
    const records = fc.uniqueArray(record, {
      selector: ({ id }) => id,
      minLength: 8,
      maxLength: 25,
    });
    const conditions = fc.array(condition, { minLength: 8, maxLength: 8 });

    await fc.assert(fc.asyncProperty(records, conditions, check), { numRuns: 40 });
  });

  test('is right about local hours on both sides of every change of clocks', async () => {
    const start = Date.parse('2026-01-01T00:30:00Z');
    const instants = Array.from(
      { length: 730 },
      (_, half) => new Date(start + half * 12 * 3_600_000),
    );
    const base = sampleRecords()[0] as PlainRecord;
    const changes = [
      '2026-03-29T00',
      '2026-03-29T01',
      '2026-10-25T00',
      '2026-10-25T01',
      '2026-04-04T14',
      '2026-04-04T15',
    ];
    const around = changes.flatMap((hour) =>
      ['00', '29', '30', '59'].map((mm) => new Date(`${hour}:${mm}:59Z`)),
    );
    const records = [...instants, ...around].map((at, place) => {
      return { ...base, id: `id-${place}`, at: at.toISOString() };
    });
    await duck.fill(records);

    for (const zone of ZONES) {
      const hours: Condition = { kind: 'clock', zone, days: [6, 7], from: 90, to: 165 };
      const wanted = records
        .filter((one) => holds(hours, one))
        .map(({ id }) => id)
        .sort();
      expect(await found(hours, YEAR)).toEqual(wanted);
      expect(await found(hours)).toEqual(wanted);
    }
  });

  test('holds only what it says itself; every value is bound', async () => {
    const evil = "x' or 1=1 --";
    const filters: Filter[] = [
      { field: 'user', is: true, values: [evil] },
      { field: 'agent', is: false, values: [evil] },
      { field: 'address', is: true, values: [evil, '203.0.113.0/24'] },
      { field: 'record', is: true, values: [evil] },
      { field: 'workload', is: true, values: [evil] },
    ];
    const binds = bindings();
    await duck.fill(sampleRecords());

    const sql = sqlOf(conditionOf({ filters, period: PERIOD }, DEFINITIONS), binds);

    expect(sql).not.toContain('1=1');
    expect(binds.values).toContain(evil);
    expect(await duck.rows(`select "id" from records where ${sql}`, binds.values)).toEqual([]);
  });

  test('passes over raw JSON that cannot be read', async () => {
    const base = sampleRecords()[0] as PlainRecord;
    const broken = [
      '',
      '{',
      '{"Fields":"no list","QueryResults":7}',
      '[]',
      '{"Fields":{"Name":"a"}}',
    ];
    await duck.fill(broken.map((raw, place) => ({ ...base, id: `id-${place}`, raw, touched: 1 })));

    const fields = await found({ kind: 'field', name: 'a' });
    const touched = await found({ kind: 'touches', records: GUIDS });

    expect([fields, touched]).toEqual([[], []]);
  });
});

const PERIOD = {
  from: '2026-08-01T00:00:00.000Z',
  to: '2026-09-01T00:00:00.000Z',
  zone: 'Europe/Berlin',
};

const filtered = (field: Filter['field'], ...values: string[]): Condition =>
  conditionOf({ filters: [{ field, is: true, values }], period: PERIOD }, DEFINITIONS);

const at = (time: string): PlainRecord => ({ ...(sampleRecords()[0] as PlainRecord), at: time });

suite('A question as a condition', () => {
  test('outside working hours is the opposite of working hours, in the zone of the question', () => {
    const times = [
      '2026-08-03T05:59:59.000Z',
      '2026-08-03T06:00:00.000Z',
      '2026-08-03T15:59:59.000Z',
      '2026-08-03T16:00:00.000Z',
      '2026-08-08T10:00:00.000Z',
    ];

    const inside = times.map((time) => holds(filtered('hours', 'working hours'), at(time)));
    const outside = times.map((time) =>
      holds(filtered('hours', 'outside working hours'), at(time)),
    );

    expect(inside).toEqual([false, true, true, false, false]);
    expect(outside).toEqual(inside.map((each) => !each));
  });

  test('hours may go over midnight', () => {
    const night = filtered('hours', '22:00-06:00');

    const hours = ['19:59', '20:00', '23:00', '03:59', '04:00'];
    const found = hours.map((hour) => holds(night, at(`2026-08-03T${hour}:00.000Z`)));

    expect(found).toEqual([false, true, true, true, false]);
  });

  test('the weekend is when nobody has to work', () => {
    const dubai = { ...DEFINITIONS, workingHours: { days: [7, 1, 2, 3, 4], from: 480, to: 1080 } };
    const filters: Filter[] = [{ field: 'hours', is: true, values: ['weekend'] }];
    const free = (definitions: typeof DEFINITIONS) =>
      ['07', '08', '09'].map((day) =>
        holds(
          conditionOf({ filters, period: PERIOD }, definitions),
          at(`2026-08-${day}T10:00:00.000Z`),
        ),
      );

    expect([free(DEFINITIONS), free(dubai)]).toEqual([
      [false, true, true],
      [true, true, false],
    ]);
  });

  test('what is shown as none or other finds those records again', () => {
    const records = sampleRecords();

    const none = records.filter((each) => holds(filtered('address', '(none)'), each));
    const other = records.filter((each) => holds(filtered('verb', '(other)'), each));

    expect(none.map(({ address }) => address)).toEqual(['', '', '']);
    expect(other.map(({ message }) => message)).toEqual(
      [
        'UpdateRibbonClientMetadata',
        ...[
          'ExecuteWorkflow',
          'Disable Organization Audit',
          'ApplyAdminRole',
          'LockboxRequestOperation',
        ],
      ].sort((a, b) => order(records, a) - order(records, b)),
    );
  });

  test('a user is the whole name, never a part of it', () => {
    const records = sampleRecords();

    expect(records.some((each) => holds(filtered('user', 'anna.berg'), each))).toBe(false);
    expect(records.some((each) => holds(filtered('user', 'anna.berg@contoso.com'), each))).toBe(
      true,
    );
  });

  test('an unknown definition or impossible hours are a bug of the asker, not an empty answer', () => {
    expect(() => filtered('verb', 'fly')).toThrow('fly');
    expect(() => filtered('hours', '25:00-26:00')).toThrow('hours');
    expect(() => filtered('type', 'x')).toThrow('number');
  });
});

const order = (records: readonly PlainRecord[], message: string): number =>
  records.findIndex((each) => each.message === message);

suite('A dimension as SQL', () => {
  let duck: Duck;
  suiteSetup(async () => {
    duck = await openDuck();
    await duck.fill(sampleRecords());
  });
  suiteTeardown(() => duck.close());

  const counts = async (dimension: Dimension, zone = 'UTC'): Promise<Record<string, number>> => {
    const binds = bindings();
    const key = dimensionSql(dimension, { zone, definitions: DEFINITIONS }, binds);
    const sql = `select ${shownSql(dimension, 'key')} as shown, count(*) as n from (select *, ${key} as key from records) group by key`;
    const rows = await duck.rows(sql, binds.values);
    return Object.fromEntries(rows.map(({ shown, n }) => [String(shown), Number(n)]));
  };

  test('each dimension counts each record once', async () => {
    for (const dimension of DIMENSIONS) {
      const rows = Object.values(await counts(dimension));

      expect(rows.reduce((sum, each) => sum + each, 0)).toBe(sampleRecords().length);
    }
  });

  test('shares of verbs, reports and actors go to the first definition that holds', async () => {
    for (const dimension of ['verb', 'report', 'actor'] as const) {
      const kinds = kindsOf(dimension, DEFINITIONS);
      const wanted = new Map<string, number>();
      for (const each of sampleRecords()) {
        const key = kinds.find((kind) => holds(kind.condition, each))?.key ?? '(other)';
        wanted.set(key, (wanted.get(key) ?? 0) + 1);
      }

      expect(await counts(dimension)).toEqual(Object.fromEntries(wanted));
    }
  });

  test('names are shown as delivered and compared without regard to case', async () => {
    const base = sampleRecords()[0] as PlainRecord;
    await duck.fill([
      { ...base, id: 'a', message: 'Delete' },
      { ...base, id: 'b', message: 'DELETE' },
      { ...base, id: 'c', message: '' },
    ]);

    expect(await counts('message')).toEqual({ DELETE: 2, '(none)': 1 });
  });

  test('hours and weekdays are those of the zone', async () => {
    await duck.fill([
      at('2026-10-25T00:30:00.000Z'),
      { ...at('2026-10-25T01:30:00.000Z'), id: 'b' },
    ]);

    expect(await counts('hour of day', 'Europe/Berlin')).toEqual({ '02:00': 2 });
    expect(await counts('weekday', 'America/New_York')).toEqual({ Saturday: 2 });
  });
});
