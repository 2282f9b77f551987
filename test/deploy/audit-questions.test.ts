import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';

const SCRIPT = new URL('../../deploy/audit-questions.sh', import.meta.url).pathname;
const APP = 'cccccccc-0000-4000-8000-000000000001';
const WORKSPACE =
  '/subscriptions/x/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/contoso';

/** An az that keeps what it was told, and remembers what it granted. */
const AZ = String.raw`#!/usr/bin/env bash
folder=$(dirname "$0")
printf '%s\n' "$*" >>"$folder/calls"
case "$*" in
  *"rest --method POST"* | *"role assignment create"*) printf '%s\n' "$*" >>"$folder/granted" ;;
  "cloud show"*) ;;
  "ad sp show"*c5393580*) if [ -e "$folder/no-feed" ]; then exit 3; fi; printf 'object-of-%s\n' "$5" ;;
  "ad sp show"*) printf 'object-of-%s\n' "$5" ;;
  *appRoleAssignments*)
    role=$(sed -n "s/.*appRoleId=='\([^']*\)'.*/\1/p" <<<"$*")
    if grep -q "appRoleId\":\"$role\"" "$folder/granted" 2>/dev/null; then echo held; fi ;;
  *"select=appRoles"*) sed -n "s/.*value=='\([^']*\)'.*/id-of-\1/p" <<<"$*" ;;
  *"role assignment list"*) if grep -q "role assignment create" "$folder/granted" 2>/dev/null; then echo held; fi ;;
esac
`;

suite('deploy/audit-questions.sh', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deploy-'));
    await writeFile(join(folder, 'az'), AZ);
    await chmod(join(folder, 'az'), 0o755);
  });
  teardown(() => rm(folder, { recursive: true }));

  const run = (...args: readonly string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const env = { PATH: `${folder}:${process.env['PATH']}` };
      execFile('bash', [SCRIPT, ...args], { env }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  const granted = async () => {
    const text = await readFile(join(folder, 'granted'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((call) => /id-of-([\w.-]+)|--role (Log Analytics Reader)/.exec(call)?.slice(1).join(''));
  };

  test('grants the least that questions about Dynamics need', async () => {
    const { code, out } = await run('--app', APP);

    expect(code).toBe(0);
    expect(await granted()).toEqual(['ActivityFeed.Read', 'AuditLogsQuery-CRM.Read.All']);
    expect(out).toContain('Done.');
  });

  test('grants more, or less, only where that is asked for', async () => {
    await run('--app', APP, '--all-records', '--workspace', WORKSPACE);
    const more = await granted();
    await rm(join(folder, 'granted'));
    await run('--app', APP, '--no-search');

    expect(more).toEqual(['ActivityFeed.Read', 'AuditLogsQuery.Read.All', 'Log Analytics Reader']);
    expect(await granted()).toEqual(['ActivityFeed.Read']);
  });

  test('grants nothing a second time, and nothing when only asked what would change', async () => {
    const asked = await run('--app', APP, '--what-if');
    const none = await granted();
    await run('--app', APP);
    const first = await granted();
    const again = await run('--app', APP);

    expect(asked.out).toContain('Would grant the permission AuditLogsQuery-CRM.Read.All.');
    expect(asked.out).toMatch(/Nothing was changed\.\n$/);
    expect(none).toEqual([]);
    expect(again.out).toContain('Held: AuditLogsQuery-CRM.Read.All.');
    expect(await granted()).toEqual(first);
  });

  test('goes on where there is no activity feed', async () => {
    await writeFile(join(folder, 'no-feed'), '');

    const { code, out } = await run('--app', APP);

    expect(code).toBe(0);
    expect(out).toContain('ActivityFeed.Read is not offered in this tenant');
    expect(await granted()).toEqual(['AuditLogsQuery-CRM.Read.All']);
  });

  test('refuses what is not an application or not known', async () => {
    const wrong = [
      await run(),
      await run('--app', 'bot'),
      await run('--app'),
      await run('--app', APP, '--everything'),
      await run('--app', APP, '--workspace', 'contoso'),
    ];

    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(await granted()).toEqual([]);
  });
});
