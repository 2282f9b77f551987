import { expect } from 'expect';
import { GatewayError } from '../../../src/core/errors.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { encryptionPolicy } from '../../fakes/fake-encryption-policies.ts';
import { operator } from '../../fakes/stage.ts';
import { ANSWERS } from './vault-stage.ts';
import {
  approve,
  K1,
  K2,
  NAME,
  onboard,
  onboarded,
  paste,
  policyStage,
  stepOf,
} from './policy-stage.ts';

const ours = { name: NAME, description: '', keys: [K1, K2] as const };
const shown = `Name : ${NAME}\nEnabled : True\nAzureKeyIDs : {${K1}, ${K2}}\nGuid : 6b8f7a1e-0000-4000-8000-00000000000a`;
const refusedWith = (code: string) =>
  new GatewayError('Creating the policy failed.', { status: 400, code, transient: false });

suite('onboarding', () => {
  test('shows the command filled in, with keys that have no version', async () => {
    const on = await policyStage();
    const run = await on.start();

    const { state, change } = await stepOf(on, run, 'onboarding-validated');

    expect(state).toBe('your-turn');
    expect(change?.guide?.command).toContain(
      `New-CustomerKeyOnboardingRequest -OrganizationId '${ANSWERS.tenant.id}' -Scenario MDEP ` +
        `-Subscription1 '${ANSWERS.first.subscription}' -KeyIdentifier1 '${K1}' ` +
        `-Subscription2 '${ANSWERS.second.subscription}' -KeyIdentifier2 '${K2}' -OnboardingMode Validate`,
    );
    expect(change?.guide).toMatchObject({ proof: 'attested', asks: { label: expect.any(String) } });
    expect(change?.guide?.steps.join(' ')).toMatch(/role Reader on both/);
  });

  test('is enabled only after it was validated, and only by what was printed', async () => {
    const on = await policyStage();
    const run = await on.start();

    expect((await stepOf(on, run, 'onboarding-enabled')).state).toBe('open');
    expect(await paste(on, run, 'onboarding-validated', 'done')).toMatchObject({ kind: 'refused' });
    expect(await paste(on, run, 'onboarding-validated')).toMatchObject({ kind: 'refused' });
    expect(await paste(on, run, 'onboarding-validated', onboarded('Validate'))).toMatchObject({
      kind: 'recorded',
    });
    expect(await paste(on, run, 'onboarding-enabled', onboarded('Validate'))).toMatchObject({
      kind: 'refused',
    });
    await paste(on, run, 'onboarding-enabled', onboarded('Enable'));

    expect(await on.stepsOf(run)).toMatchObject({
      'onboarding-validated': 'attested',
      'onboarding-enabled': 'attested',
    });
    const said = (await on.runs.read(run)).findLast(({ kind }) => kind === 'attested');
    expect(said).toMatchObject({
      seen: { mode: 'Enable', validation: 'Success', enablement: 'Success' },
    });
  });

  test('is taken as done where a policy with these keys shows it', async () => {
    const on = await policyStage();
    on.encryption.world.policies.push(encryptionPolicy(ours));

    const run = await on.start();

    const { state, note } = await stepOf(on, run, 'onboarding-enabled');
    expect(state).toBe('verified');
    expect(note).toContain(`The policy ${NAME} with both keys exists`);
  });

  test('is not taken as done for a policy with one of the keys', async () => {
    const on = await policyStage();
    const keys = [K1, K1.replace('key-a', 'other')] as const;
    on.encryption.world.policies.push(encryptionPolicy({ ...ours, keys }));

    const run = await on.start();

    expect((await stepOf(on, run, 'onboarding-validated')).state).toBe('your-turn');
  });

  test('goes on by hand where Exchange Online cannot be asked', async () => {
    const on = await policyStage();
    on.policies.failNext('list', refusedWith('RoleMissing'), 20);

    const run = await on.start();

    expect((await stepOf(on, run, 'onboarding-validated')).state).toBe('your-turn');
  });
});

suite('the policy, made by the bot', () => {
  test('is asked for at the start and made once it was approved and its turn has come', async () => {
    const on = await policyStage();
    const run = await on.start();
    const { asked } = await stepOf(on, run, 'policy');
    expect(asked[0]).toMatchObject({ quorum: 2, state: 'pending' });
    expect(asked[0]?.changes[0]?.details).toMatchObject({
      operation: 'encryption.policy.create',
      after: { name: NAME, keys: [K1, K2], enabled: true },
    });

    await approve(on, run, 'policy');
    expect(on.encryption.world.writes).toEqual([]);
    await onboard(on, run);

    expect(on.encryption.world.writes).toEqual([`create ${NAME}`]);
    expect(await stepOf(on, run, 'policy')).toMatchObject({
      state: 'verified',
      note: expect.stringContaining(`names the keys ${K1} and ${K2}`),
    });
    expect((await stepOf(on, run, 'policy')).asked).toHaveLength(1);
  });

  test('is sent exactly as it was approved', async () => {
    const sent: unknown[] = [];
    const on = await policyStage({
      answers: { policy: { name: NAME, description: 'Root\nkeys ‘of’ Contoso' } },
      wrap: (policies) => ({
        ...policies,
        listMissingCmdlets: () => policies.listMissingCmdlets(),
        list: () => policies.list(),
        findAssignment: () => policies.findAssignment(),
        async create(wanted, id) {
          sent.push(wanted);
          return policies.create(wanted, id);
        },
      }),
    });
    const run = await on.start();
    await approve(on, run, 'policy');
    await onboard(on, run);

    const { asked } = await stepOf(on, run, 'policy');
    const { enabled: _enabled, ...approved } = asked[0]?.changes[0]?.details.after as object & {
      enabled: boolean;
    };
    expect(sent).toEqual([approved]);
  });

  test('that is there already is left as it is', async () => {
    const on = await policyStage();
    const keys = [`${K2.toUpperCase()}/${'a'.repeat(32)}`, `${K1}/`] as const;
    on.encryption.world.policies.push(
      encryptionPolicy({ ...ours, name: NAME.toLowerCase(), keys }),
    );

    const run = await on.start();

    expect((await stepOf(on, run, 'policy')).state).toBe('verified');
    expect(on.encryption.world.writes).toEqual([]);
  });

  const stopped = async (policy: Parameters<typeof encryptionPolicy>[0]) => {
    const on = await policyStage();
    on.encryption.world.policies.push(encryptionPolicy(policy));
    const run = await on.start();
    if ((await stepOf(on, run, 'policy')).state === 'open') await onboard(on, run);
    return { on, step: await stepOf(on, run, 'policy') };
  };

  test('of this name with other keys is refused, and so is one of another name with these', async () => {
    const other = await stopped({ ...ours, keys: [K1, K1.replace('key-a', 'x')] });
    const twin = await stopped({ ...ours, name: 'Twin' });

    expect(other.step).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/another name/),
    });
    expect(twin.step).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/start again with Twin as the name/),
    });
    expect([...other.on.encryption.world.writes, ...twin.on.encryption.world.writes]).toEqual([]);
  });

  test('that somebody disabled is enabled by hand, after two have approved it', async () => {
    const on = await policyStage();
    on.encryption.world.policies.push(encryptionPolicy(ours, { enabled: false }));
    const run = await on.start();
    const { asked } = await stepOf(on, run, 'policy');
    expect(asked[0]).toMatchObject({ quorum: 2 });
    expect(asked[0]?.changes[0]?.details['instructions']).toEqual(
      expect.arrayContaining([expect.stringContaining('-Enabled $true')]),
    );

    await approve(on, run, 'policy');
    expect((await stepOf(on, run, 'policy')).state).toBe('your-turn');
    on.encryption.world.policies.splice(0, 1, encryptionPolicy(ours));
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'policy')).state).toBe('verified');
  });

  for (const [code, says] of [
    ['NotOnboarded', /Get-CustomerKeyOnboardingRequest -OrganizationId/],
    ['RoleMissing', /Compliance Administrator/],
    ['KeyUnreachable', /ACC-2.*KV-10/],
    ['Unheard', /Creating the policy failed\.$/],
  ] as const)
    test(`that is refused with ${code} stops with a sentence that says what to do`, async () => {
      const on = await policyStage();
      on.policies.failNext('create', refusedWith(code));
      const run = await on.start();
      await approve(on, run, 'policy');
      await onboard(on, run);

      expect(await stepOf(on, run, 'policy')).toMatchObject({
        state: 'failed',
        note: expect.stringMatching(says),
      });
    });

  test('is made once when the bot is killed after the call', async () => {
    const on = await policyStage();
    const create = on.encryption.create;
    let killed = false;
    on.encryption.create = async (wanted, id) => {
      await create(wanted, id);
      if (killed) return;
      killed = true;
      throw new Error('killed');
    };
    const run = await on.start();
    await approve(on, run, 'policy');
    await expect(onboard(on, run)).rejects.toThrow('killed');
    await on.runs.advance(run);

    expect(on.encryption.world.writes).toEqual([`create ${NAME}`]);
    expect((await stepOf(on, run, 'policy')).state).toBe('verified');
  });

  test('is asked for again later when the service is silent, the approval unspent', async () => {
    const on = await policyStage();
    on.policies.failNext(
      'create',
      new GatewayError('No answer.', { status: 503, transient: true, unknownOutcome: true }),
    );
    const run = await on.start();
    await approve(on, run, 'policy');
    await onboard(on, run);
    expect((await stepOf(on, run, 'policy')).state).toBe('waiting');
    on.clock.advance(60_000);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'policy')).state).toBe('verified');
    expect((await stepOf(on, run, 'policy')).asked).toHaveLength(1);
  });
});

suite('the policy, made by hand', () => {
  const atTheGuide = async (more: Parameters<typeof policyStage>[0] = {}) => {
    const on = await policyStage({ cmdlets: false, ...more });
    const run = await on.start();
    await approve(on, run, 'policy');
    await onboard(on, run);
    return { on, run };
  };

  test('is approved with its very instructions before anybody is asked to do it', async () => {
    const on = await policyStage({ cmdlets: false });
    const run = await on.start();
    const { asked } = await stepOf(on, run, 'policy');
    await onboard(on, run);

    expect((await stepOf(on, run, 'policy')).state).toBe('asked');
    const instructions = JSON.stringify(asked[0]?.changes[0]?.details['instructions']);
    expect(instructions).toContain(`-Name '${NAME}' -AzureKeyIDs @('${K1}','${K2}')`);
  });

  test('is attested by what Exchange Online showed, never verified', async () => {
    const { on, run } = await atTheGuide();
    expect(await paste(on, run, 'policy', shown.replace(K2, K1))).toMatchObject({
      kind: 'refused',
    });
    expect((await stepOf(on, run, 'policy')).state).toBe('your-turn');

    await paste(on, run, 'policy', shown);

    expect((await stepOf(on, run, 'policy')).state).toBe('attested');
    expect(
      (await on.runs.read(run)).find(
        ({ kind, ...e }) => kind === 'attested' && 'step' in e && e.step === 'policy',
      ),
    ).toMatchObject({
      seen: {
        name: NAME,
        enabled: true,
        keys: [K1, K2],
        identity: '6b8f7a1e-0000-4000-8000-00000000000a',
      },
    });
  });

  test('cannot be made to run anything else by its description', async () => {
    const description = "it's ‘so’ ‚x‛ $(Remove-Item *) `n; Remove-Item\nRemove-Item";
    const { on, run } = await atTheGuide({ answers: { policy: { name: NAME, description } } });

    const { change } = await stepOf(on, run, 'policy');

    const line = change?.guide?.command?.split('\n')[1] ?? '';
    expect(line).toContain(
      "-Description 'it''s ‘‘so’’ ‚‚x‛‛ $(Remove-Item *) `n; Remove-Item Remove-Item'",
    );
    expect(change?.guide?.command?.split('\n')).toHaveLength(3);
  });

  test('is not settled by a person who is no operator', async () => {
    const { on, run } = await atTheGuide();

    const answer = await on.runs.attest(
      run,
      'policy',
      { ...operator(ada), roles: new Set() },
      shown,
    );

    expect(answer).toMatchObject({ kind: 'refused' });
  });
});
