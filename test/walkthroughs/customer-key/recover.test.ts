import { expect } from 'expect';
import { DAY } from '../../../src/core/clock.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import { APPLICATIONS } from '../../../src/walkthroughs/customer-key/applications.ts';
import { vaultId } from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import { atOf } from './checks-world.ts';
import {
  ANSWERS,
  KEYS,
  laterStage,
  play,
  stepOf,
  URLS,
  withSetUp,
  type LaterStage,
} from './later-stage.ts';

const [FIRST, SECOND] = [ANSWERS.first, ANSWERS.second];
const endOf = async (on: LaterStage, run: string) => standingOf(await on.runs.read(run)).ended;

const operationsOf = async (on: LaterStage, run: string) =>
  (await on.runs.read(run)).flatMap((entry) =>
    entry.kind === 'applied' ? [entry.change.details.operation] : [],
  );

/** Deleted for good: nothing of it is left in the bin. */
function purge(on: LaterStage, url: string, name: string): void {
  on.keys.deleteKey(url, name);
  on.keys.vault(url).deleted.clear();
}

const withoutAccess = (on: LaterStage): void => {
  const { assignments } = on.azure.world;
  const others = assignments.filter(({ principal }) => principal !== on.encryption.id);
  assignments.splice(0, Infinity, ...others);
};

suite('recovering a key of Customer Key', () => {
  test('where nothing was lost, nothing is asked or changed, and the run says so', async () => {
    const on = await laterStage();

    const run = await on.recover();

    const { asks, ended } = standingOf(await on.runs.read(run));
    expect([asks, ended]).toEqual([[], 'finished']);
    expect((await stepOf(on, run, 'all-well')).note).toContain('Nothing had been lost');
    expect([...on.azure.world.writes, ...on.keys.writes]).toEqual([]);
  });

  test('a deleted key comes back with all its versions', async () => {
    const on = await laterStage();
    await play(on, await on.roll(1));
    const before = await on.keysAt(1).listVersions(KEYS[0]);
    on.keys.deleteKey(URLS[0], KEYS[0]);

    const run = await on.recover();
    await play(on, run);

    const after = await on.keysAt(1).listVersions(KEYS[0]);
    expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version));
    expect(await operationsOf(on, run)).toEqual(['keyvault.key.recover']);
    expect(await endOf(on, run)).toBe('finished');
    expect((await stepOf(on, run, 'all-well')).note).toContain(`Recover the key ${KEYS[0]}`);
  });

  test('a deleted vault comes back, and what does not come back with it is made again', async () => {
    const on = await laterStage();
    const id = vaultId(atOf(FIRST));
    on.azure.deleteVault(FIRST.vault);

    const run = await on.recover();
    await play(on, run);

    const rights = await on.azure.listRoleAssignments(id, on.encryption.id);
    expect((await operationsOf(on, run)).toSorted()).toEqual([
      'azure.diagnostics.create',
      'azure.lock.create',
      'azure.role.assign',
      'azure.role.assign',
      'azure.vault.recover',
    ]);
    expect(rights).toHaveLength(1);
    expect(await on.azure.listLocks(id)).toHaveLength(1);
    expect(await on.azure.listDiagnostics(id)).toHaveLength(1);
    expect(on.keys.writes).toEqual([]);
    expect(await endOf(on, run)).toBe('finished');
  });

  test('a vault that was deleted with its key in the bin gives back both', async () => {
    const on = await laterStage();
    on.keys.deleteKey(URLS[0], KEYS[0]);
    on.azure.deleteVault(FIRST.vault);

    const run = await on.recover();
    await play(on, run);

    expect(on.keys.writes).toEqual([`recover ${URLS[0]} ${KEYS[0]}`]);
    expect(await endOf(on, run)).toBe('finished');
  });

  test('both branches come back side by side, each under its own custodian', async () => {
    const on = await laterStage();
    on.keys.deleteKey(URLS[0], KEYS[0]);
    on.azure.deleteVault(SECOND.vault);

    const run = await on.recover();
    const asked = standingOf(await on.runs.read(run)).asks;
    await play(on, run);

    expect(new Set(asked.map(({ ask }) => ask)).size).toBe(2);
    expect(asked.map(({ step }) => step)).toEqual(expect.arrayContaining(['key-1', 'vault-2']));
    expect(await endOf(on, run)).toBe('finished');
  });

  test('one branch that cannot be helped does not keep the other from coming back', async () => {
    const on = await laterStage({ folder: false });
    purge(on, URLS[0], KEYS[0]);
    on.keys.deleteKey(URLS[1], KEYS[1]);

    const run = await on.recover();
    await play(on, run);

    expect(await on.stepsOf(run)).toMatchObject({
      ...{ 'key-restored-1': 'your-turn', 'key-2': 'verified' },
    });
    expect(await on.keysAt(2).findKey(KEYS[1])).toBeDefined();
  });

  test('both keys at risk is said before anybody decides, and so is one', async () => {
    const on = await laterStage();
    const walkthrough = on.walkthroughs.find(({ id }) => id === 'customer-key-recover');
    const remarks = () =>
      walkthrough?.remarks?.(walkthrough.answers.parse({ setUp: on.answers }), remembering(), {
        ...{ history: [], now: on.clock.now() },
      });

    const none = await remarks();
    on.keys.deleteKey(URLS[0], KEYS[0]);
    const one = await remarks();
    on.keys.deleteKey(URLS[1], KEYS[1]);
    const both = await remarks();

    expect(none).toEqual([]);
    expect(one).toMatchObject([
      { level: 'warning', text: expect.stringMatching(/Redundancy is lost: the first key/) },
    ]);
    expect(both).toMatchObject([
      { level: 'error', text: expect.stringMatching(/both keys are at risk/) },
    ]);
  });

  for (const [what, harm, operation] of [
    [
      'a version that was switched off is switched on',
      (on: LaterStage) => on.keys.alter(URLS[0], KEYS[0], { enabled: false }),
      'keyvault.key.enable',
    ],
    [
      'an expiry that was set is moved away',
      (on: LaterStage) =>
        on.keys.alter(URLS[0], KEYS[0], { expiresAt: '2027-01-01T00:00:00.000Z' }),
      'keyvault.key.moveExpiry',
    ],
    [
      'a rotation that was set up is stopped',
      (on: LaterStage) => {
        const stored = on.keys.vault(URLS[0]).keys.get(KEYS[0].toLowerCase());
        if (stored !== undefined) stored.policy = { expiryTime: 'P1Y', actions: ['rotate'] };
      },
      'keyvault.key.stopRotation',
    ],
    ['access by roles that was taken away is given again', withoutAccess, 'azure.role.assign'],
    [
      'a lock that was taken off is put on again',
      (on: LaterStage) => void on.azure.world.locks.splice(0, 1),
      'azure.lock.create',
    ],
    [
      'purge protection and the way in for Microsoft are put right',
      (on: LaterStage) => {
        const vault = on.azure.world.vaults.get(FIRST.vault.toLowerCase());
        if (vault === undefined) throw new Error('There is no vault.');
        const network = { ...vault.network, defaultAction: 'Deny', bypass: 'None' };
        on.azure.world.vaults.set(FIRST.vault.toLowerCase(), { ...vault, network });
      },
      'azure.vault.change',
    ],
    [
      'an application that was taken out of the tenant is added again',
      (on: LaterStage) => void on.principals.world.principals.delete(APPLICATIONS.encryption),
      'graph.servicePrincipal.create',
    ],
  ] as const)
    test(what, async () => {
      const on = await laterStage();
      harm(on);

      const run = await on.recover();
      await play(on, run);

      expect(await operationsOf(on, run)).toContain(operation);
      expect(await endOf(on, run)).toBe('finished');
    });

  test('an access policy that was taken away is given again, and no role with it', async () => {
    const on = await laterStage({ answers: { permissionModel: 'policies' } });
    const all = ['get', 'list', 'create', 'import', 'update', 'backup', 'restore', 'recover'];
    const rotation = ['getrotationpolicy', 'setrotationpolicy'];
    const bot = await on.principals.find(on.world.settings.applicationId);
    const tenantId = on.answers.tenant.id;
    for (const one of [FIRST, SECOND]) {
      const key = one.vault.toLowerCase();
      const vault = on.azure.world.vaults.get(key);
      if (vault === undefined) throw new Error('There is no vault.');
      on.azure.world.vaults.set(key, { ...vault, permissionModel: 'policies' });
      const own = { tenantId, objectId: bot?.id ?? '', keys: [...all, ...rotation] };
      await on.azure.addAccessPolicy(atOf(one), own, '');
    }
    const granted = { tenantId, objectId: on.encryption.id, keys: ['get', 'wrapKey', 'unwrapKey'] };
    await on.azure.addAccessPolicy(atOf(SECOND), granted, '');

    const run = await on.recover();
    await play(on, run);

    expect(await operationsOf(on, run)).toEqual(['azure.accessPolicy.add']);
    expect(await endOf(on, run)).toBe('finished');
  });

  suite('of which nothing but a backup is left', () => {
    test('is restored from the file on record, with all versions in it', async () => {
      const on = await laterStage();
      await withSetUp(on);
      await play(on, await on.roll(1));
      const before = await on.keysAt(1).listVersions(KEYS[0]);
      purge(on, URLS[0], KEYS[0]);
      on.keys.writes.length = 0;

      const run = await on.recover();
      await play(on, run);

      const { asked } = await stepOf(on, run, 'key-restored-1');
      const after = await on.keysAt(1).listVersions(KEYS[0]);
      expect(asked[0]?.quorum).toBe(2);
      expect(asked[0]?.changes[0]?.summary).toContain(before[1]?.version);
      expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version));
      expect(on.keys.writes).toEqual([`restore ${URLS[0]} ${KEYS[0]}`]);
      expect(await endOf(on, run)).toBe('finished');
    });

    test('is not restored from a file that was altered', async () => {
      const on = await laterStage();
      await withSetUp(on);
      purge(on, URLS[0], KEYS[0]);
      for (const name of on.backups.files.keys())
        on.backups.files.set(name, new TextEncoder().encode('something else'));

      const run = await on.recover();
      await play(on, run);

      const { state, note } = await stepOf(on, run, 'key-restored-1');
      expect([state, note]).toEqual(['failed', expect.stringContaining('SHA-256 differs')]);
      expect(await on.keysAt(1).findKey(KEYS[0])).toBeUndefined();
      expect(on.keys.writes).toEqual([]);
    });

    test('a file that is gone is asked for, and found after resume', async () => {
      const on = await laterStage();
      await withSetUp(on);
      purge(on, URLS[0], KEYS[0]);
      const kept = [...on.backups.files];
      on.backups.files.clear();

      const run = await on.recover();
      await play(on, run);
      const before = await stepOf(on, run, 'key-restored-1');
      for (const [name, bytes] of kept) on.backups.files.set(name, bytes);
      await on.runs.resume(run, operator(ada));
      await play(on, run);

      expect(before.note).toContain('no longer in the folder');
      expect(await endOf(on, run)).toBe('finished');
    });

    test('is restored by hand where a person keeps it, and its hash is shown', async () => {
      const on = await laterStage({ folder: false });
      const sha256 = 'b'.repeat(64);
      const setUp = await on.start('customer-key', on.answers);
      await on.runs.attest(setUp, 'backup-1', operator(ada), `Hash : ${sha256}`);
      await on.runs.cancel(setUp, operator(ada));
      const stored = on.keys.vault(URLS[0]).keys.get(KEYS[0].toLowerCase());
      purge(on, URLS[0], KEYS[0]);

      const run = await on.recover();
      await play(on, run);
      const turn = await stepOf(on, run, 'key-restored-1');
      if (stored !== undefined) on.keys.vault(URLS[0]).keys.set(KEYS[0].toLowerCase(), stored);
      await play(on, run);

      expect(turn.state).toBe('your-turn');
      expect(turn.change?.guide?.steps.join(' ')).toContain(sha256);
      expect(turn.change?.guide?.command).toContain(
        `Restore-AzKeyVaultKey -VaultName '${FIRST.vault}' -InputFile`,
      );
      expect(turn.change?.details['instructions']).toContain(turn.change?.guide?.command);
      expect(await endOf(on, run)).toBe('finished');
    });

    test('without any backup no new key is ever made under the old name', async () => {
      const on = await laterStage();
      purge(on, URLS[0], KEYS[0]);

      const run = await on.recover();
      await play(on, run);

      expect(await on.stepsOf(run)).toMatchObject({
        ...{ 'key-restored-1': 'your-turn', 'key-1': 'open' },
      });
      expect(await operationsOf(on, run)).toEqual([]);
      expect(await on.keysAt(1).findKey(KEYS[0])).toBeUndefined();
    });

    test('also where its vault is gone for good: the vault is made, the key restored', async () => {
      const on = await laterStage();
      await withSetUp(on);
      const stored = on.keys.vault(URLS[0]);
      on.azure.deleteVault(FIRST.vault);
      on.azure.world.deleted.clear();
      stored.keys.clear();
      on.keys.writes.length = 0;

      const run = await on.recover();
      await play(on, run);

      expect(await operationsOf(on, run)).toEqual(
        expect.arrayContaining(['azure.vault.create', 'keyvault.key.restore']),
      );
      expect(on.keys.writes).toEqual([`restore ${URLS[0]} ${KEYS[0]}`]);
      expect(await endOf(on, run)).toBe('finished');
    });

    test('is one restore, also when the bot is killed between the deed and its record', async () => {
      const on = await laterStage();
      await withSetUp(on);
      purge(on, URLS[0], KEYS[0]);
      on.keys.writes.length = 0;
      const run = await on.recover();
      const { append } = on.store.ledger;
      let killed = false;
      on.store.ledger.append = async (key, seen, what) => {
        const isDeed = what.some((one) => one.kind === 'applied' && one.step === 'key-restored-1');
        if (isDeed && !killed) {
          killed = true;
          throw new Error('killed');
        }
        return append(key, seen, what);
      };
      await expect(play(on, run)).rejects.toThrow('killed');

      await play(on, run);

      expect(on.keys.writes).toEqual([`restore ${URLS[0]} ${KEYS[0]}`]);
      expect(await endOf(on, run)).toBe('finished');
    });
  });

  test('a vault that hides a key that was switched off is understood', async () => {
    const hidden = new GatewayError('Refused.', {
      ...{ status: 403, code: 'KeyDisabled', transient: false },
    });
    const on = await laterStage({
      wrap: (world) => ({
        ...world,
        openKeyVault(vault) {
          const real = world.openKeyVault(vault);
          return {
            ...real,
            async findKey(name, version) {
              const key = await real.findKey(name, version);
              if (key !== undefined && !key.enabled && version === undefined) throw hidden;
              return key;
            },
          };
        },
      }),
    });
    on.keys.alter(URLS[0], KEYS[0], { enabled: false });

    const run = await on.recover();
    await play(on, run);

    expect(await operationsOf(on, run)).toEqual(['keyvault.key.enable']);
    expect(await endOf(on, run)).toBe('finished');
  });

  test('what no step can put right is named at the end, and the run does not finish', async () => {
    const on = await laterStage();
    const found = on.azure.world.subscriptions.get(FIRST.subscription);
    if (found === undefined) throw new Error('There is no subscription.');
    on.azure.world.subscriptions.set(FIRST.subscription, { ...found, state: 'Disabled' });
    on.clock.advance(DAY);

    const run = await on.recover();
    await play(on, run);

    const { state, note } = await stepOf(on, run, 'all-well');
    expect([state, note]).toEqual(['failed', expect.stringContaining('SUB-2')]);
    expect(note).not.toContain('type recover key');
  });
});
