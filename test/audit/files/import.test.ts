import { expect } from 'expect';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveTrouble, type Archive, type Rejected } from '../../../src/audit/archive/archive.ts';
import type { Receipt } from '../../../src/audit/archive/catalogue.ts';
import { importFile, nameOf } from '../../../src/audit/files/import.ts';

// First and last event of a whole day: times of events are told in seconds.
const span = { from: '2026-08-03T00:00:00.000Z', to: '2026-08-03T23:59:59.001Z' };
const TENANT = '11111111-1111-4111-8111-111111111111';

/** Keeps ids by tenant; says the same of everything else. */
function smallArchive() {
  const kept = new Set<string>();
  const receipts: Receipt[] = [];
  const archive: Pick<Archive, 'add'> = {
    async add(tenant, incoming, receipt) {
      const rejected: Rejected[] = [];
      let [read, stored] = [0, 0];
      for await (const batch of incoming)
        for (const { line, text } of batch) {
          read += 1;
          const { Id: id } = JSON.parse(text) as { Id?: string };
          if (id === undefined) rejected.push({ line, reason: 'no Id' });
          else if (!kept.has(`${tenant}/${id}`)) stored += 1;
          kept.add(`${tenant}/${id}`);
        }
      const duplicates = read - stored - rejected.length;
      const spans = [{ ...span, contentType: 'Audit.General' as const, count: stored }];
      const added = { read, stored, duplicates, rejected, spans };
      receipts.push(receipt(added));
      return added;
    },
  };
  return { archive, receipts };
}

suite('Import of a file', () => {
  let folder = '';
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  const given = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  test('every line is stored, known already, or told with its reason', async () => {
    const { archive } = smallArchive();
    const file = await given('a.jsonl', '{"Id":"1"}\noops\n{"Id":"1"}\n{"x":2}\n{"Id":"2"}\n');

    const first = await importFile(archive, TENANT, file);
    const again = await importFile(archive, TENANT, file);

    expect(first).toEqual({
      ...{ file, fine: true, read: 5, stored: 2, duplicates: 1 },
      rejected: [
        { line: 2, reason: 'not JSON' },
        { line: 4, reason: 'no Id' },
      ],
    });
    expect(again).toMatchObject({ fine: true, read: 5, stored: 0, duplicates: 3 });
  });

  test('the archive learns what the file covers, and a hostile name does no harm', async () => {
    const { archive, receipts } = smallArchive();
    const file = await given('x\u001b[31m\u202ey.jsonl', '{"Id":"1"}');

    await importFile(archive, TENANT, file);

    expect(receipts).toEqual([
      {
        known: [
          {
            ...{ from: span.from, to: '2026-08-04T00:00:00.000Z' },
            ...{ contentType: 'Audit.General', state: 'imported' },
            why: 'imported from x?[31m?y.jsonl',
          },
        ],
      },
    ]);
    expect(nameOf(`/tmp/${'𝒳'.repeat(300)}`)).toBe(`${'𝒳'.repeat(100)}…`);
  });

  test('a file that is missing or holds no record is not fine; an empty one is', async () => {
    const { archive } = smallArchive();

    const missing = await importFile(archive, TENANT, join(folder, 'none'));
    const empty = await importFile(archive, TENANT, await given('empty', '\n'));
    const prose = await importFile(archive, TENANT, await given('prose', 'Dear all,\nhello'));

    expect(missing).toMatchObject({
      ...{ fine: false, read: 0 },
      rejected: [{ line: 0, reason: 'there is no such file' }],
    });
    expect(empty).toMatchObject({ fine: true, read: 0, rejected: [] });
    expect(prose).toMatchObject({ fine: false, read: 2, stored: 0 });
  });

  test('an archive that cannot store says so for the file', async () => {
    const archive: Pick<Archive, 'add'> = {
      add: () => Promise.reject(new ArchiveTrouble('The disk of the archive is full.')),
    };

    const imported = await importFile(archive, TENANT, await given('a', '{"Id":"1"}'));

    expect(imported).toMatchObject({
      ...{ fine: false, stored: 0 },
      rejected: [{ line: 0, reason: 'The disk of the archive is full.' }],
    });
  });

  test('a file full of rubbish is told in so many words and no more', async () => {
    const { archive } = smallArchive();
    const file = await given('a.jsonl', `{"Id":"1"}\n${'x\n'.repeat(100_050)}`);

    const { read, rejected } = await importFile(archive, TENANT, file);

    expect(read).toBe(100_051);
    expect(rejected).toHaveLength(100_001);
    expect(rejected.at(-1)).toEqual({
      line: 100_051,
      reason: '50 more up to this line, not listed',
    });
  });
});
