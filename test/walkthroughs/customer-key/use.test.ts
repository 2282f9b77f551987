import { expect } from 'expect';
import { DAY, HOUR, MINUTE } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import { APPLICATIONS } from '../../../src/walkthroughs/customer-key/applications.ts';
import { windowsOf } from '../../../src/walkthroughs/customer-key/evidence.ts';
import { assignedAt } from '../../../src/walkthroughs/customer-key/steps/use.ts';
import { ben, cleo } from '../../fakes/fake-directory.ts';
import { feedRecord } from '../../fakes/fake-activity-feed.ts';
import { ANSWERS, WORKSPACE, WORKSPACE_ID } from './vault-stage.ts';
import {
  approve,
  atTheDoor,
  NAME,
  onboard,
  paste,
  policyStage,
  stepOf,
  type PolicyStage,
} from './policy-stage.ts';

const [FIRST, SECOND] = [ANSWERS.first, ANSWERS.second].map(
  ({ subscription, resourceGroup, vault }) =>
    `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vault}`,
) as [string, string];

const LOGGED = { workspace: WORKSPACE, workspaceId: WORKSPACE_ID };

/** Assigned a moment ago. */
async function assigned(more: Parameters<typeof policyStage>[0] = {}) {
  const on = await policyStage({ answers: LOGGED, ...more });
  const run = await atTheDoor(on);
  await approve(on, run, 'assignment');
  on.clock.advance(HOUR + MINUTE);
  await on.runs.advance(run);
  return { on, run };
}

const advanced = async (on: PolicyStage, run: string, milliseconds: number) => {
  on.clock.advance(milliseconds);
  await on.runs.advance(run);
  return stepOf(on, run, 'use');
};
const used = (on: PolicyStage, vault: string, more: object = {}) =>
  on.vaultLogs.log(WORKSPACE_ID, vault, {
    ...{ at: on.clock.now().toISOString(), operation: 'KeyUnwrap', succeeded: true },
    ...{ caller: APPLICATIONS.encryption, ...more },
  });
const recorded = (on: PolicyStage, more: object = {}) =>
  on.feed.deliver(
    feedRecord({
      ...{ recordType: 69, createdAt: on.clock.now().toISOString() },
      ...{ operation: 'UnwrapDataEncryptionPolicyKey', entity: '', ...more },
    }),
  );

suite('since when the policy is assigned', () => {
  const said = (step: string, at: string, seq: number): Entry => ({
    ...{ kind: 'attested', step, by: ben, statement: 'Done.' },
    ...{ seq, at },
  });
  const [long, left, now] = [
    '2024-03-01T08:00:00.000Z',
    '2026-02-01T08:00:00.000Z',
    '2026-11-20T08:00:00.000Z',
  ] as const;

  test('is what was said first, for it is looked at again and again', () => {
    const history = [said('assignment', long, 1), said('assignment', left, 2)];

    expect(assignedAt({ history })).toBe(long);
  });

  test('begins anew where Customer Key was left in between', () => {
    const before = [said('assignment', long, 1), said('unassigned', left, 2)];

    expect(assignedAt({ history: before })).toBeUndefined();
    expect(assignedAt({ history: [...before, said('assignment', now, 3)] })).toBe(now);
  });
});

suite('evidence of use', () => {
  test('is not looked for within the day that Microsoft allows', async () => {
    const { on, run } = await assigned();
    used(on, FIRST);

    const step = await advanced(on, run, DAY - HOUR);

    expect(step).toMatchObject({ state: 'waiting', note: 'the policy to be in effect' });
    expect(Date.parse(step.lookAgainAt ?? '') - on.clock.now().getTime()).toBeLessThanOrEqual(DAY);
  });

  test('says what was seen, where and when, and nothing more', async () => {
    const { on, run } = await assigned();
    on.clock.advance(DAY);
    used(on, FIRST);
    used(on, FIRST, { operation: 'KeyGet' });
    used(on, FIRST, { succeeded: false });
    recorded(on);

    const { state, note } = await advanced(on, run, HOUR);

    expect(state).toBe('verified');
    expect(note).toMatch(
      /^Observed: The log of Contoso-CK-MW-VaultA1 shows calls by M365DataAtRestEncryption: 1 KeyGet, 1 KeyUnwrap, 2026-11-22 \d\d:\d\d UTC\. 1 call failed\./,
    );
    expect(note).toContain('The log of Contoso-CK-MW-VaultB1 shows no successful call.');
    expect(note).toContain('records of type 69: 1 UnwrapDataEncryptionPolicyKey');
    expect(note).not.toMatch(/encrypted/i);
  });

  test('is enough from the audit log alone, where no workspace was named', async () => {
    const { on, run } = await assigned({ answers: {} });
    on.clock.advance(DAY);
    recorded(on);

    const { state, note } = await advanced(on, run, HOUR);

    expect(state).toBe('verified');
    expect(note).toContain('goes to no workspace');
  });

  test('stays unread in a workspace that was named without its id, which is said', async () => {
    const { on, run } = await assigned({ answers: { workspace: WORKSPACE } });
    on.clock.advance(DAY);
    used(on, FIRST);

    const waiting = await advanced(on, run, HOUR);
    recorded(on);
    const { state, note } = await advanced(on, run, 4 * HOUR);

    const unread = 'The Workspace ID of contoso-logs was not given';
    expect(waiting).toMatchObject({ state: 'waiting', note: expect.stringContaining(unread) });
    expect(state).toBe('verified');
    expect(note).toContain(`VaultA1 could not be read: ${unread}`);
  });

  const NOTHING: Record<string, (on: PolicyStage) => void> = {
    'nothing at all': () => undefined,
    'calls that failed': (on) => used(on, FIRST, { succeeded: false }),
    'calls of somebody else': (on) => used(on, FIRST, { caller: 'somebody' }),
    'other operations': (on) => used(on, FIRST, { operation: 'VaultGet' }),
    'calls from before the assignment': (on) =>
      used(on, SECOND, { at: '2026-11-21T12:30:00.000Z' }),
    'records of other kinds': (on) => recorded(on, { recordType: 21 }),
    'records from before the assignment': (on) =>
      recorded(on, { createdAt: '2026-11-21T12:30:00.000Z' }),
    'records that Microsoft’s own key stood in': (on) =>
      recorded(on, { operation: 'FallbackToAvailabilityKey' }),
  };
  for (const [what, happen] of Object.entries(NOTHING))
    test(`is not seen in ${what}`, async () => {
      const { on, run } = await assigned();
      on.clock.advance(DAY);
      happen(on);

      const step = await advanced(on, run, HOUR);

      expect(step).toMatchObject({
        state: 'waiting',
        note: expect.stringMatching(/nothing is to be seen/),
      });
      const pause = Date.parse(step.lookAgainAt ?? '') - on.clock.now().getTime();
      expect(pause).toBe(4 * HOUR);
    });

  test('is asked of a person after three days, and their word stays a word', async () => {
    const { on, run } = await assigned();
    const { state, change } = await advanced(on, run, 3 * DAY);
    expect(state).toBe('your-turn');
    expect(change?.guide?.steps.join(' ')).toMatch(
      /may be normal on a healthy tenant; this is unconfirmed/,
    );

    await paste(on, run, 'use');

    expect((await stepOf(on, run, 'use')).state).toBe('attested');
    expect((await on.runs.read(run)).at(-1)).toMatchObject({ kind: 'finished' });
  });

  test('that comes late is still seen', async () => {
    const { on, run } = await assigned();
    await advanced(on, run, 3 * DAY);
    used(on, SECOND);

    expect((await advanced(on, run, 10 * MINUTE)).state).toBe('verified');
  });

  test('from one place counts when another cannot be read, which is said', async () => {
    const { on, run } = await assigned();
    on.clock.advance(DAY);
    recorded(on);
    const refused = new GatewayError('No role.', { status: 403, transient: false });
    on.vaultLogs.failNext('listUses', refused, 4);

    const { state, note } = await advanced(on, run, HOUR);

    expect(state).toBe('verified');
    expect(note).toContain('The log of Contoso-CK-MW-VaultA1 could not be read: No role.');
  });

  test('that cannot be read anywhere is waited for with the reason', async () => {
    const { on, run } = await assigned();
    const refused = new GatewayError('No role.', { status: 403, transient: false });
    on.vaultLogs.failNext('listUses', refused, 4);

    const { note } = await advanced(on, run, DAY + HOUR);

    expect(note).toMatch(/not everything could be read: No role\./);
  });

  test('shows what the test of the policy printed, and a problem that it has', async () => {
    const { on, run } = await assigned();
    on.clock.advance(DAY);
    used(on, FIRST);
    on.encryption.world.problems.set(NAME, 'Testing failed: a key cannot be used.');

    const { note } = await advanced(on, run, HOUR);

    expect(note).toContain('Test-M365DataAtRestEncryptionPolicy: Testing failed');
  });

  test('is not looked for when the assignment is gone', async () => {
    const { on, run } = await assigned();
    on.encryption.world.assigned = undefined;
    used(on, FIRST);

    expect(await advanced(on, run, DAY + HOUR)).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/names no policy as assigned/),
    });
  });

  test('counts its day from the word of a person, where nobody else can say', async () => {
    const on = await policyStage({ cmdlets: false, answers: LOGGED });
    const run = await on.start();
    await approve(on, run, 'policy');
    await onboard(on, run);
    const keys = [ANSWERS.first, ANSWERS.second].map(
      ({ vault, key }) => `https://${vault}.vault.azure.net/keys/${key}`,
    );
    await paste(
      on,
      run,
      'policy',
      `Name : ${NAME}\nEnabled : True\nAzureKeyIDs : {${keys.join(', ')}}`,
    );
    await approve(on, run, 'assignment');
    on.clock.advance(HOUR + MINUTE);
    await on.runs.advance(run);
    await paste(on, run, 'assignment', `DataEncryptionPolicy : ${NAME}`);
    expect((await stepOf(on, run, 'use')).state).toBe('waiting');
    on.clock.advance(DAY - MINUTE);
    used(on, SECOND);

    expect((await advanced(on, run, 2 * MINUTE)).state).toBe('verified');
  });

  test('is looked for in windows of a day, as far back as anything is kept', () => {
    const now = new Date('2026-11-21T12:00:00.000Z');

    expect(windowsOf('2026-11-20T10:00:00.000Z', now)).toEqual([
      ['2026-11-20T10:00:00.000Z', '2026-11-21T10:00:00.000Z'],
      ['2026-11-21T10:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ]);
    const all = windowsOf('2026-01-01T00:00:00.000Z', now);
    expect(all[0]?.[0]).toBe('2026-11-14T13:00:00.000Z');
    expect(all.every(([from, to]) => Date.parse(to) - Date.parse(from) <= DAY)).toBe(true);
  });
});

suite('the audit log that evidence is read from', () => {
  const settings = async (happen: (on: PolicyStage) => void) => {
    const on = await policyStage();
    happen(on);
    const run = await on.start();
    return { on, run };
  };

  test('is asked for with all the rest, and subscribed to before anything is assigned', async () => {
    const { on, run } = await settings(({ feed }) => (feed.world.subscribed = false));
    const { asked } = await stepOf(on, run, 'feed-subscribed');
    expect(asked[0]?.changes[0]?.details).toMatchObject({
      ...{ operation: 'activity.subscription', target: 'Audit.General' },
    });

    await approve(on, run, 'feed-subscribed', [ben]);

    expect(on.feed.world.subscribed).toBe(true);
    expect((await stepOf(on, run, 'feed-subscribed')).state).toBe('verified');
    expect((await stepOf(on, run, 'assignment')).state).not.toBe('verified');
  });

  test('is switched on by two approvers, and not before', async () => {
    const { on, run } = await settings(({ unifiedAudit }) => {
      unifiedAudit.world.ingesting = false;
    });

    await approve(on, run, 'ingestion-on', [ben]);
    expect(on.unifiedAudit.world.ingesting).toBe(false);
    await approve(on, run, 'ingestion-on', [cleo]);

    expect(on.unifiedAudit.world.ingesting).toBe(true);
    expect((await stepOf(on, run, 'ingestion-on')).state).toBe('verified');
  });

  for (const [why, refused] of Object.entries({
    'lacks the permission': new GatewayError('Not permitted.', { status: 401, transient: false }),
    'knows no address of it': new GatewayError('No address.', { status: 0, transient: false }),
  }))
    test(`does not hold up the set-up where the bot ${why}`, async () => {
      const { on, run } = await settings(({ feed }) => {
        feed.failNext('isSubscribed', refused, 99);
      });
      const { state, change } = await stepOf(on, run, 'feed-subscribed');
      expect([state, change?.guide?.steps[0]]).toEqual([
        'your-turn',
        `The bot cannot fetch the records: ${refused.message}`,
      ]);

      await paste(on, run, 'feed-subscribed');

      expect((await stepOf(on, run, 'feed-subscribed')).state).toBe('attested');
    });

  test('is looked at by a person where the bot may not, whose word stays a word', async () => {
    const refused = new GatewayError('Exchange refused.', {
      ...{ status: 400, code: 'RoleMissing', transient: false },
    });
    const { on, run } = await settings(({ unifiedAudit }) => {
      unifiedAudit.failNext('isIngesting', refused, 99);
    });
    await approve(on, run, 'ingestion-on');
    const { state, change } = await stepOf(on, run, 'ingestion-on');
    expect(state).toBe('your-turn');
    expect(change?.guide?.steps[0]).toBe('The bot may not look: Exchange refused.');

    await paste(on, run, 'ingestion-on');

    expect((await stepOf(on, run, 'ingestion-on')).state).toBe('attested');
  });

  test('that does not answer is asked again, and is no reason to ask a person', async () => {
    const silent = new GatewayError('No answer.', { status: 503, transient: true });
    const { on, run } = await settings(({ unifiedAudit }) => {
      unifiedAudit.failNext('isIngesting', silent, 2);
    });
    expect((await stepOf(on, run, 'ingestion-on')).state).toBe('waiting');

    on.clock.advance(HOUR);
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'ingestion-on')).state).toBe('verified');
  });
});
