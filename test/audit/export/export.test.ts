import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { expect } from 'expect';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { exportOf, type Exported } from '../../../src/audit/export/export.ts';
import { packOf } from '../../../src/audit/export/pack.ts';
import { read } from '../files/formats.ts';
import { answerOf, BOB, pagesOf, recordOf, type Raw } from './answers.ts';

const AT = new Date('2026-08-05T09:00:00.000Z');

async function exported(records: readonly Raw[], more: Partial<Exported> = {}) {
  const answer = answerOf();
  const files = await exportOf({ answer, pages: pagesOf(records), at: AT, ...more });
  const text = (name: string): string =>
    files.find((file) => file.name === name)?.bytes.toString('utf8') ?? '';
  return { files, text };
}

const tableIn = (csv: string): readonly Readonly<Record<string, string>>[] =>
  parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' });

interface Manifest {
  readonly files: readonly { name: string; sha256: string; bytes: number; rows?: number }[];
  readonly [name: string]: unknown;
}

const some = (count: number): readonly Raw[] =>
  Array.from({ length: count }, (_, index) => recordOf({ id: `id-${index}` }));

suite('Exports', () => {
  test('the manifest vouches for every other file, and says what they answer', async () => {
    const { files, text } = await exported(some(7));

    const manifest = JSON.parse(text('manifest.json')) as Manifest;
    const others = files.filter(({ name }) => name !== 'manifest.json');
    expect(manifest.files).toEqual(
      others.map(({ name, type, bytes }) => ({
        ...{ name, type, bytes: bytes.length },
        ...(name.startsWith('records') ? { rows: 7 } : {}),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    );
    expect(manifest).toMatchObject({
      ...{ madeAt: AT.toISOString(), masked: false, records: 7, remarks: [], source: 'archive' },
      canonical: expect.stringContaining(BOB),
      coverage: { completePercent: 87.5 },
    });
  });

  test('the table and the lines hold the same records, in order', async () => {
    const { text } = await exported(some(7));

    const lines = text('records.jsonl').trimEnd().split('\n');
    const fromLines = lines.map((line) => JSON.parse(line) as Raw);
    expect(fromLines.map(({ id }) => id)).toEqual(some(7).map(({ id }) => id));
    expect(tableIn(text('records.csv')).map((row) => [row.id, row.at, row.actor])).toEqual(
      fromLines.map(({ id, at, actor }) => [id, at, actor]),
    );
    expect(text('records.csv').startsWith('\uFEFF"at","id","type"')).toBe(true);
  });

  test('exported lines can be brought back as they came', async () => {
    const raw = '{"CreationTime":"2026-08-03T10:00:00",\n"Id":"x", "Text":"a\\nb"}';

    const { text } = await exported([recordOf({ raw }), recordOf({ raw: 'not JSON' })]);
    const back = await read(text('records.jsonl'));

    expect(back.records.map(({ text: each }) => JSON.parse(each))).toEqual([JSON.parse(raw)]);
    expect(back.rejected).toEqual([{ line: 2, reason: 'not JSON' }]);
  });

  test('what is too much is left out and said in every file', async () => {
    const { text } = await exported(some(7), { most: { records: 5, bytes: 1e9 } });

    const says = 'Cut off: only the newest 5 of 7 records are in the export.';
    for (const name of ['records.csv', 'records.jsonl', 'report.html', 'answer.json'])
      expect(text(name)).toContain(says);
    expect(JSON.parse(text('manifest.json'))).toMatchObject({ records: 5, remarks: [says] });
    expect(tableIn(text('records.csv'))).toHaveLength(6);
  });

  test('exactly as much as fits is not cut off, and many bytes are too much as well', async () => {
    const exact = await exported(some(5), { most: { records: 5, bytes: 1e9 } });
    const large = await exported(some(7), { most: { records: 9, bytes: 2000 } });

    expect(exact.text('records.csv')).not.toContain('Cut off');
    expect(JSON.parse(large.text('manifest.json'))).toMatchObject({
      remarks: [expect.stringContaining('Cut off')],
    });
  });

  test('one zip holds all of it', async () => {
    const { files } = await exported(some(2));

    const pack = await packOf(files, AT);

    expect(pack.name).toBe('audit-export-2026-08-05.zip');
    const inside = unzipSync(pack.bytes);
    expect(Object.keys(inside)).toEqual(files.map(({ name }) => name));
    expect(strFromU8(inside['answer.json'] ?? new Uint8Array())).toContain('"total": 6');
  });

  test('masked, no file names a person, an address or a record', async () => {
    const record = recordOf({ record: '0a0a0a0a-0000-4000-8000-00000000beef' });
    const secrets = ['bob.ruiz', 'Bob.Ruiz', '113.57', 'nightly', '00000000beef'];

    const { files, text } = await exported([record], { masked: true });

    for (const { name, bytes } of files)
      expect([name, secrets.filter((each) => bytes.toString('utf8').includes(each))]).toEqual([
        name,
        [],
      ]);
    const [row] = tableIn(text('records.csv'));
    expect(row).toMatchObject({ address: '203.0.113.0/24' });
    expect(row?.actor).toMatch(/^b•••@contoso\.com \(/);
    expect(text('records.jsonl')).not.toContain('auditData');
    expect(text('report.html')).toContain(row?.actor);
  });
});

suite('Cells of tables', () => {
  const cellOf = async (agent: string): Promise<string> => {
    const { text } = await exported([recordOf({ agent })]);
    return tableIn(text('records.csv'))[0]?.agent ?? '';
  };

  test('a formula is text, however it begins', async () => {
    const signs = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '﹦', '−'];
    const before = [
      '',
      ' ',
      '"',
      "'",
      ' "',
      '\u0000',
      '\u200b',
      '\ufeff',
      '\u00a0',
      '\n',
      '\u001b',
    ];

    for (const begins of before)
      for (const sign of signs) {
        const cell = await cellOf(`${begins}${sign}cmd|' /C calc'!A0`);

        expect([begins, sign, cell[0]]).toEqual([begins, sign, "'"]);
        expect(cell).toMatch(/cmd\|' \/C calc'!A0$/);
      }
    expect(await cellOf(`${' '.repeat(5000)}=1`)).toMatch(/^' +=1$/);
  });

  test('what is no formula stays as it is', async () => {
    for (const plain of ['a=1', '1-2', 'Mozilla/5.0 (x; +http://x)', '"quoted", and; more', ''])
      expect(await cellOf(plain)).toBe(plain);
  });

  test('a cell is one line without unseen signs, and says when it is cut', async () => {
    expect(await cellOf('a\r\nb\u0007\u202ec')).toBe('a bc');

    const cut = await cellOf('x'.repeat(1_000_000));
    expect(cut).toHaveLength(32_767);
    expect(cut).toMatch(/x \[cut: 1000000 characters\]$/);
  });

  test('whatever the records hold, the table has its columns and no cell acts', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('=1', '"\r\n=1', '",=1,"', '\u0000@x', '＝1', ',,,', '"'),
    );
    const record = fc.record({ agent: hostile, message: hostile, actor: hostile, table: hostile });

    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (given) => {
        const { text } = await exported(given.map((each) => recordOf(each)));

        const rows: string[][] = parse(text('records.csv'), { bom: true });
        expect(rows).toHaveLength(given.length + 1);
        for (const row of rows) {
          expect(row).toHaveLength(16);
          for (const cell of row) expect(cell).not.toMatch(/^[\s\p{C}"]*[=+\-@\t\r＝]/u);
        }
      }),
      { numRuns: 60 },
    );
  });
});
