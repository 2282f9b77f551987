import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { compliance } from '../../src/cli/compliance.ts';
import { readConfig } from '../../src/config.ts';
import { HOUR } from '../../src/core/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { ada } from '../fakes/fake-directory.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

suite('cli -- compliance', function () {
  this.timeout(180_000);
  const before = process.env['DATA_DIR'];
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compliance-cli-'));
    process.env['DATA_DIR'] = folder;
  });
  teardown(async () => {
    if (before === undefined) delete process.env['DATA_DIR'];
    else process.env['DATA_DIR'] = before;
    await rm(folder, { recursive: true });
  });

  /** A store in which a request was made on 21 November, late in the evening. */
  async function withRequest() {
    const reading = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    const clock = memoryClock();
    clock.advance(11 * HOUR);
    const store = await openStore({ dataDir: folder }, clock);
    await store.ledger.append({ tenant: reading.config.tenantId, run: '7K2QF9' }, 0, [
      {
        ...{ kind: 'started', walkthrough: 'lamps', title: 'Light a lamp', answers: {} },
        ...{ subject: 'lamp/north', requester: ada, steps: [] },
      },
      {
        ...{ kind: 'requested', ask: 1, step: 'lamp-lit', digest: 'd'.repeat(64), changes: [] },
        ...{ quorum: 1, policy: 'p'.repeat(64), expiresAt: '2026-11-30T12:00:00.000Z' },
      },
    ]);
    await store.close();
  }

  async function says(...args: string[]) {
    const [lines, faults]: [string[], string[]] = [[], []];
    const code = await compliance({
      ...{ args, json: true },
      print: (line) => void lines.push(line),
      complain: (line) => void faults.push(line),
    });
    return { code, faults, report: JSON.parse(lines.join('') || '{}') as Report };
  }
  const out = () => join(folder, 'report.html');

  test('counts both days that are named, as evidence does', async () => {
    await withRequest();

    const named = await says('--from', '2026-11-20', '--to', '2026-11-21', '--out', out());
    const before = await says('--from', '2026-11-19', '--to', '2026-11-20', '--out', out());
    const one = await says('--from', '2026-11-21', '--to', '2026-11-21', '--out', out());

    const requests = [named, before, one].map(({ report }) => report.approvals.requests);
    expect(requests).toEqual([1, 0, 1]);
    expect(await readFile(out(), 'utf8')).toContain(
      'From 2026-11-21 to 2026-11-21, both included (days in UTC).',
    );
    expect((await stat(out())).mode & 0o777).toBe(0o600);
  });

  test('who says it wrong is told how to say it', async () => {
    for (const args of [
      [],
      ['--from', '2026-10-01'],
      ['--from', '2026-10-31', '--to', '2026-10-01'],
      ['--from', '2026-02-30', '--to', '2026-03-01'],
      ['--from', '2026-10-01', '--to', '2026-10-31', 'more'],
    ])
      expect(await says(...args)).toMatchObject({
        code: 2,
        faults: [expect.stringContaining('both counted')],
      });
  });
});

interface Report {
  readonly approvals: { readonly requests: number };
}
