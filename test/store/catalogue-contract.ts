import { expect } from 'expect';
import {
  CatalogueMoved,
  type CatalogueChange,
  type Segment,
} from '../../src/audit/archive/catalogue.ts';
import type { Span } from '../../src/audit/reader.ts';
import type { Fresh } from './contract.ts';

const T = 'tenant-1';
const AUGUST: Span = { from: '2026-08-01T00:00:00.000Z', to: '2026-09-01T00:00:00.000Z' };

const segment = (name: string, day: string, more: Partial<Segment> = {}): Segment => ({
  tenant: T,
  segment: name,
  day,
  file: `tenant=${T}/day=${day}/${name}.parquet`,
  records: 10,
  bytes: 12_345_678_901,
  from: `${day}T08:00:00.000Z`,
  to: `${day}T09:30:00.001Z`,
  ...more,
});

const change = (more: Partial<CatalogueChange>): CatalogueChange => ({
  ...{ add: [], drop: [], counts: [], receipt: {} },
  ...more,
});

export function catalogueContract(fresh: () => Fresh): void {
  const names = async (span?: Span) =>
    (await fresh().store.catalogue.segments(T, span)).map((one) => one.segment);

  test('segments come back as they were catalogued, by day and name', async () => {
    const { catalogue } = fresh().store;
    const [a, b, c] = [
      segment('a', '2026-08-02'),
      segment('b', '2026-08-01'),
      segment('c', '2026-08-01'),
    ];

    await catalogue.commit(T, change({ add: [a, c, b] }));

    expect(await catalogue.segments(T)).toEqual([b, c, a]);
    expect(await catalogue.segments('tenant-2')).toEqual([]);
  });

  test('only segments with a part in a span are named for it', async () => {
    const { catalogue } = fresh().store;
    await catalogue.commit(
      T,
      change({ add: [segment('a', '2026-08-01'), segment('b', '2026-08-02')] }),
    );

    const spans: readonly (readonly [string, string])[] = [
      ['2026-08-01T00:00:00.000Z', '2026-08-01T08:00:00.000Z'],
      ['2026-08-01T00:00:00.000Z', '2026-08-01T08:00:00.001Z'],
      ['2026-08-01T09:30:00.000Z', '2026-08-02T08:00:00.000Z'],
      ['2026-08-01T09:30:00.001Z', '2026-08-02T00:00:00.000Z'],
      ['2026-08-01T09:00:00Z', '2026-08-03T00:00:00+02:00'],
    ];
    const found = await Promise.all(spans.map(([from, to]) => names({ from, to })));

    expect(found).toEqual([[], ['a'], ['a'], [], ['a', 'b']]);
  });

  test('a replaced segment is seen no more, and its file is known until it is erased', async () => {
    const { clock, store } = fresh();
    const { catalogue } = store;
    await catalogue.commit(T, change({ add: [segment('a', '2026-08-01')] }));

    await catalogue.commit(T, change({ add: [segment('b', '2026-08-01')], drop: ['a'] }));
    const atOnce = await catalogue.dropped(T, 1000);
    clock.advance(1000);
    const later = await catalogue.dropped(T, 1000);
    await catalogue.erased(T, ['a', 'b']);

    expect(atOnce).toEqual([]);
    expect(later).toEqual([
      { segment: 'a', day: '2026-08-01', file: `tenant=${T}/day=2026-08-01/a.parquet` },
    ]);
    expect(await catalogue.dropped(T, 0)).toEqual([]);
    expect(await names()).toEqual(['b']);
  });

  test('who wants to replace what is gone has lost the race, and changes nothing', async () => {
    const { catalogue } = fresh().store;
    await catalogue.commit(
      T,
      change({ add: [segment('a', '2026-08-01'), segment('b', '2026-08-01')] }),
    );
    await catalogue.commit(T, change({ drop: ['a'] }));
    const counts = [
      { day: '2026-08-01', contentType: 'Audit.General', stored: 1, duplicates: 0 } as const,
    ];
    const late = change({ add: [segment('c', '2026-08-01')], drop: ['b', 'a'], counts });

    await expect(catalogue.commit(T, late)).rejects.toBeInstanceOf(CatalogueMoved);
    await expect(catalogue.commit(T, change({ drop: ['never'] }))).rejects.toBeInstanceOf(
      CatalogueMoved,
    );
    await expect(catalogue.commit('tenant-2', change({ drop: ['b'] }))).rejects.toBeInstanceOf(
      CatalogueMoved,
    );

    expect(await names()).toEqual(['b']);
    expect(await catalogue.counts(T, AUGUST)).toEqual([]);
  });

  test('of many who replace the same segment at once exactly one succeeds', async () => {
    const { catalogue } = fresh().store;
    await catalogue.commit(T, change({ add: [segment('a', '2026-08-01')] }));

    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        catalogue.commit(T, change({ add: [segment(`n${n}`, '2026-08-01')], drop: ['a'] })),
      ),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await names()).toHaveLength(1);
  });

  test('counts add up by day and content type', async () => {
    const { catalogue } = fresh().store;
    const general = { day: '2026-08-01', contentType: 'Audit.General' } as const;
    const mail = { day: '2026-08-02', contentType: 'Audit.Exchange' } as const;

    await catalogue.commit(
      T,
      change({
        counts: [
          { ...general, stored: 5, duplicates: 1 },
          { ...mail, stored: 2, duplicates: 0 },
        ],
      }),
    );
    await catalogue.commit(
      T,
      change({ counts: [{ ...general, stored: 3_000_000_000, duplicates: 4 }] }),
    );

    expect(await catalogue.counts(T, AUGUST)).toEqual([
      { ...general, stored: 3_000_000_005, duplicates: 5 },
      { ...mail, stored: 2, duplicates: 0 },
    ]);
    const firstDay = { from: '2026-08-01T12:00:00.000Z', to: '2026-08-02T00:00:00.000Z' };
    expect(await catalogue.counts(T, firstDay)).toHaveLength(1);
    expect(await catalogue.counts('tenant-2', AUGUST)).toEqual([]);
  });

  test('blobs that are dealt with are remembered until they are forgotten', async () => {
    const { catalogue } = fresh().store;
    const contentType = 'Audit.General' as const;
    const ids = Array.from({ length: 1200 }, (_, n) => `${n}$audit_general$0'"%`);
    const contents = ids.map(
      (contentId, n) =>
        ({
          ...{ contentType, contentId, state: 'stored' as const },
          created: n < 1000 ? '2026-08-01T00:00:00.000Z' : '2026-08-05T00:00:00.000Z',
        }) as const,
    );
    await catalogue.commit(T, change({ receipt: { contents } }));
    await catalogue.commit(
      T,
      change({ receipt: { contents: [...contents.slice(0, 3), ...contents.slice(0, 3)] } }),
    );

    const all = await catalogue.dealtWith(T, contentType, [...ids, 'unknown']);
    const others = await catalogue.dealtWith(T, 'Audit.Exchange', ids);
    await catalogue.forget(T, '2026-08-05T00:00:00.000Z');

    expect([...all].sort()).toEqual([...ids].sort());
    expect(others.size).toBe(0);
    expect((await catalogue.dealtWith(T, contentType, ids)).size).toBe(200);
    expect((await catalogue.dealtWith(T, contentType, [])).size).toBe(0);
  });

  test('a position moves on, one for each content type', async () => {
    const { catalogue } = fresh().store;
    const at = (hour: string) => `2026-08-01T${hour}:00:00.000Z`;
    const mail = { contentType: 'Audit.Exchange', since: at('01'), upTo: at('02') } as const;
    const general = { contentType: 'Audit.General', since: at('03'), upTo: at('04') } as const;

    await catalogue.commit(T, change({ receipt: { positions: [general, mail] } }));
    await catalogue.commit(T, change({ receipt: { positions: [{ ...general, upTo: at('09') }] } }));

    expect(await catalogue.positions(T)).toEqual([mail, { ...general, upTo: at('09') }]);
    expect(await catalogue.positions('tenant-2')).toEqual([]);
  });

  test('what is known of a span is kept once, with the newest reason', async () => {
    const { catalogue } = fresh().store;
    const one = {
      contentType: 'Audit.General',
      state: 'imported',
      why: 'a.csv',
      ...AUGUST,
    } as const;
    const other = { ...one, state: 'missing', why: 'nul \u0000 half \ud83d' } as const;

    await catalogue.commit(T, change({ receipt: { known: [one, other] } }));
    await catalogue.commit(T, change({ receipt: { known: [{ ...one, why: 'b.csv' }] } }));

    const found = await catalogue.known(T, {
      from: '2026-08-31T00:00:00.000Z',
      to: '2027-01-01T00:00:00.000Z',
    });
    expect(found).toContainEqual({ ...one, why: 'b.csv' });
    expect(found).toHaveLength(2);
    expect(await catalogue.known(T, { from: AUGUST.to, to: '2027-01-01T00:00:00.000Z' })).toEqual(
      [],
    );
  });
}
