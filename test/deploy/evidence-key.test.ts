import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';

const deploy = (name: string) => new URL(`../../deploy/${name}`, import.meta.url).pathname;
const APP = 'cccccccc-0000-4000-8000-000000000001';
const KEY = 'https://contoso-evidence.vault.azure.net/keys/checkpoints';
const SUBSCRIPTION = '33333333-0000-4000-8000-000000000001';
const EARLIER = '44444444-0000-4000-8000-000000000002';

/** An az that keeps what it was told, and has one vault. */
const AZ = String.raw`#!/usr/bin/env bash
folder=$(dirname "$0")
printf '%s\n' "$*" >>"$folder/calls"
case "$*" in
  "cloud show"*) ;;
  "ad sp show"*) printf 'object-of-%s\n' "$5" ;;
  "keyvault show"*"--query id "*) if [ ! -e "$folder/no-vault" ]; then echo /subscriptions/${SUBSCRIPTION.toUpperCase()}/resourceGroups/evidence/providers/Microsoft.KeyVault/vaults/contoso-evidence; fi ;;
  "keyvault show"*enableRbacAuthorization*) if [ -e "$folder/policies" ]; then echo false; else echo true; fi ;;
  "role definition list"*) cat "$folder/scopes" 2>/dev/null || true ;;
esac
`;

suite('deploy/evidence-key.sh', () => {
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
      execFile('bash', [deploy('evidence-key.sh'), ...args], { env }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  const calls = async () =>
    (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const deployed = async () => (await calls()).filter((call) => call.startsWith('deployment sub'));

  test('gives the role on each key, and says how to look', async () => {
    const witness = 'https://contoso-evidence.vault.azure.net/keys/witness/';

    const { code, out } = await run('--app', APP, '--key', KEY, '--key', witness);

    expect(code).toBe(0);
    const [first, second, ...others] = await deployed();
    expect(others).toEqual([]);
    expect(first).toContain(`create --output none`);
    expect(first).toContain(`--subscription ${SUBSCRIPTION} `);
    expect(first).toContain(
      `botPrincipalId=object-of-${APP} resourceGroupName=evidence vaultName=contoso-evidence keyName=checkpoints subscriptionIds=["${SUBSCRIPTION}"]`,
    );
    expect(second).toContain('keyName=witness ');
    expect(out).toMatch(/Done\. .*doctor\n$/);
  });

  test('keeps the role assignable where an earlier vault has it', async () => {
    await writeFile(join(folder, 'scopes'), `/subscriptions/${EARLIER}\n`);

    await run('--app', APP, '--key', KEY);

    expect((await deployed())[0]).toContain(`subscriptionIds=["${SUBSCRIPTION}","${EARLIER}"]`);
  });

  test('changes nothing when only asked what would change', async () => {
    const { out } = await run('--app', APP, '--key', KEY, '--what-if');

    expect((await deployed())[0]).toMatch(/^deployment sub what-if /);
    expect(out).toMatch(/Nothing was changed\.\n$/);
  });

  test('says what to do about a vault that knows no roles, or that cannot be seen', async () => {
    await writeFile(join(folder, 'policies'), '');
    const byPolicies = await run('--app', APP, '--key', KEY);
    await writeFile(join(folder, 'no-vault'), '');
    const unseen = await run('--app', APP, '--key', KEY);

    expect(byPolicies).toMatchObject({ code: 2, err: expect.stringContaining('get sign') });
    expect(unseen).toMatchObject({ code: 2, err: expect.stringContaining('no vault') });
    expect(await deployed()).toEqual([]);
  });

  const REFUSED: readonly (readonly string[])[] = [
    [],
    ['--app', APP],
    ['--app', 'steward', '--key', KEY],
    ['--app', APP, '--key', 'checkpoints'],
    ['--app', APP, '--key', `${KEY};rm`],
    ['--app', APP, '--key', 'https://contoso-evidence.vault.azure.net/secrets/checkpoints'],
    ['--app', APP, '--key'],
    ['--wat'],
  ];
  for (const args of REFUSED)
    test(`refuses ${args.join(' ') || 'no arguments'} and calls nothing`, async () => {
      const { code, err } = await run(...args);

      expect(code).toBe(2);
      expect(err).not.toBe('');
      expect(await calls()).toEqual([]);
    });

  test('its role reads keys and signs with them, and is given on the key alone', () => {
    const role = readFileSync(deploy('evidence-key.bicep'), 'utf8');
    const assignment = readFileSync(deploy('evidence-key-assignment.bicep'), 'utf8');

    expect(/dataActions: \[([^\]]*)\]/.exec(role)?.[1]?.trim().split(/\s+/)).toEqual([
      "'Microsoft.KeyVault/vaults/keys/read'",
      "'Microsoft.KeyVault/vaults/keys/sign/action'",
    ]);
    expect(role).toContain(' actions: []');
    expect(assignment).toContain('scope: key\n');
    const [, id = 'none'] = /roleId = '([^']+)'/.exec(role) ?? [];
    expect(readFileSync(deploy('evidence-key.sh'), 'utf8')).toContain(`role_id=${id}\n`);
  });
});
