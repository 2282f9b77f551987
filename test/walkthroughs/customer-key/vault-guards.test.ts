import { expect } from 'expect';
import { standingOf } from '../../../src/core/standing.ts';
import type { RoleAssignment } from '../../../src/gateways/azure-access.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { FIRST_SUBSCRIPTION, vault, vaultId } from '../../fakes/fake-azure.ts';
import {
  ANSWERS,
  AT,
  BOT_OBJECT,
  FIRST,
  play,
  started,
  stepOf,
  vaultStage,
  WORKSPACE,
  WORKSPACE_ID,
  type VaultStage,
} from './vault-stage.ts';

const ID = vaultId(AT);
const SUBSCRIPTION = `/subscriptions/${FIRST_SUBSCRIPTION}`;
const GROUP = `${SUBSCRIPTION}/resourceGroups/ck-a`;

function withVault(): VaultStage {
  const on = vaultStage();
  on.azure.world.vaults.set(AT.name.toLowerCase(), vault(AT));
  return on;
}

const lockAt = (scope: string, level: string) => ({
  ...{ id: `${scope}/providers/Microsoft.Authorization/locks/theirs`, name: 'theirs' },
  ...{ scope, level, notes: '' },
});

async function played(on: VaultStage, more: Partial<Answers> = {}) {
  const run = await started(on, more);
  await play(on, run);
  return (step: string) => stepOf(on, run, step);
}

suite('The lock of a vault', () => {
  for (const [scope, where] of [
    [ID.toUpperCase(), 'on the vault'],
    [GROUP, 'on its resource group'],
    [SUBSCRIPTION, 'on its subscription'],
  ] as const)
    test(`${where} counts`, async () => {
      const on = withVault();
      on.azure.world.locks.push(lockAt(scope, 'CanNotDelete'));

      const lock = await (await played(on))('lock-1');

      expect(lock.asked).toEqual([]);
      expect(lock.note).toBe(`Locked: theirs (CanNotDelete) ${where}.`);
    });

  test('counts when it is read-only, and its risk is said', async () => {
    const on = withVault();
    on.azure.world.locks.push(lockAt(GROUP, 'ReadOnly'));

    const lock = await (await played(on))('lock-1');

    expect(lock.asked).toEqual([]);
    expect(lock.note).toContain('A ReadOnly lock also stops');
  });

  test('that forbids nothing does not count', async () => {
    const on = withVault();
    on.azure.world.locks.push(lockAt(ID, 'NotSpecified'));

    const lock = await (await played(on))('lock-1');

    expect(lock.asked[0]?.changes[0]?.details.after).toMatchObject({ level: 'CanNotDelete' });
    expect(on.azure.world.writes).toContain(`lock ${ID}`);
  });
});

suite('The audit events of a vault', () => {
  const setting = (name: string, auditEvents: boolean, workspace?: string) => ({
    ...{ name, auditEvents, workspace },
    ...{ storage: workspace === undefined ? '/x/audit' : undefined, eventHub: undefined },
  });

  test('that go elsewhere already are left as they are, and it is said where they go', async () => {
    const on = withVault();
    on.azure.world.diagnostics.set(ID.toLowerCase(), [setting('soc', true)]);

    const step = await (await played(on, { workspace: WORKSPACE }))('diagnostics-1');

    expect(step.asked).toEqual([]);
    expect(step.note).toMatch(/go to audit, not to the workspace contoso-logs/);
  });

  test('that go to the workspace already, in whatever spelling, are found', async () => {
    const on = withVault();
    const there = setting('soc', true, WORKSPACE.toUpperCase());
    on.azure.world.diagnostics.set(ID.toLowerCase(), [there]);

    const named = { workspace: WORKSPACE, workspaceId: WORKSPACE_ID };
    const step = await (await played(on, named))('diagnostics-1');

    expect(step.note).toBe('Audit events go to the workspace contoso-logs.');
  });

  test('never replace a setting of somebody else that has our name', async () => {
    const on = withVault();
    const theirs = setting('Customer-Key', false);
    on.azure.world.diagnostics.set(ID.toLowerCase(), [theirs]);

    await played(on, { workspace: WORKSPACE });

    const settings = on.azure.world.diagnostics.get(ID.toLowerCase());
    expect(settings?.map(({ name }) => name)).toEqual(['Customer-Key', 'customer-key-2']);
    expect(settings?.[0]).toEqual(theirs);
  });
});

suite('The rights of the bot at a vault', () => {
  const OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
  const right = (scope: string, role: string): RoleAssignment => ({
    ...{ id: 'theirs', scope, role, principal: BOT_OBJECT },
    ...{ principalType: 'ServicePrincipal', createdAt: undefined },
  });

  for (const [name, role] of [
    ['Key Vault Crypto Officer', OFFICER],
    ['Key Vault Administrator', '00482a5a-887f-4fb3-b363-3b7fe8e74483'],
  ] as const)
    for (const scope of [ID, GROUP, SUBSCRIPTION])
      test(`are enough with ${name} at ${scope.split('/').at(-1)}`, async () => {
        const on = withVault();
        on.azure.world.groups.set(`${FIRST_SUBSCRIPTION}/ck-a`, {
          ...{ subscription: FIRST_SUBSCRIPTION, name: 'ck-a', location: 'westeurope' },
        });
        on.azure.world.assignments.push(right(scope, role));

        const step = await (await played(on))('bot-access-1');

        expect(step.asked).toEqual([]);
        expect(step.note).toContain(name);
      });

  test('given at the subscription are known before there is a vault', async () => {
    const on = vaultStage();
    on.azure.world.assignments.push(right(SUBSCRIPTION, OFFICER));

    const step = await (await played(on))('bot-access-1');

    expect(step.asked).toEqual([]);
    expect(on.azure.world.writes.join()).not.toContain(`role ${OFFICER} ${ID}`);
  });

  test('are not enough with a role that makes no keys, or with that of somebody else', async () => {
    const on = withVault();
    const reader = '21090545-7ca7-4776-b22c-e363652d74d2';
    on.azure.world.assignments.push(right(ID, reader));
    on.azure.world.assignments.push({ ...right(ID, OFFICER), principal: 'somebody-else' });

    const step = await (await played(on))('bot-access-1');

    expect(step.asked[0]).toMatchObject({ quorum: 2, state: 'done' });
    expect(step.asked[0]?.changes[0]?.summary).toContain('widens its own rights');
    expect(on.azure.world.writes).toContain(`role ${OFFICER} ${ID}`);
  });

  test('in a vault that goes by access policies leave out delete and purge', async () => {
    const on = vaultStage();

    const step = await (await played(on, { permissionModel: 'policies' }))('bot-access-1');

    expect(step.state).toBe('verified');
    const [policy] = on.azure.world.vaults.get(AT.name.toLowerCase())?.accessPolicies ?? [];
    expect(policy?.objectId).toBe(BOT_OBJECT);
    expect([...(policy?.keys ?? [])].sort()).toEqual([
      'backup',
      'create',
      'get',
      'getrotationpolicy',
      'import',
      'list',
      'recover',
      'restore',
      'setrotationpolicy',
      'update',
    ]);
    expect(on.azure.world.assignments).toEqual([]);
  });

  test('are added to what the entry of the bot already allows', async () => {
    const on = vaultStage();
    const keys = ['Get', 'List', 'Create', 'Import', 'Update', 'Backup', 'Restore', 'Recover'];
    const entry = { tenantId: ANSWERS.tenant.id, objectId: BOT_OBJECT.toUpperCase(), keys };
    const there = vault(AT, { permissionModel: 'policies', accessPolicies: [entry] });
    on.azure.world.vaults.set(AT.name.toLowerCase(), there);

    const step = await (await played(on, { permissionModel: 'policies' }))('bot-access-1');

    expect(step.asked[0]?.changes[0]?.details.after).toMatchObject({
      keys: ['getrotationpolicy', 'setrotationpolicy'],
    });
    expect(step.state).toBe('verified');
  });

  test('are enough with all, and it is said that this is too much', async () => {
    const on = vaultStage();
    const entry = { tenantId: ANSWERS.tenant.id, objectId: BOT_OBJECT, keys: ['all'] };
    const there = vault(AT, { permissionModel: 'policies', accessPolicies: [entry] });
    on.azure.world.vaults.set(AT.name.toLowerCase(), there);

    const step = await (await played(on, { permissionModel: 'policies' }))('bot-access-1');

    expect(step.asked).toEqual([]);
    expect(step.note).toContain('It needs no all');
  });

  test('through an entry for somebody acting by another application do not count', async () => {
    const on = vaultStage();
    const entry = { tenantId: ANSWERS.tenant.id, objectId: BOT_OBJECT, keys: ['all'] };
    const accessPolicies = [{ ...entry, application: 'another' }];
    const there = vault(AT, { permissionModel: 'policies', accessPolicies });
    on.azure.world.vaults.set(AT.name.toLowerCase(), there);

    const step = await (await played(on, { permissionModel: 'policies' }))('bot-access-1');

    expect(step.asked).toHaveLength(1);
  });

  test('cannot be given to an application that the tenant does not know', async () => {
    const on = vaultStage();
    on.principals.world.principals.clear();
    const run = await started(on);

    await play(on, run);

    expect((await stepOf(on, run, 'bot-access-1')).note).toMatch(/was not found in this tenant/);
    expect(standingOf(await on.runs.read(run)).ended).toBeUndefined();
    expect(on.azure.world.vaults.has(FIRST.vault.toLowerCase())).toBe(true);
  });
});
