import { expect } from 'expect';
import { DAY, MINUTE } from '../../../src/core/clock.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { botMayUseKeys } from '../../../src/walkthroughs/customer-key/steps/bot-access.ts';
import { keyFit } from '../../../src/walkthroughs/customer-key/steps/key.ts';
import { vaultReady } from '../../../src/walkthroughs/customer-key/steps/vault.ts';
import { siteOf, type Site } from '../../../src/walkthroughs/customer-key/world.ts';
import type { Key } from '../../../src/gateways/key-vault.ts';
import { ben } from '../../fakes/fake-directory.ts';
import {
  ANSWERS,
  approveAll,
  keyStage,
  play,
  refusal,
  silence,
  started,
  stepOf,
  URLS,
  type KeyStage,
  type Setting,
} from './key-stage.ts';

const both = (site: Site) => site.branches.map((branch) => keyFit(site, branch));
const firstOnly = (site: Site) => [keyFit(site, site.branches[0])];
const keysOf = (more: Partial<Setting> = {}) => keyStage({ steps: firstOnly, ...more });

const { key: NAME, vault: VAULT } = ANSWERS.first;

/** Adopts a key as somebody left it and says what became of the step. */
async function adopted(
  more: Partial<Key>,
  { answers = {}, ...setting }: Partial<Setting> & { answers?: Partial<Answers> } = {},
) {
  const on = keysOf(setting);
  await on.bring(more);
  const run = await started(on, answers);
  await play(on, run);
  return { on, run, step: await stepOf(on, run, 'key-1') };
}

const summaries = ({ asked }: Awaited<ReturnType<typeof stepOf>>) =>
  asked.flatMap(({ changes }) => changes.map(({ summary }) => summary));

suite('Keys for Customer Key', () => {
  test('both keys are created as approved, each by a custodian of its own', async () => {
    const on = keyStage({ steps: both });
    const run = await started(on);

    await play(on, run);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect(ended).toBe('finished');
    expect(asks.map(({ step, quorum, custody }) => [step, quorum, custody?.part])).toEqual([
      ['key-1', 1, `${VAULT}/${NAME}`],
      ['key-2', 1, 'Contoso-CK-MW-B1/Key002'],
    ]);
    const keys = await on.keyVaults.open({ id: '', url: URLS[1] }).listVersions('Key002');
    expect(keys).toHaveLength(1);
    expect(await on.first.findKey(NAME)).toMatchObject({
      ...{ type: 'RSA-HSM', size: 3072, operations: ['wrapKey', 'unwrapKey'] },
      ...{ enabled: true, expiresAt: undefined },
    });
    expect((await stepOf(on, run, 'key-1')).note).toContain('RSA-HSM, 3072 bits');
  });

  test('the plan says exactly what is sent', async () => {
    const on = keysOf();
    const run = await started(on, { keySize: 4096 });

    await on.runs.advance(run);

    const [asked] = (await stepOf(on, run, 'key-1')).asked;
    expect(asked?.changes[0]).toMatchObject({
      summary: `Create the key ${NAME} in the vault ${VAULT}: RSA in hardware (RSA-HSM), 4096 bits, for wrapping and unwrapping only, without expiry.`,
      details: {
        operation: 'keyvault.key.create',
        target: `${URLS[0]}/keys/${NAME}`,
        before: null,
        after: { type: 'RSA-HSM', size: 4096, operations: ['wrapKey', 'unwrapKey'], expires: null },
      },
    });
    expect(on.keyVaults.writes).toEqual([]);
  });

  test('a key is planned before its vault exists, and that plan still stands afterwards', async () => {
    const on = keysOf();
    on.azure.world.vaults.clear();
    const run = await started(on);

    await on.runs.advance(run);
    await approveAll(on, run);
    on.addVaults();
    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect([state, asked.length]).toEqual(['verified', 1]);
  });

  test('a key is planned where the subscription does not know vaults yet', async () => {
    const on = keysOf();
    on.azureFaults.failNext('findVault', refusal('MissingSubscriptionRegistration', 409));
    const run = await started(on);

    await on.runs.advance(run);

    expect((await stepOf(on, run, 'key-1')).state).toBe('asked');
  });

  test('a vault that is gone at the last moment is said, and nothing is made', async () => {
    const on = keysOf();
    on.azure.world.vaults.clear();
    const run = await started(on);

    await play(on, run);

    expect((await stepOf(on, run, 'key-1')).note).toContain(`The vault ${VAULT} is not there`);
    expect(on.keyVaults.writes).toEqual([]);
  });

  test('a key that is fit is adopted without any change or question', async () => {
    const { on, step } = await adopted({ operations: ['wrapKey', 'unwrapKey', 'sign'] });

    expect([step.state, step.asked]).toEqual(['verified', []]);
    expect(step.note).toContain('It may also be used for sign');
    expect(on.keyVaults.writes).toEqual([]);
  });

  for (const [what, more] of [
    ['kept in software (RSA)', { type: 'RSA' }],
    ['of type EC-HSM', { type: 'EC-HSM', size: undefined }],
    ['may not be used for unwrapKey', { operations: ['WRAPKEY', 'sign'] }],
    ['may not be used for wrapKey and unwrapKey', { operations: [] }],
  ] satisfies readonly (readonly [string, Partial<Key>])[])
    test(`a key is refused that is ${what}`, async () => {
      const { on, step } = await adopted(more);

      expect(step.state).toBe('failed');
      expect(step.note).toContain(what);
      expect(step.note).toContain('start again with another key name');
      expect(on.keyVaults.writes).toEqual([]);
    });

  for (const [says, more, answers] of [
    ['this size is unusual', { size: 1024 }, {}],
    ['4096 bits were asked for', { size: 3072 }, { keySize: 4096 as const }],
    ['older generation of hardware (platform 1)', { hsmPlatform: '1' }, {}],
    ['no backup of it', {}, { keySource: 'import' as const }],
  ] satisfies readonly (readonly [string, Partial<Key>, Partial<Answers>])[])
    test(`a key holds with the remark: ${says}`, async () => {
      const { step } = await adopted(more, { answers });

      expect(step.state).toBe('verified');
      expect(step.note).toContain(says);
    });

  test('an expiry is moved to the last day there is, and the plan says that it stays', async () => {
    const { on, step } = await adopted({ expiresAt: '2027-03-01T00:00:00.000Z' });

    expect(step.state).toBe('verified');
    expect(summaries(step)).toEqual([
      expect.stringContaining('from 2027-03-01 to 31 December 9999'),
    ]);
    expect(summaries(step)[0]).toContain('cannot be removed, only moved');
    expect((await on.first.findKey(NAME))?.expiresAt).toContain('9999-12-31');
  });

  test('an expiry in the year 9999 is none', async () => {
    const { step } = await adopted({ expiresAt: '9999-12-31T23:59:59.000Z' });

    expect([step.state, step.asked.length]).toEqual(['verified', 0]);
  });

  test('versions that somebody switched off are switched on, the older ones too', async () => {
    const on = keysOf();
    const { version: old } = await on.bring();
    const { version: now } = await on.first.rollKey(NAME, old, 'rolled');
    on.keyVaults.alter(URLS[0], NAME, { enabled: false }, old);
    on.keyVaults.alter(URLS[0], NAME, { enabled: false }, now);
    const run = await started(on);

    await play(on, run);

    const step = await stepOf(on, run, 'key-1');
    expect(summaries(step)).toEqual([
      expect.stringMatching(`${old}.*older version`),
      expect.stringMatching(`${now}.*current version`),
    ]);
    expect(step.state).toBe('verified');
    expect((await on.first.listVersions(NAME)).map(({ enabled }) => enabled)).toEqual([true, true]);
  });

  test('a vault that hides a key which is switched off lists it all the same', async () => {
    const on = keysOf();
    await on.bring({ enabled: false });
    on.first.failNext('findKey', refusal('KeyDisabled'), 3);
    const run = await started(on);

    await play(on, run);

    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect(on.keyVaults.writes).toEqual([`change ${URLS[0]} ${NAME}`]);
  });

  test('another refusal is not taken for a key that is switched off', async () => {
    const on = keysOf();
    await on.bring();
    on.first.failNext('findKey', refusal('Forbidden'), 9);
    const run = await started(on);

    await play(on, run);

    expect(await stepOf(on, run, 'key-1')).toMatchObject({
      state: 'failed',
      note: 'It was refused (Forbidden).',
    });
  });

  test('a key that is not valid yet is somebody’s turn until it is', async () => {
    const on = keysOf();
    await on.bring({ notBefore: '2026-11-25T00:00:00.000Z' });
    const run = await started(on);

    await on.runs.advance(run);
    const turn = await stepOf(on, run, 'key-1');
    on.clock.advance(4 * DAY);
    await on.runs.advance(run);

    expect(turn.state).toBe('your-turn');
    expect(turn.change?.guide?.command).toContain(`-Name '${NAME}'`);
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
  });

  test('a rotation policy is replaced by one that only notifies', async () => {
    const on = keysOf();
    await on.bring();
    const stored = on.keyVaults.vault(URLS[0]).keys.get(NAME.toLowerCase());
    if (stored === undefined) throw new Error('The key was not brought.');
    stored.policy = { expiryTime: 'P1Y', actions: ['rotate', 'notify'] };
    const run = await started(on);

    await play(on, run);

    const step = await stepOf(on, run, 'key-1');
    expect(step.asked[0]?.changes[0]?.details.before).toEqual({
      expiryTime: 'P1Y',
      actions: ['rotate', 'notify'],
    });
    expect(summaries(step)[0]).toContain('would expire after P1Y');
    expect([step.state, stored.policy.actions]).toEqual(['verified', ['notify']]);
  });

  test('a policy that only notifies is left as it is', async () => {
    const { step } = await adopted({});

    expect([step.state, step.asked.length]).toEqual(['verified', 0]);
  });

  test('a rotation policy that the bot may not read is never taken for a good one', async () => {
    const on = keysOf();
    await on.bring();
    on.first.failNext('getRotationPolicy', refusal('AccessDenied'), 9);
    const run = await started(on);

    await play(on, run);

    const step = await stepOf(on, run, 'key-1');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('getrotationpolicy and setrotationpolicy');
  });

  test('everything that was done to a key is put right in one plan, one change each', async () => {
    const { on, step } = await adopted({ enabled: false, expiresAt: '2027-03-01T00:00:00.000Z' });

    expect(
      step.asked.map(({ changes }) => changes.map(({ details }) => details.operation)),
    ).toEqual([['keyvault.key.enable', 'keyvault.key.moveExpiry']]);
    expect(step.state).toBe('verified');
    expect(on.keyVaults.writes).toHaveLength(2);
  });

  test('a deleted key is recovered with its versions, not made anew', async () => {
    const on = keysOf();
    const { version } = await on.bring();
    on.keyVaults.deleteKey(URLS[0], NAME);
    const run = await started(on);

    await play(on, run);

    expect(summaries(await stepOf(on, run, 'key-1'))).toEqual([
      expect.stringContaining('which was deleted on 2026-11-21, with all its versions'),
    ]);
    expect((await on.first.findKey(NAME))?.version).toBe(version);
    expect(on.keyVaults.writes).toEqual([`recover ${URLS[0]} ${NAME}`]);
  });

  test('a key that comes back with an expiry is put right after another approval', async () => {
    const on = keysOf();
    await on.bring({ expiresAt: '2027-03-01T00:00:00.000Z' });
    on.keyVaults.deleteKey(URLS[0], NAME);
    const run = await started(on);

    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect([state, asked.length]).toEqual(['verified', 2]);
  });

  test('one vault for both keys is refused', async () => {
    const on = keyStage({ steps: both });
    // No run begins with such answers; the step itself looks all the same.
    const second = { ...ANSWERS.second, vault: VAULT.toUpperCase() };
    const site = siteOf(on.world, { ...ANSWERS, second }, remembering());
    const looking = { entries: [], history: [], now: on.clock.now() };

    const looks = both(site).map((step) => step.check(looking));

    for (const look of looks) await expect(look).rejects.toThrow('loses that vault loses both');
    expect(on.keyVaults.writes).toEqual([]);
  });
});

suite('The recovery level of a key', () => {
  for (const [level, vaultAs, says] of [
    ['Recoverable+Purgeable', { purgeProtection: false }, 'it could be purged at once'],
    ['CustomizedRecoverable', { retentionDays: 30 }, '30 days; 90 are needed'],
    [
      'CustomizedRecoverable+Purgeable',
      { retentionDays: 7, purgeProtection: false },
      '7 days; 90 are needed',
    ],
  ] as const)
    test(`${level} is refused with what to do`, async () => {
      const on = keysOf();
      on.addVaults(vaultAs);
      await on.bring();
      const run = await started(on);

      await play(on, run);

      const step = await stepOf(on, run, 'key-1');
      expect(step.state).toBe('failed');
      expect(step.note).toContain(level);
      expect(step.note).toContain(says);
    });

  /** The level as the key itself says it, whatever the vault is like. */
  function saying(level: string, days: number | undefined = 90) {
    const on = keysOf();
    const real = on.first;
    const keys = new Proxy(real, {
      get: (target, name) =>
        name === 'findKey'
          ? async (key: string) => {
              const found = await real.findKey(key);
              return found && { ...found, recoveryLevel: level, recoverableDays: days };
            }
          : (Reflect.get(target, name) as unknown),
    });
    Object.assign(on.world, { openKeyVault: () => keys });
    return on;
  }

  async function settled(on: KeyStage, more: Partial<Answers> = {}) {
    await on.bring();
    const run = await started(on, more);
    await play(on, run, 3);
    return stepOf(on, run, 'key-1');
  }

  for (const level of ['Purgeable', 'CustomizedRecoverable+ProtectedSubscription', 'Something', ''])
    test(`“${level}” is refused`, async () => {
      const step = await settled(saying(level));

      expect(step.state).toBe('failed');
      expect(step.note).toContain(level || 'unknown');
    });

  for (const level of ['Recoverable+ProtectedSubscription', 'recoverable', 'Recoverable'])
    test(`“${level}” with 90 days, or none said, holds`, async () => {
      const steps = [await settled(saying(level)), await settled(saying(level, undefined))];

      expect(steps.map(({ state }) => state)).toEqual(['verified', 'verified']);
    });

  test('fewer than 90 days are refused whatever the level says', async () => {
    const step = await settled(saying('Recoverable+ProtectedSubscription', 89));

    expect(step).toMatchObject({ state: 'failed', note: expect.stringContaining('89 days') });
  });

  test('purge protection that is on for the vault and not seen in the key yet is waited for', async () => {
    const step = await settled(saying('Recoverable+Purgeable'));

    expect(step.state).toBe('waiting');
    expect(step.note).toContain('does not show in the key yet');
  });

  test('where the retention is demanded, a key without it is refused unless it was asked for', async () => {
    const outcomes = await Promise.all(
      (['leave', 'request'] as const).map((retention) =>
        adopted({}, { retention: 'required', answers: { retention } }),
      ),
    );

    expect(outcomes.map(({ step }) => step.state)).toEqual(['failed', 'verified']);
    expect(outcomes[0]?.step.note).toContain('which this installation demands');
  });

  test('where it is recommended only, a key without it holds and says so', async () => {
    const { step } = await adopted({});

    expect(step.note).toContain('whether that is required is unconfirmed');
  });
});

suite('Making a key when things go wrong', () => {
  test('a policy that demands an expiry is named, and no expiry is ever given', async () => {
    const on = keysOf();
    on.first.failNext('createKey', refusal('ForbiddenByPolicy'));
    const run = await started(on);

    await play(on, run);

    const step = await stepOf(on, run, 'key-1');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('An Azure Policy forbids this');
    expect(on.keyVaults.writes).toEqual([]);
  });

  test('a vault that asks for fewer requests is asked again, under the same approval', async () => {
    const on = keysOf();
    on.first.failNext('createKey', refusal('Throttled', 429, true), 2);
    const run = await started(on);

    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect([state, asked.length]).toEqual(['verified', 1]);
    expect(on.keyVaults.writes).toHaveLength(1);
  });

  /** The deed is done, and then this happens. */
  function after(on: KeyStage, error: Error): void {
    const real = on.first;
    let done = false;
    const keys = new Proxy(real, {
      get: (target, name) =>
        name === 'createKey' && !done
          ? async (...args: Parameters<typeof real.createKey>) => {
              done = true;
              await real.createKey(...args);
              throw error;
            }
          : (Reflect.get(target, name) as unknown),
    });
    Object.assign(on.world, { openKeyVault: () => keys });
  }

  test('a key whose making got no answer is found and not made twice', async () => {
    const on = keysOf();
    after(on, silence());
    const run = await started(on);

    await play(on, run);

    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect(await on.first.listVersions(NAME)).toHaveLength(1);
  });

  test('a kill between making a key and noting it makes no second version', async () => {
    const on = keysOf();
    after(on, new Error('killed'));
    const run = await started(on);
    await on.runs.advance(run);
    await approveAll(on, run);

    const killed = await on.runs.advance(run).catch((error: Error) => error.message);
    await play(on, run);

    expect(killed).toBe('killed');
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect(await on.first.listVersions(NAME)).toHaveLength(1);
  });

  test('a second run changes nothing', async () => {
    const on = keyStage({ steps: both });
    await play(on, await started(on));
    const before = [...on.keyVaults.writes];

    const run = await started(on);
    await play(on, run);

    const { ended, asks } = standingOf(await on.runs.read(run));
    expect([ended, asks]).toEqual(['finished', []]);
    expect(on.keyVaults.writes).toEqual(before);
  });

  test('a key that appeared between plan and approval is judged, not overwritten', async () => {
    const on = keysOf();
    const run = await started(on);
    await on.runs.advance(run);
    await on.bring({ expiresAt: '2027-03-01T00:00:00.000Z' });

    await on.vote(run, 1, ben);
    await on.runs.advance(run);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect([state, asked.length, asked[0]?.state]).toEqual(['asked', 2, 'void']);
    expect(on.keyVaults.writes).toEqual([]);
  });

  test('the bot’s own right that is still spreading is waited for under its name', async () => {
    const on = keysOf();
    on.first.failNext('findKey', refusal('AccessStillSpreading', 403, true), 2);
    const run = await started(on);

    await on.runs.advance(run);
    const waiting = await stepOf(on, run, 'key-1');
    await play(on, run);

    expect(waiting.state).toBe('waiting');
    expect(waiting.note).toContain('known everywhere');
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
  });

  test('a vault that the bot may not look into yet waits for the step that lets it', async () => {
    const steps = (site: Site) => [botMayUseKeys(site, site.branches[0]), ...firstOnly(site)];
    const on = keyStage({ steps });
    on.first.failNext('findKey', refusal('ForbiddenByRbac'));
    const run = await started(on);

    await on.runs.advance(run);
    const begun = await on.stepsOf(run);
    await play(on, run);

    expect(begun).toEqual({ 'bot-access-1': 'asked', 'key-1': 'open' });
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
  });

  for (const [code, model] of [
    ['AccessDenied', 'policies'],
    ['ForbiddenByRbac', 'roles'],
  ] as const)
    test(`${code} is waited out for minutes after the bot was let in, and then believed`, async () => {
      const steps = (site: Site) => [botMayUseKeys(site, site.branches[0]), ...firstOnly(site)];
      const on = keyStage({ steps });
      on.addVaults({ permissionModel: model });
      on.first.failNext('findKey', refusal(code), 99);
      const run = await started(on, { permissionModel: model });

      await play(on, run, 6);
      const soon = await stepOf(on, run, 'key-1');
      on.clock.advance(15 * MINUTE);
      await play(on, run);
      const late = await stepOf(on, run, 'key-1');

      expect((await stepOf(on, run, 'bot-access-1')).state).toBe('verified');
      expect([soon.state, soon.note]).toEqual([
        'waiting',
        expect.stringContaining('known everywhere'),
      ]);
      expect([late.state, late.note]).toEqual(['failed', `It was refused (${code}).`]);
    });

  test('a firewall that this run has changed is given minutes to let the bot in', async () => {
    const steps = (site: Site) => [vaultReady(site, site.branches[0]), ...firstOnly(site)];
    const on = keyStage({ steps });
    on.addVaults({ purgeProtection: false });
    on.first.failNext('findKey', refusal('ForbiddenByFirewall'), 3);
    const run = await started(on, { firewall: 'trusted', addresses: ['203.0.113.7'] });

    await play(on, run);

    const notes = (await on.runs.read(run)).flatMap((entry) =>
      entry.kind === 'waiting' && entry.step === 'key-1' ? [entry.on] : [],
    );
    expect(notes).toContainEqual(expect.stringContaining('the vault’s network settings'));
    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
  });

  test('a right that is missing for good fails with the vault’s sentence', async () => {
    const on = keysOf();
    on.first.failNext('findKey', refusal('ForbiddenByRbac'), 9);
    const run = await started(on);

    await play(on, run);

    expect(await stepOf(on, run, 'key-1')).toMatchObject({
      state: 'failed',
      note: 'It was refused (ForbiddenByRbac).',
    });
  });
});
