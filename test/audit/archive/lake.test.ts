import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { realisticLines } from '../../fakes/realistic-records.ts';
import { add, allRows, crm, guidOf, openStage, TENANT, type Raw, type Stage } from './stage.ts';

const TEXTS = [
  'id',
  'workload',
  'operation',
  'message',
  'message_key',
  'actor',
  'entity',
  'record',
  'environment',
  'address',
  'address_key',
  'agent',
  'agent_key',
  'result',
  'raw',
];
const OTHERS = ['type', 'user_type', 'touched', 'split', 'secured'];

suite('The archive as a lake', () => {
  let stage: Stage;
  setup(async () => {
    stage = await openStage();
  });
  teardown(() => stage.close());

  /** The rows of all segments, as a reader in plain JavaScript finds them. */
  async function rowsInPlace(): Promise<readonly Raw[]> {
    const rows: Raw[] = [];
    for (const { file } of await stage.catalogue.segments(TENANT)) {
      const bytes = await readFile(join(stage.folder, file));
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      rows.push(...(await parquetReadObjects({ file: buffer as ArrayBuffer, compressors })));
    }
    return rows;
  }

  const rowsElsewhere = async () =>
    (await rowsInPlace()).toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));

  test('another reader of Parquet finds the same rows in the same files', async () => {
    const odd = crm(guidOf(1), {
      UserAgent: 'Ünï\u0000cöde 😀 \u202e',
      Message: "'; drop table x",
    });
    const huge = crm(guidOf(2), { Query: 'q'.repeat(1_000_000) });
    await add(stage.archive, [...realisticLines({ records: 800, days: 3 }), odd, huge]);

    const elsewhere = await rowsElsewhere();

    const columns = [...TEXTS, ...OTHERS].join(', ');
    const here = await allRows(stage.archive, `${columns}, epoch_ms("at")::double as ms`);
    expect(elsewhere).toHaveLength(here.length);
    expect(
      elsewhere.map((row) => ({
        ...Object.fromEntries([...TEXTS, ...OTHERS].map((name) => [name, row[name]])),
        ms: (row.at as Date).getTime(),
      })),
    ).toEqual(here);
  }).timeout(180_000);

  test('files lie where the day and the tenant of their rows say', async () => {
    await add(stage.archive, [
      crm(guidOf(1)),
      crm(guidOf(2), { CreationTime: '2026-08-04T00:00:00' }),
    ]);

    const places = (await stage.catalogue.segments(TENANT)).map(({ file }) =>
      file.split('/').slice(0, 2),
    );

    expect(places).toEqual([
      [`tenant=${TENANT}`, 'day=2026-08-03'],
      [`tenant=${TENANT}`, 'day=2026-08-04'],
    ]);
  });

  /** First and last time of each group of rows, file by file. */
  async function groups() {
    const found: { from: number; to: number }[][] = [];
    for (const { file } of await stage.catalogue.segments(TENANT)) {
      const bytes = await readFile(join(stage.folder, file));
      const { row_groups } = parquetMetadata(new Uint8Array(bytes).buffer);
      const times = row_groups.map(({ columns }) => columns[1]?.meta_data?.statistics);
      found.push(
        times.map((one) => ({ from: Number(one?.min_value), to: Number(one?.max_value) })),
      );
    }
    return found;
  }

  test('groups of rows follow one another hour by hour, so that others can be passed over', async () => {
    await add(stage.archive, [...realisticLines({ records: 24_000, days: 1 })].reverse());
    await stage.archive.compact(TENANT);

    const [day = []] = await groups();

    expect(day.length).toBeGreaterThan(1);
    const hour = (time: number) => Math.floor(time / 3_600_000);
    for (const [index, { from }] of day.entries())
      expect(hour(from)).toBeGreaterThanOrEqual(hour(day[index - 1]?.to ?? 0));
  }).timeout(180_000);

  test('the catalogue says of each segment what is in it', async () => {
    const at = (time: string) => crm(guidOf(Number(time.slice(-1))), { CreationTime: time });
    await add(stage.archive, [
      at('2026-08-03T23:59:59.9999991'),
      at('2026-08-03T00:00:02'),
      at('2026-08-03T00:00:00.0003'),
    ]);

    const [segment] = await stage.catalogue.segments(TENANT);

    expect(segment).toMatchObject({
      records: 3,
      from: '2026-08-03T00:00:00.000Z',
      to: '2026-08-04T00:00:00.000Z',
    });
  });

  test('records of one person stand side by side, in order of time', async () => {
    await add(stage.archive, [...realisticLines({ records: 500, days: 1 })].reverse());

    const people = (await rowsInPlace()).map(({ actor, at }) => ({ actor, at: Number(at) }));

    const inOrder = people.toSorted((a, b) =>
      a.actor === b.actor ? a.at - b.at : String(a.actor) < String(b.actor) ? -1 : 1,
    );
    expect(people.length).toBeGreaterThan(400);
    expect(people).toEqual(inOrder);
  });
});
