import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { auditFindings, type AuditParts } from '../../src/cli/doctor/audit.ts';
import { readConfig } from '../../src/config.ts';
import { GatewayError } from '../../src/core/errors.ts';

const BOT = 'cccccccc-0000-4000-8000-000000000001';

suite('doctor and questions about audit activity', () => {
  let folder = '';

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-audit-'));
  });
  teardown(() => rm(folder, { recursive: true, force: true }));

  const look = async (
    about: RegExp,
    env: Record<string, string> = {},
    more: Partial<AuditParts> = {},
  ) => {
    const reading = readConfig({ DATA_DIR: folder, ...env });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    const findings = await auditFindings({
      config: reading.config,
      content: { subscriptions: async () => [] },
      tables: undefined,
      grantee: { application: BOT, graph: 'graph.microsoft.us' },
      ...{ tenantId: reading.config.tenantId, now: new Date('2026-11-21T10:00:00Z') },
      ...more,
    });
    const [finding, ...others] = findings.filter((each) => about.test(each.about));
    expect(others).toEqual([]);
    return finding;
  };

  test('makes the folder of the archive, for the bot’s account alone', async () => {
    const archive = join(folder, 'lake', 'audit');

    const finding = await look(/audit archive/, { ARCHIVE_DIR: archive });

    expect(finding).toMatchObject({ ok: true, says: `${archive} can be written to` });
    expect((await stat(archive)).mode & 0o777).toBe(0o700);
  });

  test('says how a folder is made where a file is in its way', async () => {
    const archive = join(folder, 'file');
    await writeFile(archive, '');

    const finding = await look(/audit archive/, { ARCHIVE_DIR: join(archive, 'audit') });

    expect(finding).toMatchObject({ ok: false, says: expect.stringContaining('mkdir -p -m 700') });
  });

  test('says who may write to a folder that the bot may not write to', async function () {
    // Nothing is closed to the superuser.
    if (process.getuid?.() === 0) this.skip();
    await chmod(folder, 0o500);

    const finding = await look(/audit archive/, { ARCHIVE_DIR: folder });

    expect(finding).toMatchObject({ ok: false, says: expect.stringContaining('chown') });
  });

  test('names each fault of a file of definitions', async () => {
    const path = join(folder, 'definitions.json');
    await writeFile(path, '{"reports": 3}');

    const own = await look(/definitions/, { AUDIT_DEFINITIONS: path });
    const builtIn = await look(/definitions/);

    expect(own).toMatchObject({ ok: false, says: expect.stringMatching(/faults: .*reports/s) });
    expect(builtIn).toMatchObject({ ok: true, says: expect.stringMatching(/^built in: \d\d/) });
  });

  test('lists the content types that are archived, and those that are not', async () => {
    const content: AuditParts['content'] = {
      subscriptions: async () => [
        { contentType: 'Audit.General', enabled: true },
        { contentType: 'Audit.Exchange', enabled: false },
      ],
    };

    const some = await look(/content types/, {}, { content });
    const none = await look(/content types/);

    expect(some?.says).toMatch(/^Audit\.General; not archived: .*Audit\.Exchange/);
    expect(none?.says).toContain('set up audit archive');
  });

  test('says which tables of the workspace hold records, and whether any does', async () => {
    const row = {
      ...{ Table: 'DataverseActivity', Foreign: 0, Lag: 60_000 },
      ...{ First: '2026-11-01T00:00:00Z', Newest: '2026-11-21T09:00:00Z' },
    };

    const full = await look(/audit tables/, {}, { tables: { ask: async () => ({ rows: [row] }) } });
    const empty = await look(/audit tables/, {}, { tables: { ask: async () => ({ rows: [] }) } });

    expect(full).toMatchObject({ ok: true, says: 'can be read: DataverseActivity' });
    expect(empty?.says).toContain('holds no audit records');
  });

  test('names the command where the feed or the workspace refuses', async () => {
    const no = () =>
      Promise.reject(new GatewayError('No. To grant it: az x', { status: 403, transient: false }));

    const feed = await look(/content types/, {}, { content: { subscriptions: no } });
    const workspace = await look(/audit tables/, {}, { tables: { ask: no } });
    const unused = await look(/audit tables/);

    expect(feed).toMatchObject({ ok: false, says: expect.stringContaining('az rest') });
    expect(workspace).toMatchObject({ ok: false, says: 'No. To grant it: az x' });
    expect(unused).toMatchObject({ ok: true });
  });
});
