import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';

const SCRIPT = new URL('../../deploy/customer-key.sh', import.meta.url).pathname;
const APP = 'cccccccc-0000-4000-8000-000000000001';
const ONE = '33333333-0000-4000-8000-000000000001';
const TWO = '33333333-0000-4000-8000-000000000002';
const WORKSPACE = `/subscriptions/${ONE}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/contoso`;
const COMPLETE = ['--app', APP, '--subscription', ONE, '--subscription', TWO];

/** An az that keeps what it was told, and remembers what it granted. */
const AZ = String.raw`#!/usr/bin/env bash
folder=$(dirname "$0")
printf '%s\n' "$*" >>"$folder/calls"
case "$*" in
  *"rest --method POST"* | *"role assignment create"*)
    printf '%s\n' "$*" >>"$folder/granted" ;;
  "cloud show"*) cat "$folder/graph" 2>/dev/null || true ;;
  "role definition list"*) cat "$folder/scopes" 2>/dev/null || true ;;
  "ad sp show"*c5393580*) if [ -e "$folder/no-feed" ]; then exit 3; fi; printf 'object-of-%s\n' "$5" ;;
  "ad sp show"*) printf 'object-of-%s\n' "$5" ;;
  *appRoleAssignments*)
    role=$(sed -n "s/.*appRoleId=='\([^']*\)'.*/\1/p" <<<"$*")
    if grep -q "appRoleId\":\"$role\"" "$folder/granted" 2>/dev/null; then echo held; fi ;;
  *"select=appRoles"*) sed -n "s/.*value=='\([^']*\)'.*/id-of-\1/p" <<<"$*" ;;
  *roleManagement*) if grep -q roleDefinitionId "$folder/granted" 2>/dev/null; then echo held; fi ;;
  *"role assignment list"*) if grep -q "role assignment create" "$folder/granted" 2>/dev/null; then echo held; fi ;;
esac
`;

suite('deploy/customer-key.sh', () => {
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
  const lines = async (name: string) =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);

  test('deploys the role to both subscriptions and grants what is missing', async () => {
    const { code, out } = await run(...COMPLETE, '--workspace', WORKSPACE);

    const calls = await lines('calls');
    const deployed = calls.filter((call) => call.startsWith('deployment sub create'));
    expect(code).toBe(0);
    expect(deployed.map((call) => /--subscription (\S+)/.exec(call)?.[1])).toEqual([ONE, TWO]);
    expect(deployed[0]).toContain(`botPrincipalId=object-of-${APP}`);
    expect(deployed[0]).toContain(`subscriptionIds=["${ONE}","${TWO}"]`);
    const granted = await lines('granted');
    expect(
      granted.map((call) =>
        /id-of-([\w.]+)|--role (Log Analytics Reader)/.exec(call)?.slice(1).join(''),
      ),
    ).toEqual([
      'Organization.Read.All',
      'Application.Read.All',
      'Application.ReadWrite.OwnedBy',
      'GroupMember.Read.All',
      'User.ReadBasic.All',
      'ActivityFeed.Read',
      'Log Analytics Reader',
    ]);
    expect(out).toContain('Done.');
  });

  test('keeps the role assignable where an earlier pair of subscriptions holds it', async () => {
    const earlier = '33333333-0000-4000-8000-000000000003';
    const scopes = [ONE.toUpperCase(), earlier].map((id) => `/subscriptions/${id}\n`).join('');
    await writeFile(join(folder, 'scopes'), scopes);

    await run(...COMPLETE);

    const deployed = (await lines('calls')).filter((call) => call.startsWith('deployment sub'));
    expect(deployed).toHaveLength(2);
    for (const call of deployed)
      expect(call).toContain(`subscriptionIds=["${ONE}","${TWO}","${earlier}"]`);
  });

  test('asks Microsoft Graph at the address of the cloud that az is signed in to', async () => {
    await writeFile(join(folder, 'graph'), 'https://graph.microsoft.us/\n');

    await run(...COMPLETE);

    const rests = (await lines('calls')).filter((call) => call.startsWith('rest '));
    expect(rests.length).toBeGreaterThan(0);
    for (const call of rests) expect(call).toContain('https://graph.microsoft.us/v1.0/');
  });

  test('goes on where there is no audit feed, and says what that costs', async () => {
    await writeFile(join(folder, 'no-feed'), '');

    const { code, out } = await run(...COMPLETE, '--workspace', WORKSPACE);

    expect(code).toBe(0);
    expect(out).toContain('ActivityFeed.Read is not offered in this tenant');
    expect(out).toContain('Now: give the Azure role Log Analytics Reader.');
  });

  test('grants nothing a second time', async () => {
    const all = [...COMPLETE, '--workspace', WORKSPACE, '--cmdlets'];
    await run(...all);
    const before = await lines('granted');

    const { code, out } = await run(...all);

    expect(code).toBe(0);
    expect(out).toContain('Held: Compliance Administrator.');
    expect(await lines('granted')).toEqual(before);
    expect(before.join('\n')).toContain('17315797-102d-40b4-93e0-432062caca18');
  });

  test('changes nothing when only asked what would change', async () => {
    const { code, out } = await run(
      ...COMPLETE,
      '--cmdlets',
      '--workspace',
      WORKSPACE,
      '--what-if',
    );

    expect(code).toBe(0);
    expect(await lines('granted')).toEqual([]);
    expect((await lines('calls')).filter((call) => /deployment sub create/.test(call))).toEqual([]);
    expect(out).toContain('Would grant the permission Exchange.ManageAsApp.');
    expect(out).toContain('Would give the Azure role Log Analytics Reader.');
    expect(out).toMatch(/Nothing was changed\.\n$/);
  });

  test('gives no right in Exchange Online unless it is asked for', async () => {
    await run(...COMPLETE);

    expect((await lines('granted')).join('\n')).not.toMatch(/Exchange|roleDefinitionId/);
  });

  for (const [args, says] of [
    [[], 'which application'],
    [['--app', 'steward'], 'which application'],
    [['--app', APP, '--subscription', ONE], 'two subscriptions'],
    [['--app', APP, '--subscription', ONE, '--subscription', ONE.toUpperCase()], 'have to differ'],
    [['--app', APP, '--subscription', ONE, '--subscription', 'x; rm'], 'not the id'],
    [[...COMPLETE, '--workspace', 'contoso'], 'resource id'],
    [[...COMPLETE, '--app'], '--app needs a value'],
    [['--wat'], '--wat is not known'],
  ] as const)
    test(`refuses ${args.join(' ') || 'no arguments'} and calls nothing`, async () => {
      const { code, err } = await run(...args);

      expect(code).toBe(2);
      expect(err).toContain(says);
      expect(await lines('calls')).toEqual([]);
    });
});
