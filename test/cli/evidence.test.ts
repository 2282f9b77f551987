import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'expect';
import { evidence } from '../../src/cli/evidence.ts';
import { clockOf } from '../../src/compose/clock.ts';
import { evidenceOf } from '../../src/compose/evidence.ts';
import { gatewaysOf } from '../../src/compose/gateways.ts';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/open.ts';
import { memoryLog } from '../../src/teams/log.ts';
import { textsIn, verdictOn } from '../fakes/evidence-stage.ts';
import { ada } from '../fakes/fake-directory.ts';

const RUN = '7K2QF9';
const OTHER = 'B4WXYZ';

suite('cli -- evidence', function () {
  this.timeout(180_000);
  const before = process.env['DATA_DIR'];
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-cli-'));
    process.env['DATA_DIR'] = folder;
  });
  teardown(async () => {
    if (before === undefined) delete process.env['DATA_DIR'];
    else process.env['DATA_DIR'] = before;
    await rm(folder, { recursive: true });
  });

  const clock = clockOf(() => new Date());
  const configured = () => {
    const reading = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    return reading.config;
  };

  /** A store with runs that began and were cancelled at once. */
  async function withRuns(...runs: readonly string[]) {
    const { tenantId: tenant } = configured();
    const store = await openStore({ dataDir: folder }, clock);
    for (const run of runs)
      await store.ledger.append({ tenant, run }, 0, [
        {
          ...{ kind: 'started', walkthrough: 'lamps', title: 'Light a lamp', answers: {} },
          ...{ subject: 'lamp/north', requester: ada, steps: [] },
        },
        { kind: 'cancelled', by: ada },
      ]);
    return store;
  }

  async function says(...args: string[]) {
    const [lines, faults]: [string[], string[]] = [[], []];
    const code = await evidence({
      ...{ args, json: false },
      print: (line) => void lines.push(line),
      complain: (line) => void faults.push(line),
    });
    return { code, said: lines.join('\n'), faults: faults.join('\n') };
  }
  const out = () => join(folder, 'pack.zip');

  /** As somebody does who can write to the database but is not the bot. */
  function tampers(sql: string): void {
    const database = new Sqlite(join(folder, 'steward.db'));
    database.exec(sql);
    database.close();
  }

  test('a run without the bot: a file for its user alone, and the verifier finds no fault', async () => {
    await (await withRuns(RUN)).close();

    const { code, said } = await says(RUN.toLowerCase(), '--out', out());

    expect(code).toBe(0);
    expect(said).toMatch(/2 entries of 1 runs.*personal data.*cli -- verify/);
    expect(verdictOn(await readFile(out())).faults).toEqual([]);
  });

  test('some days, both counted', async () => {
    await (await withRuns(RUN, OTHER)).close();
    const today = new Date().toISOString().slice(0, 10);

    const { code } = await says('--from', today, '--to', today, '--out', out());

    expect(code).toBe(0);
    const { 'entries.ndjson': entries } = textsIn(await readFile(out()));
    for (const run of [RUN, OTHER]) expect(entries).toContain(run);
  });

  test('a run that there is not is named, and nothing is written', async () => {
    await (await withRuns(RUN)).close();

    const { code, faults } = await says('222222', '--out', out());

    expect(code).toBe(1);
    expect(faults).toContain('no run 222222');
    await expect(readFile(out())).rejects.toThrow('ENOENT');
  });

  test('who says it wrong is told how to say it', async () => {
    for (const args of [
      [],
      [RUN],
      ['--out', out()],
      [RUN, OTHER, '--out', out()],
      [RUN, '--from', '2026-10-01', '--to', '2026-10-31', '--out', out()],
      ['--from', '2026-10-31', '--to', '2026-10-01', '--out', out()],
      ['--from', '2026-02-30', '--to', '2026-03-01', '--out', out()],
      ['no-run', '--out', out()],
    ])
      expect(await says(...args)).toMatchObject({ code: 2, said: '' });
  });

  test('beside a bot that has the folder, once it has sealed what waits', async () => {
    const store = await withRuns(RUN);
    const config = configured();
    const log = memoryLog();
    const { signers } = gatewaysOf(config, { agent: undefined, clock }, log);
    const { sealNow } = evidenceOf(config, { log, clock, store, signers });

    const asked = says(RUN, '--out', out());
    await clock.sleep(600);
    await sealNow();
    const { code } = await asked;
    await store.close();

    expect(code).toBe(0);
    expect(verdictOn(await readFile(out())).faults).toEqual([]);
  });

  test('what was changed outside is named, with its entry, with the bot or without it', async () => {
    const store = await withRuns(RUN);
    tampers(SPOIL);
    const began = performance.now();

    const beside = await says(RUN, '--out', out());
    const took = performance.now() - began;
    await store.close();
    const alone = await says(RUN, '--out', out());

    for (const { code, faults } of [beside, alone]) {
      expect(code).toBe(1);
      expect(faults).toMatch(/run 7K2QF9 was changed outside the bot: entry 2/);
    }
    expect(took).toBeLessThan(15_000);
  });
});

const SPOIL = `DROP TRIGGER ledger_no_update; UPDATE ledger SET entry = replace(entry, 'cancelled', 'canceled!') WHERE run = '${RUN}' AND seq = 2;`;
