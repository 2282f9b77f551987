import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { openStore } from '../../src/store/open.ts';

const clock = { now: () => new Date('2026-11-21T12:00:00Z'), sleep: () => Promise.resolve() };

suite('A data folder in trouble', () => {
  let folder = '';
  setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'steward-trouble-'));
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, spoil] of [
    ['is no database any more', (bytes: Buffer) => bytes.fill('A', 0, 4096)],
    ['has lost its pages', (bytes: Buffer) => bytes.fill(0x5a, 100)],
  ] as const)
    test(`whose database ${what} is told with what to do, and left as it is`, async () => {
      const file = join(folder, 'steward.db');
      const store = await openStore({ dataDir: folder }, clock);
      await store.close();
      const spoilt = spoil(readFileSync(file));
      writeFileSync(file, spoilt);

      const opening = openStore({ dataDir: folder }, clock);

      await expect(opening).rejects.toThrow(/is damaged .* Restore the folder from a backup/);
      expect(readFileSync(file).equals(spoilt)).toBe(true);
    });

  test('that is a file is told with the setting to check', async () => {
    const file = join(folder, 'data');
    writeFileSync(file, 'no folder');

    const opening = openStore({ dataDir: file }, clock);

    await expect(opening).rejects.toThrow(/cannot be written to. Check DATA_DIR/);
  });
});
