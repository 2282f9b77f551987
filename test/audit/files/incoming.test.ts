import { expect } from 'expect';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { incomingFrom } from '../../../src/audit/files/incoming.ts';
import { FileTrouble } from '../../../src/audit/files/trouble.ts';
import { FORMATS, inPieces, packed, portalCsv, read, type Plain } from './formats.ts';

const nasty = fc.string({ unit: 'binary', maxLength: 40 }).map((each) => each.toWellFormed());
const hostile = fc.constantFrom(
  '"},{"Id":"',
  '\\',
  '\\"',
  ']',
  '\r\n',
  'a,"b"',
  '\u2028',
  '𝒳',
  '{',
);
const value = fc.oneof(nasty, hostile, fc.integer(), fc.boolean(), fc.constant(null));
const recordOf = fc.record({
  CreationTime: fc.constant('2026-08-03T07:58:12'),
  Id: fc.uuid(),
  UserId: fc.oneof(nasty, hostile),
  Fields: fc.array(fc.record({ Name: nasty, Value: value }), { maxLength: 3 }),
  More: fc.dictionary(
    nasty.filter((name) => name !== '__proto__'),
    value,
    { maxKeys: 3 },
  ),
});

const some = (count: number): readonly Plain[] =>
  Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, Fields: [{ Name: 'a' }] }));

const idsIn = (texts: readonly { readonly text: string }[]): readonly unknown[] =>
  texts.map(({ text }) => (JSON.parse(text) as { Id: unknown }).Id);

const ids = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => `id-${n}`);

suite('Records in files', () => {
  for (const [name, write] of Object.entries(FORMATS)) {
    test(`${name}: what was written comes back, in pieces of any size, packed or not`, async () => {
      const records = fc.array(recordOf, { minLength: 1, maxLength: 6 });
      const size = fc.integer({ min: 1, max: 400 });

      await fc.assert(
        fc.asyncProperty(records, size, fc.boolean(), async (given, pieces, pack) => {
          const bytes = write(given);

          const found = await read(pack ? packed(bytes) : bytes, pieces);

          expect(found.rejected).toEqual([]);
          expect(found.records.map(({ text }) => JSON.parse(text))).toEqual(
            JSON.parse(JSON.stringify(given)),
          );
        }),
        { numRuns: 40 },
      );
    });
  }

  test('a bad line is told by number and reason and costs nothing else', async () => {
    const [first, second] = some(2).map((each) => JSON.stringify(each));
    const given = [first, '', 'oops', '{"Id":"cut', second, '{"AuditData":""}', 'null'];

    const { records, rejected } = await read(given.join('\n'));

    expect(records.map(({ line }) => line)).toEqual([1, 5]);
    expect(rejected).toEqual([
      { line: 3, reason: 'not JSON' },
      { line: 4, reason: 'not JSON' },
      { line: 6, reason: 'no AuditData' },
      { line: 7, reason: 'not an audit record' },
    ]);
  });

  test('a file that begins with a bad line is read all the same', async () => {
    const given = `2026-08-03 export began\n${JSON.stringify(some(1)[0])}\n`;

    const { records, rejected } = await read(given);

    expect(idsIn(records)).toEqual(['id-0']);
    expect(rejected).toEqual([{ line: 1, reason: 'not JSON' }]);
  });

  test('whatever a file begins with, its good lines are read', async () => {
    const good = JSON.stringify(some(1)[0]);
    const table = `RecordId,AuditData\r\nx,"{""Id"":""id-0""}"\r\n`;
    const begins = ['[2026-08-03] began\n', '{"Id":"cut\n', '\u0000\u0001\n', '7\n', '{"a":[1\n'];

    for (const begin of begins) {
      const { records, rejected } = await read(begin + good);

      expect([begin, idsIn(records)]).toEqual([begin, ['id-0']]);
      expect(rejected.map(({ line }) => line)).toEqual([1]);
    }
    const late = await read(`WARNING: slow\r\n${table}`);
    expect([idsIn(late.records), late.rejected]).toEqual([
      ['id-0'],
      [{ line: 1, reason: 'before the names of the columns' }],
    ]);
  });

  test('a record that has a list of values is no page', async () => {
    const record = { Id: 'id-0', value: [{ Id: 'no' }] };

    const { records } = await read(`${JSON.stringify(record)}\n{"Id":"id-1"}`);

    expect(idsIn(records)).toEqual(ids(0, 1));
  });

  test('a list may begin with what is no record', async () => {
    const { records, rejected } = await read('[null,[{"Id":"x"}],"a, ]",{"Id":"id-0"}]');

    expect(idsIn(records)).toEqual(['id-0']);
    expect(rejected).toEqual([
      { line: 1, reason: 'not an audit record' },
      { line: 2, reason: 'not an audit record' },
      { line: 3, reason: 'not an audit record' },
    ]);
  });

  test('a line without end is rejected by its number and not kept', async () => {
    const long = Buffer.alloc(33 * 1024 * 1024, 'x');
    const [first, second] = some(2).map((each) => JSON.stringify(each));
    const given = Buffer.concat([Buffer.from(`${first}\n{"`), long, Buffer.from(`"}\n${second}`)]);

    const { records, rejected } = await read(given, 1024 * 1024);

    expect(idsIn(records)).toEqual(ids(0, 1));
    expect(rejected).toEqual([{ line: 2, reason: 'longer than 32 MB' }]);
  });

  test('the record of an overlong list member is rejected, those beside it are not', async () => {
    const [first, second] = some(2).map((each) => JSON.stringify(each));
    const long = `{"Id":"${'x'.repeat(33 * 1024 * 1024)}"}`;

    const { records, rejected } = await read(`[${first},${long},${second}]`, 1024 * 1024);

    expect(idsIn(records)).toEqual(ids(0, 1));
    expect(rejected).toEqual([{ line: 2, reason: 'longer than 32 MB' }]);
  });

  test('a record wrapped by Graph or PowerShell keeps its own text where it was text', async () => {
    const exact = '{"Id":"x",  "Size":12345678901234567890}';

    const { records } = await read(JSON.stringify([{ AuditData: exact }]));

    expect(records).toEqual([{ line: 1, text: exact }]);
  });

  test('half a sign in a record does not cost the record', async () => {
    const half = '{"CreationTime":"x","Agent":"\\ud800"}';
    const csv = `AuditData\n"${half.replaceAll('"', '""')}"`;

    for (const given of [half, `[${half}]`, csv, JSON.stringify({ AuditData: half })]) {
      const { records } = await read(given);

      expect(records.map(({ text }) => text)).toEqual(['{"CreationTime":"x","Agent":"\\ufffd"}']);
    }
  });

  test('nesting without end is one bad line', async () => {
    const deep = `{"auditData":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;

    const { records, rejected } = await read(`${deep}\n{"Id":"id-0"}`, 65_536);

    expect(idsIn(records)).toEqual(['id-0']);
    expect(rejected).toEqual([{ line: 1, reason: 'not JSON' }]);
  });

  test('an empty file holds nothing, and that is no fault', async () => {
    for (const empty of ['', ' \n\n', '\uFEFF', '[]', gzipSync('')])
      expect(await read(empty)).toEqual({ records: [], rejected: [] });
  });
});

suite('Records in tables', () => {
  const head = 'RecordId,UserId,AuditData\r\n';
  const rowOf = (id: string): string => `x,y,"{""Id"":""${id}""}"\r\n`;

  test('a row is known by its first line, whatever stands in its cells', async () => {
    const given = `${head}${rowOf('id-0')}"a\r\nb","","{\n""Id"":\n""id-1""}"\r\n${rowOf('id-2')}`;

    const { records, rejected } = await read(given);

    expect(records.map(({ line }) => line)).toEqual([2, 3, 7]);
    expect(idsIn(records)).toEqual(ids(0, 1, 2));
    expect(rejected).toEqual([]);
  });

  test('rows without a record are told, with the reason', async () => {
    const given = `${head}x,y,\r\nx\r\nx,y,{cut\r\n${rowOf('id-0')}"x"z,y,"{}"\r\n`;

    const { records, rejected } = await read(given);

    expect(idsIn(records)).toEqual(['id-0']);
    expect(rejected).toEqual([
      { line: 2, reason: 'no AuditData' },
      { line: 3, reason: 'no AuditData' },
      { line: 4, reason: 'not JSON' },
      { line: 6, reason: 'not CSV: a quote where none may stand' },
    ]);
  });

  test('a quote that is never closed costs its own row only', async () => {
    const open = 'x,y,"{""Id"":""lost""}\r\n';

    const { records, rejected } = await read(
      `${head}${rowOf('id-0')}${open}${rowOf('id-1')}${open}`,
    );

    expect(idsIn(records)).toEqual(ids(0, 1));
    expect(rejected).toEqual([
      { line: 3, reason: 'not CSV: a quote is never closed' },
      { line: 5, reason: 'not CSV: a quote is never closed' },
    ]);
  });

  test('tables after each other are one table', async () => {
    const bytes = portalCsv(some(2));

    const { records, rejected } = await read(bytes.slice(1) + bytes.slice(1));

    expect(idsIn(records)).toEqual(ids(0, 1, 0, 1));
    expect(rejected).toEqual([]);
  });
});

suite('Records in lists', () => {
  test('a broken record of a list in one line costs no other where its end is certain', async () => {
    const given = '[{"Id":"id-0"},{"Id":tru},{"Id":"a","F":[],{"Id":"id-1"},7,{"Id":"id-2"}]';

    const { records, rejected } = await read(given);

    expect(records.map(({ text }) => text)).toEqual([
      '{"Id":"id-0"}',
      '{"Id":tru}',
      '{"Id":"id-1"}',
      '{"Id":"id-2"}',
    ]);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 4, 6]);
    expect(rejected).toEqual([
      { line: 3, reason: 'not JSON' },
      { line: 5, reason: 'not an audit record' },
    ]);
  });

  test('where nobody can tell what is inside quotes, the rest is given up and said so', async () => {
    const given = '[{"Id":"id-0"},{"Id":["x"},{"Id":"id-1"}]';

    const { records, rejected } = await read(given);

    expect(idsIn(records)).toEqual(['id-0']);
    expect(rejected).toEqual([
      { line: 2, reason: 'not JSON; the rest of the file, from byte 25, cannot be read' },
    ]);
  });

  test('a record cut in the middle of a text costs no other where records begin lines', async () => {
    const given =
      '[\n {"Id":"id-0"},\n {"Id":"a","b":{"c\n {"Id":"id-1"},\n {"Id":["x"},\n {"Id":"id-2"}\n]';

    const { records, rejected } = await read(given);

    expect(idsIn(records)).toEqual(ids(0, 1, 2));
    expect(records.map(({ line }) => line)).toEqual([2, 4, 6]);
    expect(rejected).toEqual([
      { line: 3, reason: 'not JSON' },
      { line: 5, reason: 'not JSON' },
    ]);
  });

  test('a list that was cut off is read as far as it goes', async () => {
    const whole = JSON.stringify(some(3), null, 2);

    const cut = await read(whole.slice(0, -20));
    const between = await read(whole.slice(0, whole.lastIndexOf('},\n') + 2));

    expect(idsIn(cut.records)).toEqual(ids(0, 1));
    expect(cut.rejected).toEqual([{ line: 18, reason: 'the file ends within this record' }]);
    expect(idsIn(between.records)).toEqual(ids(0, 1));
    expect(between.rejected).toEqual([{ line: 17, reason: 'the file ends before its list does' }]);
  });

  test('a page without records says so', async () => {
    const page = JSON.stringify({ '@odata.count': 1, value: some(1) });

    const { records, rejected } = await read(`${page}\n{"error":{"code":"x"}}\n${page}`);

    expect(idsIn(records)).toEqual(ids(0, 0));
    expect(rejected).toEqual([{ line: 2, reason: 'no list of records' }]);
  });
});

suite('Files that are no good', () => {
  const lines = some(50).map((each) => JSON.stringify(each));

  test('packed data that ends early is reported after what could be read', async () => {
    const bytes = gzipSync(lines.join('\n'), { level: 0 });

    const middle = await read(bytes.subarray(0, 600), 100);
    const end = await read(bytes.subarray(0, -8), 100);

    expect(middle.records.length).toBeGreaterThan(10);
    expect(middle.rejected).toEqual([
      { line: middle.records.length + 1, reason: 'the gzip data ends early' },
    ]);
    expect(end.records).toHaveLength(50);
    expect(end.rejected).toEqual([{ line: 50, reason: 'the gzip data ends early' }]);
  });

  test('damaged packed data is reported after what could be read', async () => {
    const bytes = gzipSync(lines.join('\n'), { level: 0 });
    bytes.writeUInt8((bytes.at(-6) ?? 0) ^ 0xff, bytes.length - 6); // its checksum

    const { records, rejected } = await read(bytes, 100);

    expect(records.length).toBeGreaterThan(40);
    expect(rejected).toEqual([
      { line: records.length + 1, reason: 'the gzip data is damaged from here on' },
    ]);
  });

  test('a file that is something else is refused with a sentence', async () => {
    const table = 'RecordId,CreationDate,UserId\r\n1,2,3\r\n';

    await expect(read('PK\u0003\u0004xx')).rejects.toThrow('this is a zip archive');
    await expect(read(Buffer.from([1, 2, 3, 0, 0, 0, 0, 9, 9]))).rejects.toThrow(FileTrouble);
    await expect(read(table)).rejects.toThrow('this table has no column AuditData');
    await expect(read(Buffer.from([0x1f, 0x8b, 1, 1, 1]))).rejects.toThrow('gzip');
  });

  test('a path may lead to nothing, or to a folder', async () => {
    const read = async (path: string) => {
      for await (const _ of incomingFrom(path, () => undefined));
    };

    await expect(read('/nowhere/at/all')).rejects.toThrow('there is no such file');
    await expect(read(tmpdir())).rejects.toThrow('this is a folder');
  });

  test('whatever bytes come, each line is read or told, and nothing hangs', async () => {
    const start = fc.constantFrom('', '[', '{"value":[', 'AuditData\n', '\u001f\u008b', '{\n');
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      '\n',
      '"Id":1',
      ' ',
      '{"a":1}',
    );

    await fc.assert(
      fc.asyncProperty(start, fc.array(token, { maxLength: 60 }), async (first, tokens) => {
        const found = await read(Buffer.from(first + tokens.join(''), 'latin1'), 3).catch(
          (error: unknown) => {
            expect(error).toBeInstanceOf(FileTrouble);
            return { records: [], rejected: [] };
          },
        );

        for (const { line } of [...found.records, ...found.rejected])
          expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('who stops reading closes the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'files-'));
    const path = join(folder, 'x.gz');
    await writeFile(path, gzipSync(lines.join('\n').repeat(20)));

    for await (const batch of incomingFrom(path, () => undefined)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }

    await rm(folder, { recursive: true });
  });

  test('a small file that unpacks to much is read in small batches', async () => {
    const bomb = gzipSync(Buffer.alloc(9 * 1024 * 1024, '{"Id":1}\n'));
    let [most, all] = [0, 0];

    for await (const batch of incomingFrom(inPieces(bomb, 65_536), () => undefined)) {
      most = Math.max(most, batch.length);
      all += batch.length;
    }

    expect(all).toBe(1024 * 1024);
    expect(most).toBeLessThan(50_000);
  });
});
