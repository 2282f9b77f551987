import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import { openStore } from '../../src/store/open.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { startChild } from './child.ts';
import { newFolder, type Folder } from './folders.ts';

suite('A data folder belongs to one process:', () => {
  let folder: Folder;

  setup(async () => {
    folder = await newFolder();
  });
  teardown(() => folder.remove());

  test('a second process is refused and told what to do', async () => {
    const store = await openStore(folder, memoryClock());

    const second = startChild('open', folder);
    await second.ended();
    await store.close();
    const third = startChild('open', folder);
    await third.ended();

    expect(second.said.join()).toContain(
      `Another process is using the data folder ${folder.dataDir}`,
    );
    expect(second.said.join()).toContain('DATABASE_URL');
    expect(third.said).toEqual(['opened']);
  });

  test('a second opening in the same process is refused, and the first goes on', async () => {
    const store = await openStore(folder, memoryClock());

    await expect(openStore(folder, memoryClock())).rejects.toThrow('Another process');

    await expect(store.ping()).resolves.toBeUndefined();
    const second = startChild('open', folder);
    await second.ended();
    expect(second.said.join()).toContain('Another process');
    await store.close();
  });

  test('a killed process leaves no lock behind', async () => {
    const child = startChild('append', folder, 'run');
    await child.saysLines(1);
    await expect(openStore(folder, memoryClock())).rejects.toThrow('Another process');

    await child.kill();

    const store = await openStore(folder, memoryClock());
    expect((await store.ledger.read({ tenant: 't', run: 'run' })).length).toBeGreaterThan(1);
    await store.close();
  });

  test('work that a killed process was doing is free at once, and not held against it', async () => {
    const due = {
      tenant: 't',
      kind: 'k',
      key: 'a',
      due: '2026-11-21T12:00:00.000Z',
      payload: null,
    };
    const first = await openStore(folder, memoryClock());
    await first.due.schedule(due);
    await first.due.claim(due.due, 3_600_000, 1);
    await first.close();

    const second = await openStore(folder, memoryClock());

    expect(await second.due.claim(due.due, 3_600_000, 1)).toEqual([{ ...due, attempts: 1 }]);
    await second.close();
  });

  test('a folder that cannot be used leaves no lock behind either', async () => {
    await mkdir(join(folder.dataDir, 'steward.db'));

    await expect(openStore(folder, memoryClock())).rejects.toThrow();
    await expect(openStore(folder, memoryClock())).rejects.not.toThrow('Another process');
  });
});
