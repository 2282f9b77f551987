import { expect } from 'expect';
import { DAY, HOUR } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { whichKeyQuestion } from '../../../src/walkthroughs/customer-key/later/which-key.ts';
import { ben, cleo } from '../../fakes/fake-directory.ts';
import {
  ANSWERS,
  approveAll,
  done,
  KEYS,
  laterStage,
  play,
  stepOf,
  URLS,
  withSetUp,
  type LaterStage,
} from './later-stage.ts';

const versionsOf = async (on: LaterStage, which: 1 | 2 = 1) =>
  (await on.keysAt(which).listVersions(KEYS[which - 1] ?? '')).map(({ version }) => version);

const rolls = (on: LaterStage) => on.keys.writes.filter((write) => write.startsWith('roll '));

suite('rolling a key of Customer Key', () => {
  test('makes one new version, backs it up, tells Microsoft and waits a day', async () => {
    const on = await laterStage();
    await withSetUp(on);
    const [before = ''] = await versionsOf(on);

    const run = await on.roll(1);
    await play(on, run);

    const [first, second = ''] = await versionsOf(on);
    const { steps, started } = standingOf(await on.runs.read(run));
    expect(await on.stepsOf(run)).toEqual({
      ...{ 'all-well': 'verified', 'new-version-1': 'verified', 'backup-1': 'verified' },
      ...{ 'refreshed-1': 'verified', 'day-after-refresh-1': 'verified' },
    });
    expect(first).toBe(before);
    expect(rolls(on)).toEqual([`roll ${URLS[0]} ${KEYS[0]}`]);
    expect(on.policies.world.writes).toEqual([`refresh ${ANSWERS.policy.name}`]);
    expect([...on.backups.files.keys()].filter((name) => name.includes(second))).toHaveLength(1);
    expect((await stepOf(on, run, 'backup-1')).note).toContain(second);
    expect(on.clock.now().getTime() - Date.parse(started.at)).toBeGreaterThanOrEqual(DAY);
    expect(steps.at(-1)?.note).toContain('no problem');
  });

  test('leaves the older version enabled and the other key alone', async () => {
    const on = await laterStage();
    const other = await versionsOf(on, 2);

    await play(on, await on.roll(1));

    const versions = await on.keysAt(1).listVersions(KEYS[0]);
    expect(versions.map(({ enabled }) => enabled)).toEqual([true, true]);
    expect(await versionsOf(on, 2)).toEqual(other);
  });

  test('is decided in one sitting, and takes two people', async () => {
    const on = await laterStage();
    await withSetUp(on);
    const run = await on.roll(1);
    const asked = standingOf(await on.runs.read(run)).asks;

    await approveAll(on, run);
    await play(on, run);

    const after = standingOf(await on.runs.read(run));
    expect(asked.map(({ step, quorum }) => [step, quorum]).sort()).toEqual([
      ['backup-1', 1],
      ['new-version-1', 2],
      ['refreshed-1', 2],
    ]);
    expect(after.asks).toHaveLength(asked.length);
    expect(after.ended).toBe('finished');
  });

  test('nothing is done before two have approved it', async () => {
    const on = await laterStage();
    const run = await on.roll(1);

    const { asks } = standingOf(await on.runs.read(run));
    const ask = asks.find(({ step }) => step === 'new-version-1')?.ask ?? 0;
    await on.vote(run, ask, ben, { steps: ['new-version-1'] });
    await on.runs.advance(run);
    await on.runs.advance(run);

    expect(on.keys.writes).toEqual([]);
    expect(await versionsOf(on)).toHaveLength(1);
  });

  test('stops with a sentence when somebody else has rolled it meanwhile', async () => {
    const on = await laterStage();
    const run = await on.roll(1);
    await approveAll(on, run);
    const [current = ''] = await versionsOf(on);
    const { version } = await on.keysAt(1).rollKey(KEYS[0], current, 'by-hand');

    await play(on, run);

    const { state, note } = await stepOf(on, run, 'new-version-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining(version)]);
    expect(note).toContain('type roll key');
    expect(rolls(on)).toHaveLength(1);
    expect(on.policies.world.writes).toEqual([]);
  });

  test('stops when the key was rolled between the question and the start', async () => {
    const on = await laterStage();
    const [asked = ''] = await versionsOf(on);
    await on.keysAt(1).rollKey(KEYS[0], asked, 'by-hand');

    const run = await on.start('customer-key-roll', { setUp: on.answers, which: 1, after: asked });
    await play(on, run);

    expect((await stepOf(on, run, 'new-version-1')).state).toBe('failed');
    expect(await versionsOf(on)).toHaveLength(2);
  });

  test('does not tell Microsoft of a version that somebody made after the roll', async () => {
    const on = await laterStage({ cmdlets: true });
    const run = await on.roll(1);
    const { asks } = standingOf(await on.runs.read(run));
    for (const { ask, step } of asks.filter(({ step }) => step !== 'refreshed-1'))
      for (const person of [ben, cleo]) await on.vote(run, ask, person, { steps: [step] });
    await on.runs.advance(run);
    const versions = await versionsOf(on);
    await on.keysAt(1).rollKey(KEYS[0], versions.at(-1) ?? '', 'by-hand');

    await play(on, run);

    expect(versions).toHaveLength(2);
    expect((await stepOf(on, run, 'refreshed-1')).state).toBe('failed');
    expect(on.policies.world.writes).toEqual([]);
  });

  test('is one roll, also when the bot is killed between the deed and its record', async () => {
    const on = await laterStage();
    const run = await on.roll(1);
    await approveAll(on, run);
    const { append } = on.store.ledger;
    let killed = false;
    on.store.ledger.append = async (key, seen, what) => {
      const isDeed = what.some((one) => one.kind === 'applied' && one.step === 'new-version-1');
      if (isDeed && !killed) {
        killed = true;
        throw new Error('killed');
      }
      return append(key, seen, what);
    };
    await expect(on.runs.advance(run)).rejects.toThrow('killed');

    await play(on, run);

    expect(killed).toBe(true);
    expect(rolls(on)).toHaveLength(1);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('is one roll, also when the vault gave no answer although it made the version', async () => {
    let silent = true;
    const on = await laterStage({
      wrap: (world) => ({
        ...world,
        openKeyVault(vault) {
          const real = world.openKeyVault(vault);
          return {
            ...real,
            async rollKey(...given) {
              const made = await real.rollKey(...given);
              if (!silent) return made;
              silent = false;
              throw new GatewayError('It got no answer.', {
                ...{ status: 0, transient: true, unknownOutcome: true },
              });
            },
          };
        },
      }),
    });

    const run = await on.roll(1);
    await play(on, run);

    expect(silent).toBe(false);
    expect(rolls(on)).toHaveLength(1);
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  for (const [what, harm, says] of [
    [
      'an old version is switched off',
      (on: LaterStage) => on.keys.alter(URLS[1], KEYS[1], { enabled: false }),
      /KEY-4/,
    ],
    ['the other key is deleted', (on: LaterStage) => on.keys.deleteKey(URLS[1], KEYS[1]), /KEY-12/],
    [
      'the other vault is deleted',
      (on: LaterStage) => on.azure.deleteVault(ANSWERS.second.vault),
      /KV-1/,
    ],
    [
      'Microsoft has no access to the other vault',
      (on: LaterStage) =>
        void on.azure.world.assignments.splice(
          0,
          Infinity,
          ...on.azure.world.assignments.filter(({ principal }) => principal !== on.encryption.id),
        ),
      /ACC-2/,
    ],
  ] as const) {
    test(`is refused while ${what}, and nobody is asked for it`, async () => {
      const on = await laterStage();
      harm(on);

      const run = await on.roll(1);

      const { steps, asks } = standingOf(await on.runs.read(run));
      expect(steps[0]).toMatchObject({ id: 'all-well', state: 'failed' });
      expect(steps[0]?.note).toMatch(says);
      expect(steps[0]?.note).toContain('recover key');
      expect(asks.filter(({ step }) => step === 'new-version-1')).toEqual([]);
      expect(on.keys.writes).toEqual([]);
    });

    test(`is not done when ${what} after it was approved`, async () => {
      const on = await laterStage();
      const run = await on.roll(1);
      await approveAll(on, run);
      harm(on);

      await play(on, run);

      expect((await stepOf(on, run, 'new-version-1')).note).toMatch(says);
      expect(rolls(on)).toEqual([]);
    });
  }

  test('old versions that were switched off are named before anything else', async () => {
    const on = await laterStage();
    await play(on, await on.roll(1));
    const [old = ''] = await versionsOf(on);
    on.keys.alter(URLS[0], KEYS[0], { enabled: false }, old);

    const again = await on.roll(1);

    expect((await stepOf(on, again, 'all-well')).note).toMatch(/KEY-11/);
    expect(rolls(on)).toHaveLength(1);
  });

  test('a licence that ran out keeps nobody from it', async () => {
    const on = await laterStage();
    on.tenant.failNext(
      'listPlans',
      new GatewayError('Refused.', { status: 403, transient: false }),
      9,
    );

    const run = await on.roll(1);
    await play(on, run);

    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('a cloud that does not answer is asked again, not called ill', async () => {
    const on = await laterStage();
    const silent = new GatewayError('No answer.', { status: 503, transient: true });
    on.azure.failNext('findVault', silent, 4);

    const run = await on.roll(1);
    const before = (await stepOf(on, run, 'all-well')).state;
    await play(on, run);

    expect(before).toBe('waiting');
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('is refused where there is no policy that could be refreshed', async () => {
    const on = await laterStage();
    on.policies.world.policies.length = 0;

    const run = await on.roll(1);
    await play(on, run);

    expect((await stepOf(on, run, 'new-version-1')).note).toContain('There is no policy');
    expect(rolls(on)).toEqual([]);
  });

  test('a person refreshes and keeps the backup where the bot may not', async () => {
    const on = await laterStage({ cmdlets: false, folder: false });
    const run = await on.roll(2);
    await play(on, run);
    const sha256 = 'A'.repeat(64);
    const [, second = ''] = await versionsOf(on, 2);

    const hashed = await done(on, run, 'backup-2', `Algorithm : SHA256\nHash      : ${sha256}`);
    const turn = await stepOf(on, run, 'refreshed-2');
    const told = await done(on, run, 'refreshed-2');
    await play(on, run);

    expect([hashed.kind, told.kind]).toEqual(['recorded', 'recorded']);
    expect((await stepOf(on, run, 'backup-2')).note).toContain(second);
    expect(turn.change?.guide?.command).toContain(
      `Set-M365DataAtRestEncryptionPolicy -Identity '${ANSWERS.policy.name}' -Refresh`,
    );
    expect((await on.stepsOf(run))['refreshed-2']).toBe('attested');
    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
  });

  test('waits the whole day after the refresh, not less', async () => {
    const on = await laterStage({ cmdlets: false });
    const run = await on.roll(1);
    await play(on, run);
    await on.runs.attest(run, 'refreshed-1', {
      ...{ person: { id: 'x', name: 'Ada' }, roles: new Set(['operator'] as const) },
    });

    on.clock.advance(DAY - HOUR);
    const early = await on.runs.advance(run);
    on.clock.advance(HOUR);
    const late = await on.runs.advance(run);

    expect([early.state, late.state]).toEqual(['waiting', 'finished']);
  });

  test('a policy that does not pass its test is told, and the roll is over', async () => {
    const on = await laterStage();
    on.policies.world.problems.set(ANSWERS.policy.name, 'Key 1 cannot be reached.');

    const run = await on.roll(1);
    await play(on, run);

    const { state, note } = await stepOf(on, run, 'day-after-refresh-1');
    expect([state, note]).toEqual(['verified', expect.stringContaining('cannot be reached')]);
  });

  test('both keys can be rolled one after the other, each by two people', async () => {
    const on = await laterStage();
    await withSetUp(on);

    await play(on, await on.roll(1));
    const run = await on.roll(2);
    await play(on, run);

    expect(standingOf(await on.runs.read(run)).ended).toBe('finished');
    expect(rolls(on)).toHaveLength(2);
  });

  test('whoever alone approved the backup of one key does not approve that of the other', async () => {
    const on = await laterStage();
    await withSetUp(on);
    const run = await on.roll(2);
    const { asks } = standingOf(await on.runs.read(run));
    const ask = asks.find(({ step }) => step === 'backup-2')?.ask ?? 0;

    const answer = await on.vote(run, ask, ben, { steps: ['backup-2'] });

    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer.says).toContain('You alone approved');
  });

  test('two runs about the same keys are never open at once', async () => {
    const on = await laterStage();
    await on.roll(1);

    await expect(on.roll(2)).rejects.toThrow('still open');
  });

  test('its health is that of both keys, long after', async () => {
    const on = await laterStage();
    const run = await on.roll(1);
    await play(on, run);
    const walkthrough = on.walkthroughs.find(({ id }) => id === 'customer-key-roll');
    const subject = 'customer-key/contoso.example';
    const seen = { history: await on.runs.about(subject), now: on.clock.now() };

    const report = await walkthrough?.health?.(
      walkthrough.answers.parse({ setUp: on.answers, which: 1, after: '0'.repeat(32) }),
      remembering(),
      seen,
    );

    expect(report?.title).toBe('Health of Customer Key for contoso.example');
    expect(JSON.stringify(report)).toContain('KEY-11');
  });
});

const dataOf = (value: object) => JSON.parse(JSON.stringify(value)) as { [key: string]: Data };

suite('the question which key is rolled', () => {
  const asked = async (on: LaterStage, typed: string) =>
    whichKeyQuestion(on.world).read(dataOf({ setUp: on.answers }), { key: typed });

  for (const [typed, which] of [
    ['first', 1],
    ['2', 2],
    [ANSWERS.second.vault.toUpperCase(), 2],
    [`${ANSWERS.first.vault}/${ANSWERS.first.key}`, 1],
  ] as const)
    test(`${typed} is understood, and the version of this moment is part of the answer`, async () => {
      const on = await laterStage();
      const [version] = await versionsOf(on, which);

      const reading = await asked(on, typed);

      expect(reading).toEqual({ kind: 'answered', answers: { which, after: version } });
    });

  test('both, or none, is refused', async () => {
    const on = await laterStage();

    const readings = await Promise.all([asked(on, 'both'), asked(on, '')]);

    expect(readings.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });

  test('a key that is gone is not rolled: the way back is named', async () => {
    const on = await laterStage();
    on.keys.deleteKey(URLS[0], KEYS[0]);

    await expect(asked(on, 'first')).rejects.toThrow('Type recover key first');
  });
});
