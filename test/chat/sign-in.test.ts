import { expect } from 'expect';
import { secretOf } from '../../src/config/secret.ts';
import { builtInPolicy, policyOf } from '../../src/core/policy.ts';
import type { SignIns } from '../../src/core/sign-in.ts';
import { bodyOf } from '../../src/teams/press.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

const { document } = builtInPolicy();
const { routine, sensitive, irreversible } = document.risks;
const demanding = policyOf({
  ...document,
  risks: {
    routine: { ...routine, stepUp: true },
    sensitive: { ...sensitive, stepUp: true },
    irreversible: { ...irreversible, stepUp: true },
  },
});

const clock = memoryClock();
/** A directory whose tokens are names: it believes them of the person who is called so. */
const byName: SignIns = {
  offer: { connection: 'sign-in', resource: 'api://steward' },
  prove: (token, { name }) =>
    Promise.resolve(
      token === name
        ? { kind: 'proven', signedInAt: clock.now().toISOString() }
        : { kind: 'refused', says: 'Nothing was recorded: somebody else signed in.' },
    ),
};
const tokenOf = (name: string) => ({ kind: 'token', token: secretOf(name) }) as const;

function begun(more: object = { signIns: byName }) {
  const world = lampWorld();
  const given = { clock, policy: () => Promise.resolve(demanding), ...more };
  return { world, ...chatStage([lampSetup(world)], given) };
}
const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const votesOn = async (on: ChatStage, run: string) =>
  (await on.entriesOf(run)).filter(({ kind }) => kind === 'decided');

suite('An approval with a new sign-in', () => {
  test('asks for it, and counts once it has come with the press', async () => {
    const on = begun();
    const run = await begin(on);

    const asked = await on.press(ben, 'approve', await on.ask(run));
    const before = await votesOn(on, run);
    await on.press(ben, 'approve', await on.ask(run), 'manual', tokenOf('Ben'));

    expect(bodyOf(asked)).toMatchObject({
      statusCode: 401,
      type: 'application/vnd.microsoft.activity.loginRequest',
      value: { connectionName: 'sign-in', tokenExchangeResource: { uri: 'api://steward' } },
    });
    expect(before).toEqual([]);
    expect(await votesOn(on, run)).toMatchObject([
      { by: ben, verdict: 'approved', signedInAt: expect.any(String) },
    ]);
  });

  test('does not count with the sign-in of somebody else, or with a typed code', async () => {
    const on = begun();
    const run = await begin(on);

    const other = await on.press(cleo, 'approve', await on.ask(run), 'manual', tokenOf('Ben'));
    const code = await on.press(ben, 'approve', await on.ask(run), 'manual', { kind: 'code' });

    expect(other).toMatchObject({
      kind: 'message',
      text: expect.stringContaining('somebody else'),
    });
    expect(code).toMatchObject({
      kind: 'message',
      text: expect.stringContaining('a code that is'),
    });
    expect(await votesOn(on, run)).toEqual([]);
  });

  test('is not asked of who may not approve, nor of who says no', async () => {
    const on = begun();
    const run = await begin(on);

    const own = await on.press(ada, 'approve', await on.ask(run));
    await on.press(ben, 'reject', { ...(await on.ask(run)), reason: 'no' });

    expect(own).toMatchObject({ kind: 'message' });
    expect(await votesOn(on, run)).toMatchObject([{ by: ben, verdict: 'rejected' }]);
  });

  test('typed, it is sent to the card; where no sign-in is set up, to an administrator', async () => {
    const on = begun();
    const run = await begin(on);
    const without = begun({});
    const there = await begin(without);

    const typed = await on.says(ben, `approve ${run}-1`);
    const nowhere = await without.press(ben, 'approve', await without.ask(there));

    expect(typed.join()).toContain('Press Approve on the card');
    expect(nowhere).toMatchObject({ text: expect.stringContaining('SSO_AUDIENCE') });
    expect([...(await votesOn(on, run)), ...(await votesOn(without, there))]).toEqual([]);
  });

  test('the token is in no entry and in no line of the log', async () => {
    const canary = 'eyJcanary.eyJcanary.c2lnbmF0dXJl';
    const on = begun();
    const run = await begin(on);

    await on.press(ben, 'approve', await on.ask(run), 'manual', tokenOf(canary));

    const kept = JSON.stringify([await on.entriesOf(run), on.log.lines, on.teams, tokenOf(canary)]);
    expect(kept).not.toContain('canary');
  });
});
