import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'expect';
import { openArchive } from '../../../src/audit/archive/open.ts';
import { silent } from '../../../src/store/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { newFolder, type Folder } from '../../store/folders.ts';
import { idsOf, ROUNDS } from './killed-rounds.ts';
import { allRows, ALWAYS, TENANT } from './stage.ts';

/** More of them: `KILLS=50 mocha …`. */
const KILLS = Number(process.env.KILLS ?? 5);

/** A writer that is killed some time after so many additions; what it had been told was stored. */
async function killedWriter(
  dataDir: string,
  additions: number,
  afterMs: number,
): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('killed-main.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line));
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  while (said.length <= additions && child.exitCode === null)
    await Promise.race([once(lines, 'line'), ended]);
  await sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  return said.slice(1);
}

/** What is in the folder, looked at by the next process; its sweep is over when it is closed. */
async function found(dataDir: string) {
  const clock = memoryClock();
  const store = await openStore({ dataDir }, clock);
  const { catalogue, withLock } = store;
  const folder = join(dataDir, 'archive');
  const archive = await openArchive({
    folder,
    memoryMb: 128,
    catalogue,
    withLock,
    clock,
    log: silent,
  });
  try {
    const ids = (await allRows(archive)).map(({ id }) => String(id));
    const counts = await catalogue.counts(TENANT, ALWAYS);
    const done = await catalogue.dealtWith(TENANT, 'Audit.General', ROUNDS);
    const segments = await catalogue.segments(TENANT);
    const dropped = await catalogue.dropped(TENANT, 0);
    return { ids, counts, done, known: [...segments, ...dropped].map(({ file }) => file) };
  } finally {
    await archive.close();
    await store.close();
  }
}

const filesIn = async (dataDir: string): Promise<readonly string[]> =>
  (await readdir(join(dataDir, 'archive'), { recursive: true })).filter(
    (name) => name.endsWith('.parquet') && !name.startsWith('.'),
  );

suite('An archive whose writer is killed', () => {
  let folder: Folder;
  setup(async () => {
    folder = await newFolder();
  });
  teardown(() => folder.remove());

  test('loses nothing that was told as stored, has nothing twice, and no additions by half', async () => {
    const told = new Set<string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Uneven on purpose: from the first moments of an addition to some additions later.
      const more = await killedWriter(folder.dataDir, kill % 5, (kill * 37) % 90);
      for (const round of more) told.add(round);

      const { ids, counts, done, known } = await found(folder.dataDir);

      expect([...told].filter((round) => !done.has(round))).toEqual([]);
      expect(ids).toEqual([...done].flatMap(idsOf).sort());
      expect(counts.reduce((sum, { stored }) => sum + stored, 0)).toBe(ids.length);
      expect([...(await filesIn(folder.dataDir))].sort()).toEqual([...known].sort());
    }
    expect(told.size).toBeGreaterThan(0);
  }).timeout(KILLS * 15_000);
});
