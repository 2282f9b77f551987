import Sqlite from 'better-sqlite3';
import { expect } from 'expect';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importOnce } from '../../src/compose/import-once.ts';
import { clockOf } from '../../src/compose/clock.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { journalOf } from '../../src/core/journal.ts';
import { openStore } from '../../src/store/open.ts';
import { FORMATS, packed, type Plain } from '../audit/files/formats.ts';

const SAMPLE = new URL('../audit/samples/crm-synthetic.jsonl', import.meta.url);
const clock = clockOf(() => new Date());

const configIn = (folder: string): Config => {
  const reading = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  return reading.config;
};

suite('Import of files', () => {
  let folder = '';
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-once-'));
  });
  teardown(() => rm(folder, { recursive: true, force: true }));

  const given = async (name: string, bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  test('each form of the same records stores them once and knows them after', async () => {
    const lines = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Plain);
    const files = await Promise.all(
      Object.values(FORMATS).map((write, index) =>
        given(`file-${index}`, index % 2 === 0 ? write(records) : packed(write(records))),
      ),
    );

    const imported = await importOnce(configIn(join(folder, 'data')), files);

    const ids = new Set(records.map(({ Id }) => Id)).size;
    expect(imported.map(({ read, rejected, fine }) => [read, rejected, fine])).toEqual(
      files.map(() => [records.length, [], true]),
    );
    expect(imported.map(({ stored }) => stored)).toEqual([ids, ...files.slice(1).map(() => 0)]);
  });

  test('what is stored is told, even when the import cannot be put on record', async () => {
    const config = configIn(join(folder, 'data'));
    const store = await openStore({ dataDir: config.dataDir }, clock);
    await store.close();
    const database = new Sqlite(join(config.dataDir, 'steward.db'));
    database.exec(`create trigger full before insert on ledger
      begin select raise(abort, 'database or disk is full'); end`);
    database.close();

    const [imported] = await importOnce(config, [SAMPLE.pathname]);

    expect(imported).toMatchObject({ read: 62, stored: 61, duplicates: 1, fine: false });
    expect(imported?.rejected).toEqual([
      { line: 0, reason: expect.stringContaining('could not be put on record') },
    ]);
  });

  test('lines that are no records are told; what was read is known, and on record', async () => {
    const [first = ''] = (await readFile(SAMPLE, 'utf8')).split('\n');
    const file = await given('bad <b>.jsonl', Buffer.from(`oops\n${first}\n{"Id":"x"}\n`));
    const config = configIn(join(folder, 'data'));

    const [imported] = await importOnce(config, [file, join(folder, 'none')]);

    expect(imported).toMatchObject({ read: 3, stored: 1, duplicates: 0, fine: true });
    expect(imported?.rejected.map(({ line }) => line)).toEqual([1, 3]);
    const store = await openStore({ dataDir: config.dataDir }, clock);
    const day = { from: '2026-08-03T00:00:00.000Z', to: '2026-08-04T00:00:00.000Z' };
    const known = await store.catalogue.known(config.tenantId, day);
    const today = new Date().toISOString().slice(0, 10);
    const notes = await journalOf(store.ledger, config.tenantId, clock).read(today);
    await store.close();
    expect(known).toMatchObject([{ state: 'imported', why: 'imported from bad <b>.jsonl' }]);
    expect(notes.map(({ what, details }) => [what, details])).toEqual([
      ['imported', { file: 'bad <b>.jsonl', read: 3, stored: 1, duplicates: 0, rejected: 2 }],
      ['imported', { file: 'none', read: 0, stored: 0, duplicates: 0, rejected: 1 }],
    ]);
  });

  test('while the bot holds the folder, nothing is imported and a sentence says why', async () => {
    const config = configIn(join(folder, 'data'));
    const bot = await openStore({ dataDir: config.dataDir }, clock);

    await expect(importOnce(config, ['any'])).rejects.toThrow(
      'Another process is using the data folder',
    );

    await bot.close();
  });
});
