import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import { parquetReadObjects } from 'hyparquet';
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
  async function rowsElsewhere(): Promise<readonly Raw[]> {
    const rows: Raw[] = [];
    for (const { file } of await stage.catalogue.segments(TENANT)) {
      const bytes = await readFile(join(stage.folder, file));
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      rows.push(...(await parquetReadObjects({ file: buffer as ArrayBuffer, compressors })));
    }
    return rows.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }

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
  }).timeout(60_000);

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

  test('rows of a segment stand in order of time, so that groups of rows can be passed over', async () => {
    await add(stage.archive, [...realisticLines({ records: 500, days: 1 })].reverse());

    const times = [];
    for (const { file } of await stage.catalogue.segments(TENANT)) {
      const bytes = await readFile(join(stage.folder, file));
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const rows = await parquetReadObjects({
        file: buffer as ArrayBuffer,
        compressors,
        columns: ['at'],
      });
      times.push(...rows.map(({ at }) => (at as Date).getTime()));
    }

    expect(times.length).toBeGreaterThan(400);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
