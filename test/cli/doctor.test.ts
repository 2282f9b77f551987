import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { customerKeyFindings, type CustomerKeyParts } from '../../src/cli/doctor/customer-key.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { EncryptionPolicies } from '../../src/gateways/encryption-policies.ts';
import { APPLICATIONS, ROLES } from '../../src/walkthroughs/customer-key/applications.ts';
import {
  AZURE_TENANT,
  fakeAzure,
  FIRST_SUBSCRIPTION,
  SECOND_SUBSCRIPTION,
  vault,
  vaultId,
} from '../fakes/fake-azure.ts';
import { fakeEncryptionPolicies } from '../fakes/fake-encryption-policies.ts';
import { fakeServicePrincipals, servicePrincipal } from '../fakes/fake-service-principals.ts';
import { fakeTenant } from '../fakes/fake-tenant.ts';

const BOT = 'cccccccc-0000-4000-8000-000000000001';
const OWNED_BY = '18a4783c-866b-4cc7-a460-3d5e5662c884';

const refusal = (sentence: string) => new GatewayError(sentence, { status: 403, transient: false });

/** An installation in which nothing is missing; tests take something away. */
function complete() {
  const bot = servicePrincipal(BOT, { name: 'Audit Steward' });
  const azure = fakeAzure();
  const principals = fakeServicePrincipals([bot]);
  const give = (subscription: string, role: string) =>
    azure.world.assignments.push({
      ...{ id: `${subscription}/${role}`, scope: `/subscriptions/${subscription}`, role },
      ...{ principal: bot.id, principalType: 'ServicePrincipal', createdAt: undefined },
    });
  for (const subscription of [FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION])
    give(subscription, ROLES.botCustomerKey);
  const world: CustomerKeyParts['world'] = {
    ...{ azure, principals, tenant: fakeTenant(), policies: undefined },
    settings: {
      ...{ cloud: 'public', vaultSuffix: 'vault.azure.net', applicationId: BOT },
      retention: 'recommended',
    },
  };
  const parts: CustomerKeyParts = {
    ...{ world, tenantId: AZURE_TENANT, graph: 'graph.microsoft.us', backupDir: undefined },
    permissions: { list: async () => [OWNED_BY] },
  };
  return { azure, principals, parts, give };
}

const look = async (parts: CustomerKeyParts, about: string) => {
  const found = (await customerKeyFindings(parts)).filter((each) => each.about.includes(about));
  expect(found).toHaveLength(1);
  return found[0];
};

suite('doctor and Customer Key', () => {
  test('finds nothing missing where the bot has the role of deploy and no more', async () => {
    const { parts } = complete();

    const findings = await customerKeyFindings(parts);

    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect((await look(parts, 'keys'))?.says).toContain('on the two vaults alone');
    expect((await look(parts, 'audit events'))?.says).toMatch(
      /^could not be looked at.*"Log Analytics Reader".*"Log Analytics Contributor"/,
    );
    expect((await look(parts, 'policy cmdlets'))?.says).toMatch(/^not needed/);
  });

  test('names the command for both subscriptions where a right is missing in one', async () => {
    const { azure, parts, give } = complete();
    azure.world.assignments.length = 0;
    give(FIRST_SUBSCRIPTION, ROLES.contributor);
    give(FIRST_SUBSCRIPTION, ROLES.userAccessAdministrator);
    give(SECOND_SUBSCRIPTION, ROLES.contributor);

    const finding = await look(parts, 'subscriptions');

    expect(finding?.ok).toBe(false);
    expect(finding?.says).toContain('1 of the 2 subscriptions');
    expect(finding?.says).toContain(
      `deploy/customer-key.sh --app ${BOT} --subscription ${FIRST_SUBSCRIPTION} --subscription ${SECOND_SUBSCRIPTION}`,
    );
  });

  test('one more subscription, in which roles may not be read, does not hide the two that do', async () => {
    const { azure, parts } = complete();
    const found = azure.world.subscriptions.get(FIRST_SUBSCRIPTION);
    if (found === undefined) throw new Error('The fake cloud has two subscriptions.');
    const id = '77777777-0000-4000-8000-000000000007';
    // A role on one of its resource groups shows a subscription, but not who has access to it.
    azure.world.subscriptions.set(id, { ...found, id, name: 'Elsewhere' });
    const shut = {
      ...azure,
      listRoleAssignments: (scope: string, principal?: string) =>
        scope.endsWith(id)
          ? Promise.reject(refusal('Listing who has access was refused.'))
          : azure.listRoleAssignments(scope, principal),
    };
    const world = { ...parts.world, azure: shut };

    expect(await look({ ...parts, world }, 'subscriptions')).toMatchObject({ ok: true });
    expect(await look({ ...parts, world }, 'keys')).toMatchObject({ ok: true });
    expect(await look({ ...parts, world }, 'subscription Elsewhere')).toMatchObject({
      ok: true,
      says: expect.stringMatching(/^its roles cannot be read; not usable/) as unknown,
    });
  });

  test('tells subscriptions apart however the service writes their state and tenant', async () => {
    const { azure, parts } = complete();
    for (const [id, found] of azure.world.subscriptions)
      azure.world.subscriptions.set(id, {
        ...found,
        state: 'enabled',
        tenantId: found.tenantId.toUpperCase(),
      });

    expect(await look(parts, 'subscriptions')).toMatchObject({ ok: true });
  });

  test('does not count a subscription of another tenant, or one that is disabled', async () => {
    const { azure, parts } = complete();
    const [first, second] = [FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION].map((id) => {
      const found = azure.world.subscriptions.get(id);
      if (found === undefined) throw new Error('The fake cloud has two subscriptions.');
      return found;
    });
    if (first === undefined || second === undefined) throw new Error('There are two.');
    azure.world.subscriptions.set(first.id, { ...first, state: 'Disabled' });
    azure.world.subscriptions.set(second.id, { ...second, tenantId: APPLICATIONS.exchange });

    const finding = await look(parts, 'subscriptions');

    expect(finding).toMatchObject({ ok: false });
    expect(finding?.says).toContain('0 of the 2');
    expect((await look(parts, 'keys'))?.ok).toBe(false);
  });

  test('wants the permission to add applications only while one of them is not there', async () => {
    const { parts, principals } = complete();
    const none: CustomerKeyParts = { ...parts, permissions: { list: async () => [] } };

    const before = await look(none, 'adding');
    for (const id of [APPLICATIONS.encryption, APPLICATIONS.onboarding])
      principals.world.principals.set(id, servicePrincipal(id));
    const after = await look(none, 'adding');

    expect(before?.ok).toBe(false);
    expect(before?.says).toContain('M365DataAtRestEncryption and Customer Key Onboarding');
    expect(before?.says).toMatch(/az rest --method POST --url "[^"]+\/appRoleAssignments"/);
    expect(before?.says).toContain(OWNED_BY);
    expect(before?.says).toContain('https://graph.microsoft.us/v1.0/servicePrincipals');
    expect(before?.says).toContain(`az ad sp create --id ${APPLICATIONS.encryption}`);
    expect(after).toMatchObject({ ok: true });
  });

  test('wants the rights in Exchange only where the bot runs the cmdlets itself', async () => {
    const { parts } = complete();
    const lacking: EncryptionPolicies = {
      ...fakeEncryptionPolicies(),
      listMissingCmdlets: async () => ['New-M365DataAtRestEncryptionPolicy'],
    };

    const finding = await look(
      { ...parts, world: { ...parts.world, policies: lacking } },
      'cmdlets',
    );

    expect(finding?.ok).toBe(false);
    expect(finding?.says).toContain('may not run New-M365DataAtRestEncryptionPolicy');
    expect(finding?.says).toContain('dc50a0fb-09a3-484d-be87-e023b12c6440');
    expect(finding?.says).toContain('roleManagement/directory/roleAssignments');
  });

  test('tells the grant that a refused look needs, and looks at everything else all the same', async () => {
    const { parts } = complete();
    const tenant = {
      ...parts.world.tenant,
      listPlans: () => Promise.reject(refusal('Reading the licence plans was refused.')),
    };

    const findings = await customerKeyFindings({ ...parts, world: { ...parts.world, tenant } });

    const wrong = findings.filter(({ ok }) => !ok);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]?.says).toContain('Reading the licence plans was refused.');
    expect(wrong[0]?.says).toContain('498476ce-e0fe-48b0-b801-37ba7e2685c6');
  });

  test('says that roles could not be looked at where the bot is not found in the directory', async () => {
    const { parts, principals } = complete();
    principals.world.principals.clear();

    expect((await look(parts, 'subscriptions'))?.says).toContain('could not be looked at');
    expect((await look(parts, 'Key, applications'))?.says).toContain(`az ad sp create --id ${BOT}`);
  });

  test('names the role that the bot lacks on a workspace that vaults write to', async () => {
    const { azure, parts, give } = complete();
    const at = { subscription: FIRST_SUBSCRIPTION, resourceGroup: 'ck', name: 'contoso-a1' };
    const workspace = '/subscriptions/x/resourceGroups/logs/providers/w/workspaces/contoso';
    azure.world.vaults.set(at.name, vault(at));
    azure.world.diagnostics.set(vaultId(at).toLowerCase(), [
      { name: 'audit', auditEvents: true, workspace, storage: undefined, eventHub: undefined },
    ]);

    const bad = await look(parts, 'audit events');
    give('x', ROLES.logAnalyticsReader);
    const good = await look(parts, 'audit events');

    expect(good).toMatchObject({ ok: true, says: '1 workspace can be read' });
    expect(bad?.ok).toBe(false);
    expect(bad?.says).toMatch(/--role "Log Analytics Reader" --scope .*\/workspaces\/contoso$/);
  });

  test('a folder for backups has to be one, and writable', async () => {
    const { parts } = complete();
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    const file = join(folder, 'file');
    await writeFile(file, '');

    const good = await look({ ...parts, backupDir: folder }, 'folder');
    const plain = await look({ ...parts, backupDir: file }, 'folder');
    const absent = await look({ ...parts, backupDir: join(folder, 'absent') }, 'folder');
    await rm(folder, { recursive: true });

    expect(good?.ok).toBe(true);
    expect(plain).toMatchObject({ ok: false });
    expect(absent?.says).toContain(`mkdir -m 700 "${join(folder, 'absent')}"`);
  });
});

suite('cli doctor on the sandbox', function () {
  this.timeout(180_000);

  test('ends with 1 when something needed is missing, and tells only that', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
    const env = { PATH: process.env['PATH'], PORT: '0', KEY_BACKUP_DIR: join(folder, 'absent') };

    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((done) => {
      execFile(process.execPath, [main, 'doctor', '--json'], { cwd: folder, env }, (error, out) =>
        done({ code: error?.code ?? 0, stdout: out }),
      );
    });
    await rm(folder, { recursive: true });

    const told = JSON.parse(stdout) as { ok: boolean; findings: { about: string; ok: boolean }[] };
    expect(code).toBe(1);
    expect(told.ok).toBe(false);
    expect(told.findings.filter(({ ok }) => !ok).map(({ about }) => about)).toEqual([
      'Customer Key, folder for key backups',
    ]);
  });
});
