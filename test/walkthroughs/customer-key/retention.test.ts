import { expect } from 'expect';
import { DAY, HOUR, MINUTE } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import type { Step } from '../../../src/core/step.ts';
import { siteOf, type Site } from '../../../src/walkthroughs/customer-key/world.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { retentionApproved } from '../../../src/walkthroughs/customer-key/steps/retention-approved.ts';
import { retentionReached } from '../../../src/walkthroughs/customer-key/steps/retention-reached.ts';
import { retentionRequested } from '../../../src/walkthroughs/customer-key/steps/retention-requested.ts';
import { FIRST_SUBSCRIPTION, vault } from '../../fakes/fake-azure.ts';
import { ada, ben } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import {
  ANSWERS,
  approveAll,
  earlyStage,
  FEATURE,
  looked,
  stepOf,
  type EarlyStage,
} from './early-stage.ts';

const STATE = `${FIRST_SUBSCRIPTION}/${FEATURE}`;
const { subscription, resourceGroup, vault: name, key } = ANSWERS.first;
const AT = { subscription, resourceGroup, name };

/** As in the whole walkthrough: what is approved reaches the key when both are there. */
function retentionOf(site: Site): readonly Step[] {
  const [branch] = site.branches;
  return [
    retentionRequested(site, branch),
    retentionApproved(site, branch),
    retentionReached(site, branch),
  ];
}

async function makeKey(on: EarlyStage): Promise<void> {
  on.azure.world.vaults.set(name.toLowerCase(), vault(AT));
  await on.keys.open(vault(AT)).createKey({ name: key, size: 3072, hsm: true }, 'made-before');
}

async function withKey(): Promise<EarlyStage> {
  const on = earlyStage(retentionOf);
  await makeKey(on);
  return on;
}

const refused = (status: number, code: string, transient = false) =>
  new GatewayError('Reading failed.', { status, code, transient });

suite('The mandatory retention period', () => {
  test('is asked for at the start, by two approvers, with all that follows from it', async () => {
    const on = await withKey();
    const run = await looked(on);

    const [requested, approved, reached] = await Promise.all(
      ['retention-requested-1', 'retention-approved-1', 'retention-reached-1'].map((step) =>
        stepOf(on, run, step),
      ),
    );

    expect(requested?.asked.map(({ quorum }) => quorum)).toEqual([2]);
    expect(requested?.oneWay).toContain('cannot be cancelled at once');
    expect(approved?.asked).toEqual([]);
    expect(reached?.asked.map(({ quorum, custody }) => [quorum, custody?.part])).toEqual([
      [1, `${name}/${key}`],
    ]);
    expect(on.azure.world.writes).toEqual([]);
  });

  test('one approver is not enough to ask for it', async () => {
    const on = await withKey();
    const run = await looked(on);

    await approveAll(on, run, (step) => (step === 'retention-requested-1' ? [ben] : []));
    await on.runs.advance(run);

    expect(on.azure.world.writes).toEqual([]);
  });

  test('takes days of waiting, then reaches the key without anybody being asked again', async () => {
    const on = await withKey();
    const run = await looked(on);
    await approveAll(on, run);
    const waiting = await on.runs.advance(run);
    expect(await on.stepsOf(run)).toMatchObject({
      'retention-requested-1': 'verified',
      'retention-approved-1': 'waiting',
    });
    expect(waiting.lookAgainAt).toBe('2026-11-22T12:00:00.000Z');

    on.azure.world.features.set(STATE, 'Registering');
    on.clock.advance(DAY);
    const applying = await on.runs.advance(run);
    expect(applying.lookAgainAt).toBe('2026-11-22T12:05:00.000Z');

    on.azure.world.features.set(STATE, 'Registered');
    on.clock.advance(5 * MINUTE);
    const { state } = await on.runs.advance(run);

    expect(state).toBe('finished');
    expect(on.azure.world.writes).toEqual([
      `feature ${STATE}`,
      `provider ${FIRST_SUBSCRIPTION}/microsoft.keyvault`,
    ]);
    expect((await stepOf(on, run, 'retention-reached-1')).note).toContain(
      'Recoverable+ProtectedSubscription',
    );
    expect((await stepOf(on, run, 'retention-reached-1')).asked).toHaveLength(1);
  });

  for (const state of ['Pending', 'Registering', 'Registered', 'registered'])
    test(`that is ${state} is not asked for again`, async () => {
      const on = await withKey();
      on.azure.world.features.set(STATE, state);

      const step = await stepOf(on, await looked(on), 'retention-requested-1');

      expect(step).toMatchObject({ state: 'verified', asked: [] });
      expect(step.note).toContain(state);
      expect(step.note).toContain('Sources disagree');
    });

  for (const state of ['NotRegistered', 'NotSpecified', 'Unregistered'])
    test(`that is ${state} is asked for, with the same words`, async () => {
      const on = await withKey();
      on.azure.world.features.set(STATE, state);

      const { asked } = await stepOf(on, await looked(on), 'retention-requested-1');

      expect(asked[0]?.changes[0]?.details).toEqual({
        operation: 'azure.feature.register',
        target: `/subscriptions/${FIRST_SUBSCRIPTION}/features/Microsoft.Resources/mandatoryRetentionPeriodEnabled`,
        before: 'not asked for',
        after: 'asked for; Microsoft decides',
      });
    });

  test('that somebody is taking back is waited for, not asked for', async () => {
    const on = await withKey();
    on.azure.world.features.set(STATE, 'Unregistering');

    const step = await stepOf(on, await looked(on), 'retention-requested-1');

    expect(step).toMatchObject({ state: 'waiting', asked: [] });
  });

  test('that is asked for twice is one request, whatever became of the first answer', async () => {
    const on = await withKey();
    const { registerFeature } = on.azure;
    on.azure.registerFeature = async (...args) => {
      await registerFeature(...args);
      throw refused(0, '', true);
    };
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);

    on.clock.advance(MINUTE);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-requested-1')).state).toBe('verified');
    expect(on.azure.world.writes).toEqual([`feature ${STATE}`]);
  });
});

suite('A retention period that is not offered', () => {
  function notOffered() {
    const on = earlyStage(retentionOf);
    let offered: string | undefined;
    on.azure.findFeature = async () => offered;
    return { on, offer: (state: string) => (offered = state) };
  }

  test('takes two approvers to ask Support for, who approve the very instructions', async () => {
    const { on } = notOffered();
    const run = await looked(on);

    const { asked } = await stepOf(on, run, 'retention-requested-1');

    expect(asked[0]).toMatchObject({ quorum: 2, changes: [{ kind: 'guided' }] });
    expect(asked[0]?.changes[0]?.details['instructions']).toEqual(
      expect.arrayContaining([expect.stringContaining('open a support request')]),
    );
    expect(asked[0]?.changes[0]?.guide?.command).toContain(
      `Set-AzContext -Subscription ${FIRST_SUBSCRIPTION}`,
    );
  });

  test('is not settled by anybody’s word, but as soon as Azure shows it', async () => {
    const { on, offer } = notOffered();
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);
    await on.runs.attest(run, 'retention-requested-1', operator(ada));
    expect((await stepOf(on, run, 'retention-requested-1')).state).toBe('your-turn');

    offer('Pending');
    on.clock.advance(10 * MINUTE);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-requested-1')).state).toBe('verified');
  });

  test('in a subscription that cannot be seen is not taken for one that Support could help with', async () => {
    const { on } = notOffered();
    on.azure.world.subscriptions.delete(FIRST_SUBSCRIPTION);

    const step = await stepOf(on, await looked(on), 'retention-requested-1');

    expect(step).toMatchObject({ state: 'failed', asked: [] });
    expect(step.note).toContain('cannot be seen');
  });
});

suite('The approval by Microsoft', () => {
  async function requested() {
    const on = await withKey();
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);
    return { on, run };
  }

  test('that is declined is told with what to do, not waited for', async () => {
    const { on, run } = await requested();
    on.azure.world.features.set(STATE, 'NotRegistered');
    on.clock.advance(DAY);

    await on.runs.advance(run);

    const step = await stepOf(on, run, 'retention-approved-1');
    expect(step.state).toBe('failed');
    expect(step.note).toContain('as NotRegistered, although it was asked for');
    expect(step.note).toContain('Microsoft Support');
  });

  test('is still waited for when a part of Azure does not show the request yet', async () => {
    const { on, run } = await requested();
    on.azure.world.features.set(STATE, 'NotRegistered');
    on.clock.advance(MINUTE);

    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-approved-1')).state).toBe('waiting');
  });

  test('that was given after all is found after resume', async () => {
    const { on, run } = await requested();
    on.azure.world.features.set(STATE, 'Unregistered');
    on.clock.advance(DAY);
    await on.runs.advance(run);

    on.azure.world.features.set(STATE, 'Registered');
    await on.runs.resume(run, operator(ada));
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-approved-1')).state).toBe('verified');
  });

  test('names whom it waits for and how long that took others', async () => {
    const { on, run } = await requested();

    const step = await stepOf(on, run, 'retention-approved-1');

    expect(step.note).toBe('Microsoft to approve the mandatory retention period');
    expect(step.usually).toContain('five business days were once promised');
  });
});

suite('The retention at the key', () => {
  const reached = (site: Site) => [retentionReached(site, site.branches[0])];
  /** As the approvers see it. */
  const planned = async (on: EarlyStage) => {
    const site = siteOf(on.world, ANSWERS, remembering());
    const looking = { entries: [], history: [], now: on.clock.now() };
    const [change] = await retentionReached(site, site.branches[0]).check(looking);
    return { summary: change?.summary, details: change?.details };
  };

  test('is planned in the same words whatever is there yet', async () => {
    const on = earlyStage(reached);
    const before = await planned(on);

    on.azure.world.features.set(STATE, 'Pending');
    const pending = await planned(on);
    await makeKey(on);
    on.azure.world.features.set(STATE, 'Registered');
    const registered = await planned(on);

    expect(before.details).toBeDefined();
    expect([pending, registered]).toEqual([before, before]);
  });

  test('that is there already needs no change', async () => {
    const on = earlyStage(reached);
    await makeKey(on);
    on.azure.world.retained.add(FIRST_SUBSCRIPTION);

    const step = await stepOf(on, await looked(on), 'retention-reached-1');

    expect(step).toMatchObject({ state: 'verified', asked: [] });
    expect(on.azure.world.writes).toEqual([]);
  });

  /** Approved by Microsoft, but the key does not show it by itself. */
  async function lagging(): Promise<{ on: EarlyStage; run: string }> {
    const on = earlyStage(reached);
    await makeKey(on);
    const run = await looked(on);
    await approveAll(on, run);
    await on.runs.advance(run);
    return { on, run };
  }

  test('is waited for, and the provider is not registered over and over', async () => {
    const { on, run } = await lagging();
    for (let minute = 0; minute < 30; minute += 1) {
      on.clock.advance(MINUTE);
      await on.runs.advance(run);
    }
    expect((await stepOf(on, run, 'retention-reached-1')).state).toBe('waiting');

    on.azure.world.retained.add(FIRST_SUBSCRIPTION);
    on.clock.advance(MINUTE);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-reached-1')).state).toBe('verified');
    expect(on.azure.world.writes).toHaveLength(1);
  });

  test('that is not seen within an hour fails with a sentence, and is tried again after resume', async () => {
    const { on, run } = await lagging();
    on.clock.advance(HOUR + MINUTE);
    await on.runs.advance(run);
    expect((await stepOf(on, run, 'retention-reached-1')).state).toBe('failed');

    await on.runs.resume(run, operator(ada));
    await on.runs.advance(run);
    await approveAll(on, run);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'retention-reached-1')).state).toBe('waiting');
    expect(on.azure.world.writes).toHaveLength(2);
  });

  function unreadable(on: EarlyStage, error: GatewayError) {
    const open = on.world.openKeyVault;
    let readable = false;
    const openKeyVault: typeof open = (at) => {
      const keys = open(at);
      return {
        ...keys,
        findKey: async (...args) => {
          if (readable) return keys.findKey(...args);
          throw error;
        },
      };
    };
    const other = earlyStage(reached, { ...on.world, openKeyVault });
    return { other, allow: () => (readable = true) };
  }

  test('is planned also while the bot may not read the key yet', async () => {
    const on = earlyStage(reached);
    await makeKey(on);
    const { other } = unreadable(on, refused(403, 'ForbiddenByRbac'));

    const step = await stepOf(other, await looked(other), 'retention-reached-1');

    expect(step.asked).toHaveLength(1);
  });

  test('of a key that cannot be read afterwards is not called reached', async () => {
    const on = earlyStage(reached);
    await makeKey(on);
    const { other } = unreadable(on, refused(403, 'ForbiddenByFirewall'));
    const run = await looked(other);
    await approveAll(other, run);

    await other.runs.advance(run);

    expect(await stepOf(other, run, 'retention-reached-1')).toMatchObject({
      state: 'failed',
      note: 'Reading failed.',
    });
  });

  test('of a key whose access is still spreading is waited for under that name', async () => {
    const on = earlyStage(reached);
    await makeKey(on);
    on.azure.world.retained.add(FIRST_SUBSCRIPTION);
    const { other, allow } = unreadable(on, refused(403, 'AccessStillSpreading', true));
    const run = await looked(other);
    await approveAll(other, run);
    await other.runs.advance(run);
    expect((await stepOf(other, run, 'retention-reached-1')).note).toContain('known everywhere');

    allow();
    other.clock.advance(MINUTE);
    await other.runs.advance(run);

    expect((await stepOf(other, run, 'retention-reached-1')).state).toBe('verified');
  });
});
