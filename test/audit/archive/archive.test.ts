import { expect } from 'expect';
import fc from 'fast-check';
import { ArchiveTrouble, type Added } from '../../../src/audit/archive/archive.ts';
import { realisticLines } from '../../fakes/realistic-records.ts';
import {
  add,
  allRows,
  ALWAYS,
  batch,
  crm,
  guidOf,
  openStage,
  TENANT,
  type Raw,
  type Stage,
} from './stage.ts';

const OTHER = '22222222-2222-4222-8222-222222222222';
const ACTIONS = 'count(*) filter (not split) + count(distinct action) filter (split) as actions';

suite('The archive', () => {
  let stage: Stage;
  setup(async () => {
    stage = await openStage({ lotRecords: 1000 });
  });
  teardown(() => stage.close());

  const numbers = async (select: string): Promise<unknown> =>
    (
      await stage.archive.read(TENANT, ALWAYS, (records) =>
        records.rows(`select ${select} from records`),
      )
    ).value[0];

  test('keeps each record once, whatever number of times and ways it comes', async () => {
    const [one, two, three] = [crm(guidOf(1)), crm(guidOf(2)), crm(guidOf(3))];

    const first = await add(stage.archive, [one, two, one]);
    const second = await add(stage.archive, [{ AuditData: JSON.stringify(two) }, three]);
    const afterRestart = await add(await stage.again(), [
      { ...one, Id: guidOf(1).toUpperCase() },
      three,
    ]);

    expect(first).toMatchObject({ read: 3, stored: 2, duplicates: 1, rejected: [] });
    expect(second).toMatchObject({ read: 2, stored: 1, duplicates: 1 });
    expect(afterRestart).toMatchObject({ read: 2, stored: 0, duplicates: 2 });
    expect(await allRows(stage.archive)).toEqual([1, 2, 3].map((n) => ({ id: guidOf(n) })));
  });

  test('the first copy of a record wins, even where another has a different time', async () => {
    const early = crm(guidOf(1), { CreationTime: '2026-08-03T10:00:00', Message: 'First' });
    const late = crm(guidOf(1), { CreationTime: '2026-08-20T10:00:00', Message: 'Second' });
    const many = Array.from({ length: 2500 }, (_, index) => crm(guidOf(index + 10)));

    const added = await add(stage.archive, [late, ...many, early]);

    expect(added).toMatchObject({ stored: 2501, duplicates: 1 });
    expect(
      await numbers(
        `count(*)::int as all, any_value(message) filter (id = '${guidOf(1)}') as kept`,
      ),
    ).toEqual({
      all: 2501,
      kept: 'Second',
    });
  });

  test('counts what was stored and repeated by day and content type, and says from when to when', async () => {
    const mail = crm(guidOf(4), { RecordType: 50, CreationTime: '2026-08-04T23:59:59.5' });
    const records = [crm(guidOf(1)), crm(guidOf(1)), crm(guidOf(2)), mail];

    const added = await add(stage.archive, records);
    await add(stage.archive, [mail]);

    expect(added.spans).toEqual([
      {
        contentType: 'Audit.General',
        count: 3,
        from: '2026-08-03T10:00:00.000Z',
        to: '2026-08-03T10:00:00.001Z',
      },
      {
        contentType: 'Audit.Exchange',
        count: 1,
        from: '2026-08-04T23:59:59.500Z',
        to: '2026-08-04T23:59:59.501Z',
      },
    ]);
    expect(await stage.catalogue.counts(TENANT, ALWAYS)).toEqual([
      { day: '2026-08-03', contentType: 'Audit.General', stored: 2, duplicates: 1 },
      { day: '2026-08-04', contentType: 'Audit.Exchange', stored: 1, duplicates: 1 },
    ]);
  });

  test('what ingest has got is told together with the records, or not at all', async () => {
    const known = { state: 'imported', contentType: 'Audit.General', why: 'x', ...ALWAYS } as const;
    const receipt = (added: Added) => ({ known: [{ ...known, why: `${added.stored} stored` }] });

    await stage.archive.add(TENANT, batch([crm(guidOf(1))]), receipt);
    const refused = stage.archive.add(TENANT, batch([crm(guidOf(2))]), () => {
      throw new Error('Not today.');
    });

    await expect(refused).rejects.toThrow('Not today.');
    expect(await stage.catalogue.known(TENANT, ALWAYS)).toEqual([{ ...known, why: '1 stored' }]);
    expect(await allRows(stage.archive)).toEqual([{ id: guidOf(1) }]);
  });

  test('a receipt is kept where nothing came, or nothing of use', async () => {
    const position = { contentType: 'Audit.General', since: ALWAYS.from, upTo: ALWAYS.to } as const;

    const added = await stage.archive.add(TENANT, [], () => ({ positions: [position] }));
    const useless = await add(stage.archive, ['{']);

    expect(added).toEqual({ read: 0, stored: 0, duplicates: 0, rejected: [], spans: [] });
    expect(useless).toMatchObject({ read: 1, stored: 0, rejected: [{ line: 1 }] });
    expect(await stage.catalogue.positions(TENANT)).toEqual([position]);
    expect(await stage.catalogue.segments(TENANT)).toEqual([]);
    expect(await allRows(stage.archive)).toEqual([]);
  });

  test('an input that breaks off leaves nothing behind', async () => {
    async function* breaking() {
      yield* batch(Array.from({ length: 3000 }, (_, index) => crm(guidOf(index))));
      await Promise.resolve();
      throw new Error('The file ends in the middle.');
    }

    const broken = stage.archive.add(TENANT, breaking(), () => ({}));

    await expect(broken).rejects.toThrow('The file ends in the middle.');
    expect(await allRows(stage.archive)).toEqual([]);
    expect(await add(stage.archive, [crm(guidOf(1))])).toMatchObject({ stored: 1 });
  });

  test('trouble of where records come from is told as it is', async () => {
    const shut = Object.assign(new Error('The file cannot be opened.'), { code: 'EACCES' });
    function* broken() {
      yield* batch([crm(guidOf(1))]);
      throw shut;
    }

    await expect(stage.archive.add(TENANT, broken(), () => ({}))).rejects.toBe(shut);
    await expect(stage.archive.borrow(broken(), () => Promise.resolve(1))).rejects.toBe(shut);
  });

  test('actions are counted exactly, in whatever order and pieces their parts come', async () => {
    const part = fc.record({
      CorrelationId: fc.constantFrom(
        guidOf(0),
        guidOf(901),
        guidOf(902),
        '00000000-0000-0000-0000-000000000000',
      ),
      Message: fc.constantFrom('ExportToExcel', 'exporttoexcel', 'Retrieve'),
      EntityName: fc.constantFrom('account', 'Account', 'contact'),
      CreationTime: fc.constantFrom(
        '2026-08-03T10:00:00',
        '2026-08-03T20:00:00',
        '2026-08-03T23:58:00',
        '2026-08-04T00:02:00',
        '2026-08-04T12:00:00',
      ),
    });
    const adds = fc.array(fc.array(part, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

    await fc.assert(
      fc.asyncProperty(adds, fc.boolean(), async (pieces, compacted) => {
        const fresh = await openStage({ lotRecords: 5 });
        try {
          let next = 0;
          const all = pieces.map((parts) => parts.map((one) => crm(guidOf(1000 + next++), one)));
          for (const records of all) await add(fresh.archive, records);
          if (compacted) await fresh.archive.compact(TENANT);

          const { value } = await fresh.archive.read(TENANT, ALWAYS, (records) =>
            records.rows(`select (${ACTIONS.replace(' as actions', '')})::int as actions,
              count(*)::int as records, "at"::date::varchar as day from records group by day order by day`),
          );

          expect(value).toEqual(actionsByDay(all.flat()));
        } finally {
          await fresh.close();
        }
      }),
      { numRuns: 12 },
    );
  }).timeout(180_000);

  test('records of many days that come in any order end as few segments, none of them lost', async () => {
    const lines = [...realisticLines({ records: 6000, days: 40, repeated: 0.1 })];
    const shuffled = lines.toSorted((a, b) => (a.slice(40, 70) < b.slice(40, 70) ? -1 : 1));
    const ids = new Set(lines.map((line) => (JSON.parse(line) as Raw).Id as string));

    const added = await add(stage.archive, shuffled);

    const segments = await stage.catalogue.segments(TENANT);
    expect(added).toMatchObject({ read: 6000, stored: ids.size, duplicates: 6000 - ids.size });
    expect(new Set(segments.map(({ day }) => day)).size).toBe(40);
    expect(segments.length).toBeLessThan(80);
    expect((await allRows(stage.archive)).map(({ id }) => id)).toEqual([...ids].sort());
  }).timeout(180_000);

  test('small additions of one day do not pile up as files', async () => {
    for (let round = 0; round < 20; round += 1)
      await add(stage.archive, [
        crm(guidOf(round), { CreationTime: `2026-08-03T10:00:${10 + round}` }),
      ]);
    const before = await stage.catalogue.segments(TENANT);

    await stage.archive.compact(TENANT);

    const after = await stage.catalogue.segments(TENANT);
    expect(before.length).toBeLessThan(10);
    expect(after).toMatchObject([{ day: '2026-08-03', records: 20 }]);
    expect(await allRows(stage.archive)).toHaveLength(20);
  }).timeout(180_000);

  test('two archives on one folder take turns, and share what they have', async () => {
    const other = await stage.again();
    const all = Array.from({ length: 60 }, (_, index) => crm(guidOf(index)));

    const results = await Promise.all([
      add(stage.archive, all.slice(0, 40)),
      add(other, all.slice(20)),
      add(stage.archive, all),
    ]);

    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(60);
    expect(await allRows(other)).toHaveLength(60);
  });

  test('tenants see only their own records', async () => {
    await add(stage.archive, [crm(guidOf(1))]);
    await stage.archive.add(OTHER, batch([crm(guidOf(1)), crm(guidOf(2))]), () => ({}));

    const { value } = await stage.archive.read(OTHER, ALWAYS, (records) =>
      records.rows('select count(*)::int as n from records'),
    );

    expect(await allRows(stage.archive)).toEqual([{ id: guidOf(1) }]);
    expect(value).toEqual([{ n: 2 }]);
  });

  test('nothing but a tenant id becomes a folder', async () => {
    for (const tenant of ['', '..', '../../etc', `${TENANT}/..`, "x'; drop table records --"]) {
      await expect(stage.archive.add(tenant, [], () => ({}))).rejects.toThrow('no tenant id');
      await expect(stage.archive.read(tenant, ALWAYS, () => Promise.resolve(1))).rejects.toThrow(
        'no tenant id',
      );
      await expect(stage.archive.compact(tenant)).rejects.toThrow('no tenant id');
      await expect(stage.archive.retain(tenant, '2026-01-01')).rejects.toThrow('no tenant id');
    }
  });

  test('a span holds its first instant and not its last one', async () => {
    await add(stage.archive, [
      crm(guidOf(1)),
      crm(guidOf(2), { CreationTime: '2026-08-03T11:00:00' }),
    ]);

    const span = { from: '2026-08-03T10:00:00.000Z', to: '2026-08-03T11:00:00.000Z' };

    expect(await allRows(stage.archive, 'id', span)).toEqual([{ id: guidOf(1) }]);
  });

  test('statements reach neither other files nor the network, nor change the settings', async () => {
    await add(stage.archive, [crm(guidOf(1))]);
    const attacks = [
      `select * from read_csv('/etc/passwd')`,
      `select * from read_text('${stage.folder}/../*')`,
      `copy (select 1) to '/tmp/steward-attack.csv'`,
      `install httpfs`,
      `load httpfs`,
      `select * from read_parquet('https://example.com/x.parquet')`,
      `attach '/tmp/steward-attack.db' as attack`,
      `set enable_external_access = true`,
      `set global memory_limit = '100GB'`,
    ];

    for (const attack of attacks)
      await expect(
        stage.archive.read(TENANT, ALWAYS, (records) => records.rows(attack)),
      ).rejects.toThrow();
  });

  test('borrowed records are asked like those of the archive, and gone afterwards', async () => {
    const correlated = { CorrelationId: guidOf(77), Message: 'ExportToExcel' };
    const records = [crm(guidOf(1), correlated), crm(guidOf(2), correlated), crm(guidOf(1)), '{'];

    const value = await stage.archive.borrow(batch(records), async (reader, added) => ({
      added,
      rows: await reader.rows(`select (${ACTIONS.replace(' as actions', '')})::int as actions,
        count(*)::int as records, min(correlation) as correlation from records`),
    }));

    expect(value.added).toMatchObject({
      read: 4,
      stored: 2,
      duplicates: 1,
      rejected: [{ line: 4 }],
    });
    expect(value.rows).toEqual([{ actions: 1, records: 2, correlation: guidOf(77) }]);
    expect(await allRows(stage.archive)).toEqual([]);
    expect(
      await stage.archive.borrow([], (reader) => reader.rows('select * from records')),
    ).toEqual([]);
  });

  test('reading and borrowing may go on at the same time, many times over', async () => {
    await add(stage.archive, [crm(guidOf(1)), crm(guidOf(2))]);

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        index % 2 === 0
          ? allRows(stage.archive, 'count(*)::int as n', ALWAYS).catch(() => allRows(stage.archive))
          : stage.archive.borrow(batch([crm(guidOf(index))]), (reader) =>
              reader.rows('select id from records'),
            ),
      ),
    );

    expect(answers.map((rows) => rows.length)).toEqual(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 2 : 1)),
    );
  }).timeout(180_000);

  test('a folder that cannot be used is told in a sentence', async () => {
    const opening = openStage({ folder: '/dev/null/archive' });

    await expect(opening).rejects.toBeInstanceOf(ArchiveTrouble);
    await expect(opening).rejects.toThrow('cannot be written to');
  });
});

/** Parts of one action share correlation, message and table; on one day they count once. */
function actionsByDay(records: readonly Raw[]): readonly unknown[] {
  const days = Map.groupBy(records, ({ CreationTime }) => String(CreationTime).slice(0, 10));
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, some]) => ({
      actions: new Set(
        some.map(({ Id, CorrelationId, Message, EntityName }) =>
          String(CorrelationId).startsWith('00000000-0000-0000')
            ? String(Id)
            : [CorrelationId, String(Message).toLowerCase(), String(EntityName).toLowerCase()].join(
                ' ',
              ),
        ),
      ).size,
      records: some.length,
      day,
    }));
}
