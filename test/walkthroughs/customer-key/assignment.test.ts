import { expect } from 'expect';
import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { judgeAll, mustHold } from '../../../src/walkthroughs/customer-key/judge-all.ts';
import { assignment } from '../../../src/walkthroughs/customer-key/steps/assignment.ts';
import { siteOf, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada, ben, cleo, dan } from '../../fakes/fake-directory.ts';
import { encryptionPolicy } from '../../fakes/fake-encryption-policies.ts';
import { operator } from '../../fakes/stage.ts';
import { ANSWERS } from './vault-stage.ts';
import {
  approve,
  atTheDoor,
  K1,
  K2,
  NAME,
  onboard,
  paste,
  policyStage,
  stepOf,
  type PolicyStage,
} from './policy-stage.ts';

const stateOf = async (on: PolicyStage, run: string) => (await stepOf(on, run, 'assignment')).state;
const written = (on: PolicyStage) =>
  on.encryption.world.writes.filter((one) => one.startsWith('assign'));
/** The cool-down is over. */
const later = async (on: PolicyStage, run: string) => {
  on.clock.advance(HOUR + MINUTE);
  await on.runs.advance(run);
};

suite('the one-way door, passed by the bot', () => {
  test('is put before two approvers with all that the decision rests on', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);

    const { asked, oneWay } = await stepOf(on, run, 'assignment');

    expect(oneWay).toMatch(/support ticket.*never be purged/);
    expect(asked[0]).toMatchObject({ quorum: 2, phrase: expect.any(String), state: 'pending' });
    const [change] = asked[0]?.changes ?? [];
    expect(change?.details).toMatchObject({
      operation: 'encryption.policy.assign',
      ...{ before: 'none', after: { assigned: NAME } },
      policy: { name: NAME, identity: NAME },
      firstKey: {
        key: K1,
        version: expect.stringMatching(/^[0-9a-f]{32}$/),
        vault: expect.stringContaining('/vaults/Contoso-CK-MW-VaultA1'),
        administrators: [ben.id],
      },
      secondKey: { key: K2, administrators: [cleo.id] },
    });
  });

  test('is not foreseen while there is no policy, and waits for it', async () => {
    const on = await policyStage();
    const run = await on.start();

    expect((await stepOf(on, run, 'assignment')).asked).toEqual([]);
  });

  test('opens after two approvals, the phrase and the hour, and once', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment', [ben]);
    await later(on, run);
    expect(written(on)).toEqual([]);
    await approve(on, run, 'assignment', [cleo]);

    expect(written(on)).toEqual([`assign ${NAME}`]);
    expect(await stepOf(on, run, 'assignment')).toMatchObject({
      state: 'verified',
      note: expect.stringMatching(/names Contoso_Global as the assigned policy.*24 hours/),
    });
    await later(on, run);
    expect(written(on)).toHaveLength(1);
  });

  test('stays shut within the hour', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);

    await approve(on, run, 'assignment');

    expect(written(on)).toEqual([]);
  });

  test('stays shut when a check fails at the very moment of passing, and opens to a new approval when it holds again', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment');
    on.failing.push('KEY-4: The first key is enabled. Found: disabled.');
    await later(on, run);

    expect(await stepOf(on, run, 'assignment')).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/^Nothing was assigned: 1 of the checks.*KEY-4/),
    });
    expect(written(on)).toEqual([]);
    on.failing.splice(0);
    await on.runs.resume(run, operator(ada));
    await on.runs.advance(run);
    await later(on, run);
    expect(written(on)).toEqual([]);
    await approve(on, run, 'assignment');
    await later(on, run);
    expect(written(on)).toEqual([`assign ${NAME}`]);
  });

  test('runs the checks upon what is there now, not upon what was read before', async () => {
    const on = await policyStage();
    const site = siteOf(on.world, ANSWERS, remembering());
    on.encryption.world.policies.push(
      encryptionPolicy({ name: NAME, description: '', keys: [K1, K2] }),
    );
    await Promise.all([site.branches[0].key(), site.policies(), site.assignment()]);
    const versions: (string | undefined)[] = [];
    const step = assignment(site, async (seen) => {
      versions.push((await seen.branches[0].key())?.version);
      return [];
    });
    const looking = { entries: [], history: [], now: on.clock.now() };
    await step.check(looking);
    const key = on.keyVaults.vault(K1).keys.get(ANSWERS.first.key);
    const [found] = key?.versions ?? [];
    if (found) key?.versions.push({ ...found, version: 'f'.repeat(32) });

    await step.check(looking);

    expect(versions[1]).toBe('f'.repeat(32));
    expect(versions[0]).not.toBe(versions[1]);
  });

  const voids: Record<string, (on: PolicyStage) => void> = {
    'a key has got another version': (on) => {
      const key = on.keyVaults.vault(K2).keys.get(ANSWERS.second.key);
      const [found] = key?.versions ?? [];
      if (found) key?.versions.push({ ...found, version: 'e'.repeat(32) });
    },
    'somebody else administers a key now': (on) => on.give(0, dan.id, ROLES.cryptoOfficer),
    'a group administers a key now': (on) => on.give(1, 'group-1', ROLES.owner, 'Group'),
    'the policy has another identity': (on) =>
      void on.encryption.world.policies.splice(
        0,
        1,
        encryptionPolicy({ name: NAME, description: '', keys: [K1, K2] }, { identity: 'guid-2' }),
      ),
  };
  for (const [what, happen] of Object.entries(voids))
    test(`is asked for anew when ${what} between approval and passing`, async () => {
      const on = await policyStage();
      const run = await atTheDoor(on);
      await approve(on, run, 'assignment');
      happen(on);
      await later(on, run);

      const { asked } = await stepOf(on, run, 'assignment');
      expect(asked.map(({ state }) => state)).toEqual(['void', 'pending']);
      expect(written(on)).toEqual([]);
    });

  test('does not mind what has nothing to do with it', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment');
    on.give(0, 'another-bot', ROLES.reader, 'ServicePrincipal');
    on.give(1, dan.id, ROLES.reader);
    on.azure.world.assignments.reverse();
    await later(on, run);

    expect(written(on)).toHaveLength(1);
  });

  const shut: Record<string, (on: PolicyStage) => void> = {
    'the policy was edited to other keys': (on) =>
      void on.encryption.world.policies.splice(
        0,
        1,
        encryptionPolicy({ name: NAME, description: '', keys: [K1, `${K1}x`] }),
      ),
    'the policy was disabled': (on) =>
      void on.encryption.world.policies.splice(
        0,
        1,
        encryptionPolicy({ name: NAME, description: '', keys: [K1, K2] }, { enabled: false }),
      ),
    'the policy is gone': (on) => void on.encryption.world.policies.splice(0),
    'the key was deleted': (on) => on.keyVaults.deleteKey(K1, ANSWERS.first.key),
    'the vault was deleted': (on) => on.azure.deleteVault(ANSWERS.first.vault),
    'another policy was assigned': (on) => void (on.encryption.world.assigned = 'Other'),
    'Exchange Online does not say what is assigned': (on) =>
      on.policies.failNext(
        'findAssignment',
        new GatewayError('Unreadable.', { status: 200, transient: false }),
        5,
      ),
  };
  for (const [what, happen] of Object.entries(shut))
    test(`stays shut when ${what} in the meantime`, async () => {
      const on = await policyStage();
      const run = await atTheDoor(on);
      await approve(on, run, 'assignment');
      happen(on);
      await later(on, run);

      expect(written(on)).toEqual([]);
      expect(['failed', 'waiting']).toContain(await stateOf(on, run));
    });

  test('of a tenant with another policy is not planned at all', async () => {
    const on = await policyStage();
    on.encryption.world.policies.push(
      encryptionPolicy({ name: 'Other', description: '', keys: ['a', 'b'] }),
    );
    on.encryption.world.assigned = 'Other';
    const run = await atTheDoor(on);

    expect(await stepOf(on, run, 'assignment')).toMatchObject({
      state: 'failed',
      asked: [],
      note: expect.stringMatching(/Another policy is assigned to the tenant: Other/),
    });
  });

  test('that was passed before is found open', async () => {
    const on = await policyStage();
    on.encryption.world.policies.push(
      encryptionPolicy({ name: NAME, description: '', keys: [K1, K2] }),
    );
    on.encryption.world.assigned = NAME.toUpperCase();

    const run = await on.start();

    expect(await stateOf(on, run)).toBe('verified');
    expect(written(on)).toEqual([]);
  });

  test('is known to be passed when the bot is killed after the call', async () => {
    const on = await policyStage();
    const assign = on.encryption.assign;
    on.encryption.assign = async (name, id) => {
      await assign(name, id);
      throw new Error('killed');
    };
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment');
    await expect(later(on, run)).rejects.toThrow('killed');
    await on.runs.advance(run);

    expect(await stateOf(on, run)).toBe('verified');
    expect(written(on)).toHaveLength(1);
  });

  test('is waited for when its effect cannot be seen yet, and not pushed again', async () => {
    const on = await policyStage();
    let calls = 0;
    on.encryption.assign = async () => void (calls += 1);
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment');
    await later(on, run);
    expect(await stateOf(on, run)).toBe('waiting');
    on.clock.advance(2 * MINUTE);
    await on.runs.advance(run);
    on.encryption.world.assigned = NAME;
    on.clock.advance(2 * MINUTE);
    await on.runs.advance(run);

    expect(calls).toBe(1);
    expect(await stateOf(on, run)).toBe('verified');
  });

  test('a service that is silent keeps the approval, one that refuses says so', async () => {
    const on = await policyStage();
    const run = await atTheDoor(on);
    await approve(on, run, 'assignment');
    on.policies.failNext('assign', new GatewayError('Busy.', { status: 503, transient: true }));
    await later(on, run);
    expect(await stateOf(on, run)).toBe('waiting');
    on.policies.failNext(
      'assign',
      new GatewayError('No.', { status: 400, code: 'KeyUnreachable', transient: false }),
    );
    on.clock.advance(5 * MINUTE);
    await on.runs.advance(run);

    expect(await stepOf(on, run, 'assignment')).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/^No\. Microsoft could not use one of the keys/),
    });
    expect(written(on)).toEqual([]);
  });
});

suite('who may not decide about the one-way door', () => {
  const alone = (on: PolicyStage, person: string) => {
    on.azure.world.assignments.splice(0);
    for (const number of [0, 1] as const) on.give(number, person, ROLES.owner);
  };

  test('whoever alone administers both keys is refused, with the reason', async () => {
    const on = await policyStage();
    alone(on, ben.id);
    const run = await atTheDoor(on);

    const [answer] = await approve(on, run, 'assignment', [ben]);

    expect(answer).toMatchObject({
      kind: 'refused',
      says: expect.stringMatching(/alone administer/),
    });
    const { asked } = await stepOf(on, run, 'assignment');
    expect(asked[0]?.excludes).toEqual([{ id: ben.id, why: expect.any(String) }]);
  });

  test('with somebody beside them they may, and so may those of one key only', async () => {
    const on = await policyStage();
    alone(on, ben.id);
    on.give(1, cleo.id, ROLES.cryptoOfficer);
    const run = await atTheDoor(on);

    const answers = await approve(on, run, 'assignment');

    expect(answers.map(({ kind }) => kind)).toEqual(['recorded', 'recorded']);
  });

  test('applications and groups are no people', async () => {
    const on = await policyStage();
    const site = siteOf(on.world, ANSWERS, remembering());
    const excluded = async () => {
      const looking = { entries: [], history: [], now: on.clock.now() };
      return (await assignment(site, async () => []).excludes?.(looking))?.map(({ id }) => id);
    };
    alone(on, ben.id);
    on.give(0, 'some-bot', ROLES.owner, 'ServicePrincipal');
    expect(await excluded()).toEqual([ben.id]);
    on.give(0, 'some-group', ROLES.owner, 'Group');

    expect(await excluded()).toEqual([]);
  });

  suite('where the directory says who is in a group', () => {
    const refuse = (status: number, transient: boolean) =>
      Promise.reject(new GatewayError('The group cannot be read.', { status, transient }));
    const excludedWith = async (
      on: Awaited<ReturnType<typeof policyStage>>,
      membersOf: NonNullable<World['membersOf']>,
    ) => {
      const site = siteOf({ ...on.world, membersOf }, ANSWERS, remembering());
      const looking = { entries: [], history: [], now: on.clock.now() };
      const found = await assignment(site, async () => []).excludes?.(looking);
      return found?.map(({ id }) => id);
    };

    test('a group of one is that one', async () => {
      const on = await policyStage();
      on.azure.world.assignments.splice(0);
      on.give(0, ben.id, ROLES.cryptoOfficer);
      on.give(1, 'crypto-team', ROLES.owner, 'Group');

      expect(await excludedWith(on, async () => [ben.id.toUpperCase()])).toEqual([ben.id]);
      expect(await excludedWith(on, async () => [ben.id, cleo.id])).toEqual([]);
      expect(await excludedWith(on, async () => [])).toEqual([]);
    });

    test('two groups of the same one are that one', async () => {
      const on = await policyStage();
      on.azure.world.assignments.splice(0);
      on.give(0, 'team-a', ROLES.owner, 'Group');
      on.give(1, 'team-b', ROLES.owner, 'Group');

      expect(await excludedWith(on, async () => [ben.id])).toEqual([ben.id]);
    });

    test('a group that may not be read counts as people unknown, and silence as no answer', async () => {
      const on = await policyStage();
      alone(on, ben.id);
      on.give(0, 'some-group', ROLES.owner, 'Group');

      expect(await excludedWith(on, () => refuse(403, false))).toEqual([]);
      await expect(excludedWith(on, () => refuse(503, true))).rejects.toThrow('cannot be read');
    });
  });

  const custodian = (part: number, ask: number, by: string): readonly Entry[] => {
    const site = siteOf(current.world, ANSWERS, remembering());
    const custody = site.branches[part === 1 ? 0 : 1].custody;
    const at = '2026-11-20T12:00:00.000Z';
    const step = `key-${part}`;
    return [
      {
        ...{ kind: 'requested', seq: ask * 2, at, ask, step, digest: 'd', changes: [], quorum: 1 },
        ...{ expiresAt: '2026-11-23T12:00:00.000Z', custody },
      },
      {
        ...{ kind: 'decided', seq: ask * 2 + 1, at, ask, step, digest: 'd', verdict: 'approved' },
        by: { id: by, name: by },
      },
    ];
  };
  const begun: Entry = {
    ...{ kind: 'started', seq: 0, at: '2026-11-20T11:00:00.000Z', walkthrough: 'customer-key' },
    ...{ title: 't', subject: 's', answers: {}, requester: ada, steps: [] },
  };
  let current: PolicyStage;
  const excludedBy = async (history: readonly Entry[]) => {
    const site = siteOf(current.world, ANSWERS, remembering());
    const looking = { entries: [], history, now: current.clock.now() };
    return (await assignment(site, async () => []).excludes?.(looking))?.map(({ id }) => id);
  };

  test('whoever alone approved both keys on record, in one run or over two', async () => {
    current = await policyStage();
    const one = [begun, ...custodian(1, 1, 'x'), ...custodian(2, 2, 'x')];
    const two = [begun, ...custodian(1, 1, 'x'), begun, ...custodian(2, 1, 'x')];
    const apart = [begun, ...custodian(1, 1, 'x'), ...custodian(2, 2, 'y')];

    expect(await excludedBy(one)).toEqual(['x']);
    expect(await excludedBy(two)).toEqual(['x']);
    expect(await excludedBy(apart)).toEqual([]);
  });
});

suite('the one-way door, passed by hand', () => {
  const GUID = '6b8f7a1e-0000-4000-8000-00000000000a';
  const atTheGuide = async () => {
    const on = await policyStage({ cmdlets: false });
    const run = await on.start();
    await approve(on, run, 'policy');
    await onboard(on, run);
    const shown = `Name : ${NAME}\nEnabled : True\nAzureKeyIDs : {${K1}, ${K2}}\nGuid : ${GUID}`;
    await paste(on, run, 'policy', shown);
    return { on, run };
  };

  test('needs the same approvals, of the very instructions', async () => {
    const { on, run } = await atTheGuide();
    const { asked, state } = await stepOf(on, run, 'assignment');
    expect(state).toBe('asked');
    expect(asked[0]).toMatchObject({ quorum: 2, phrase: expect.any(String) });
    expect(JSON.stringify(asked[0]?.changes[0]?.details['instructions'])).toContain(
      `Set-M365DataAtRestEncryptionPolicyAssignment -DataEncryptionPolicy '${NAME}'`,
    );

    await approve(on, run, 'assignment');
    expect(await stateOf(on, run)).not.toBe('your-turn');
    await later(on, run);

    expect(await stateOf(on, run)).toBe('your-turn');
  });

  test('is attested by what Exchange Online showed, by name or by the id on record', async () => {
    for (const shown of [
      `DataEncryptionPolicy : ${NAME}`,
      `DataEncryptionPolicy : ${GUID.toUpperCase()}`,
    ]) {
      const { on, run } = await atTheGuide();
      await approve(on, run, 'assignment');
      await later(on, run);
      expect(await paste(on, run, 'assignment', 'DataEncryptionPolicy : Other')).toMatchObject({
        kind: 'refused',
      });

      await paste(on, run, 'assignment', shown);

      expect(await stateOf(on, run)).toBe('attested');
    }
  });

  test('nobody is sent through it while a check fails', async () => {
    const { on, run } = await atTheGuide();
    await approve(on, run, 'assignment');
    on.failing.push('ACC-2: no access.');
    await later(on, run);

    expect(await stateOf(on, run)).toBe('failed');
  });
});

suite('the one-way door with the real checks', () => {
  test('stays shut on a site with gaps, and names them', async () => {
    const on = await policyStage();
    on.encryption.world.policies.push(
      encryptionPolicy({ name: NAME, description: '', keys: [K1, K2] }),
    );
    const site = siteOf(on.world, ANSWERS, remembering());
    const step = assignment(site, async (seen, looking) => mustHold(await judgeAll(seen, looking)));
    const looking = { entries: [], history: [], now: on.clock.now() };

    // Microsoft's application has no right on any vault here.
    await expect(step.check(looking)).rejects.toThrow(/Nothing was assigned.*ACC-2/);
    for (const number of [0, 1] as const)
      on.give(
        number,
        '0b0b0b0b-0000-4000-8000-000000000001',
        ROLES.encryptionUser,
        'ServicePrincipal',
      );

    expect(await step.check(looking)).toHaveLength(1);
  });
});
