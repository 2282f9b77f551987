import { expect } from 'expect';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { Person } from '../../src/core/people.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { Excluded } from '../../src/core/step.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { operator, stage } from '../fakes/stage.ts';

const phrase = ONE_WAY_PHRASE;

/** An irreversible step, asked for; `guided`: a person does it. */
async function begun({ guided = false } = {}) {
  const door = oneDoor('irreversible');
  const excluded: Excluded[] = [];
  const silent = { excludes: undefined as GatewayError | undefined };
  const on = stage([
    {
      ...door.walkthrough,
      steps: (answers, reads) =>
        door.walkthrough.steps(answers, reads).map((step) => ({
          ...step,
          async excludes() {
            if (silent.excludes) throw silent.excludes;
            return [...excluded];
          },
          async check(looking) {
            const [change, ...more] = await step.check(looking);
            if (!guided || change === undefined) return change ? [change, ...more] : [];
            const { summary, details } = change;
            const statement = 'I have shut it.';
            const guide = { steps: ['Push.'], proof: 'attested', statement } as const;
            return [{ kind: 'guided', summary, details, guide }];
          },
        })),
    },
  ]);
  const { run = '' } = await on.runs.start('doors', {}, operator(ada));
  await on.runs.advance(run);
  const { runs, clock } = on;
  const approve = (ask: number, person: Person) => on.vote(run, ask, person, { phrase });
  const asks = async () => standingOf(await runs.read(run)).asks;
  const kinds = async () => (await runs.read(run)).map(({ kind }) => kind);
  const note = async () => standingOf(await runs.read(run)).steps[0]?.note ?? '';
  /** Approved by both, and cooled down. */
  async function ready() {
    await approve(1, ben);
    await approve(1, cleo);
    await runs.advance(run);
    clock.advance(HOUR);
  }
  const states = async () => (await asks()).map(({ state }) => state);
  return { ...on, ...door, run, approve, asks, states, kinds, note, ready, excluded, silent };
}

const whyAnew = async (on: Awaited<ReturnType<typeof begun>>) =>
  (await on.asks()).at(-1)?.replaces?.difference ?? [];

suite('the one-way door', () => {
  test('opens for two approvers, after its hour', async () => {
    const on = await begun();
    await on.ready();

    const progress = await on.runs.advance(on.run);

    expect(progress.state).toBe('finished');
    expect(on.world.shut).toEqual(['back', 'front']);
  });

  test('stays shut for one person, however often, for the requester and without the phrase', async () => {
    const on = await begun();

    const answers = [
      await on.approve(1, ben),
      await on.approve(1, ben),
      await on.approve(1, ada),
      await on.vote(on.run, 1, cleo),
      await on.vote(on.run, 1, cleo, { phrase: 'this can be undone' }),
    ];
    on.clock.advance(2 * HOUR);
    await on.runs.advance(on.run);

    expect(answers.map(({ kind }) => kind)).toEqual([
      'recorded',
      'settled',
      'refused',
      'refused',
      'refused',
    ]);
    expect(on.world.shut).toEqual([]);
  });

  test('stays shut for whoever took the run over', async () => {
    const on = await begun();
    await on.approve(1, ben);
    await on.vote(on.run, 1, cleo, { verdict: 'rejected' });
    await on.runs.advance(on.run);
    await on.runs.resume(on.run, operator(cleo));
    await on.runs.advance(on.run);

    const mine = await on.approve(2, cleo);
    const voter = await on.approve(2, ben);

    expect(mine).toEqual({ kind: 'refused', says: expect.stringContaining('somebody else') });
    expect(voter.kind).toBe('recorded');
  });

  test('stays shut for a card that shows an older plan', async () => {
    const on = await begun();
    await on.approve(1, ben);
    on.world.open.add('cellar');
    await on.runs.advance(on.run);
    await on.approve(1, ben);
    await on.approve(1, cleo);
    on.clock.advance(2 * HOUR);
    await on.runs.advance(on.run);

    expect(await on.states()).toEqual(['void', 'pending']);
    expect(on.world.shut).toEqual([]);
  });

  test('stays shut when the plan has changed between approval and apply', async () => {
    const on = await begun();
    await on.ready();
    on.world.open.add('cellar');

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await whyAnew(on)).toEqual(['New: Shut the cellar door.']);
    expect((await on.asks()).at(-1)?.notBefore).toBe(
      new Date(on.clock.now().getTime() + HOUR).toISOString(),
    );
  });
});

suite('an approval of what cannot be undone', () => {
  test('lapses when it was not carried out in time, and is asked for anew', async () => {
    const on = await begun();
    await on.ready();
    on.clock.advance(3 * DAY);

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await on.states()).toEqual(['void', 'pending']);
    expect(await whyAnew(on)).toEqual([
      expect.stringContaining('approved, but not carried out in time'),
    ]);
    await on.approve(2, ben);
    await on.approve(2, cleo);
    on.clock.advance(HOUR);
    expect((await on.runs.advance(on.run)).state).toBe('finished');
  });

  test('is void when somebody who gave it is no approver any more', async () => {
    const on = await begun();
    await on.ready();
    on.directory.revoke('approver', cleo);

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await on.states()).toEqual(['void', 'pending']);
    expect(await whyAnew(on)).toEqual([
      'An approval no longer counts. Cleo is no approver any more.',
    ]);
  });

  test('does not hang on approvers who had no part in it', async () => {
    const on = await begun();
    on.directory.grant('approver', dan);
    await Promise.all([on.approve(1, ben), on.approve(1, cleo)]);
    on.directory.revoke('approver', dan);
    on.clock.advance(HOUR);

    expect((await on.runs.advance(on.run)).state).toBe('finished');
  });

  test('is void when somebody who gave it is excluded by now', async () => {
    const on = await begun();
    await on.ready();
    on.excluded.push({ id: ben.id, why: 'They alone approved both keys.' });

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await whyAnew(on)).toEqual([
      'An approval no longer counts. Ben: They alone approved both keys.',
    ]);
    expect((await on.asks()).at(-1)?.excludes).toEqual(on.excluded);
    expect((await on.approve(2, ben)).kind).toBe('refused');
  });

  test('is void when somebody who gave it is gone from the directory', async () => {
    const on = await begun();
    await on.ready();
    on.directory.world.people.delete(cleo.id);

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await whyAnew(on)).toEqual([
      'An approval no longer counts. Cleo cannot be found in the directory any more.',
    ]);
  });

  test('is asked for anew only as far as it has not been made use of', async () => {
    const on = await begun();
    await on.ready();
    on.world.onShut = () => on.directory.revoke('approver', cleo);

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual(['back']);
    expect((await on.asks()).at(-1)?.changes.map(({ summary }) => summary)).toEqual([
      'Shut the front door.',
    ]);
  });

  test('is kept while the directory does not answer, and carried out when it does', async () => {
    const on = await begun();
    await on.ready();
    on.directory.world.reachable = false;

    const first = await on.runs.advance(on.run);
    on.clock.advance(MINUTE);
    await on.runs.advance(on.run);
    const said = await on.note();
    expect(on.world.shut).toEqual([]);
    on.directory.world.reachable = true;
    on.clock.advance(MINUTE);
    const last = await on.runs.advance(on.run);

    expect(first).toMatchObject({ state: 'waiting', lookAgainAt: expect.any(String) });
    expect(said).toContain('The directory does not answer.');
    expect((await on.kinds()).filter((kind) => kind === 'waiting')).toHaveLength(1);
    expect(last.state).toBe('finished');
  });

  test('is kept while it cannot be read who is excluded', async () => {
    const on = await begun();
    await on.ready();
    on.silent.excludes = new GatewayError('Azure does not answer.', {
      status: 503,
      transient: true,
    });

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await on.states()).toEqual(['approved']);
    expect(await on.note()).toContain('Azure does not answer.');
  });

  test('lapses also while the directory stays silent', async () => {
    const on = await begun();
    await on.ready();
    on.directory.world.reachable = false;
    await on.runs.advance(on.run);

    on.clock.advance(3 * DAY);
    await on.runs.advance(on.run);

    expect(await on.states()).toEqual(['void', 'pending']);
  });

  test('can be taken back until the very last moment', async () => {
    const on = await begun();
    await on.ready();

    await on.runs.withdraw(on.run, operator(ada));
    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await on.states()).toEqual(['withdrawn']);
  });
});

suite('a clock that moves', () => {
  test('back: nothing that cannot be undone is done until it is right again', async () => {
    const on = await begun();
    await on.approve(1, ben);
    on.clock.advance(HOUR + MINUTE);
    await on.approve(1, cleo);
    on.clock.advance(-30 * 1000);

    const first = await on.runs.advance(on.run);
    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(first.lookAgainAt).toBeDefined();
    expect(await on.note()).toContain('the clock went back');
    on.clock.advance(MINUTE);
    expect((await on.runs.advance(on.run)).state).toBe('finished');
  });

  test('back: an hour that has not passed since is no cool-down', async () => {
    const on = await begun();
    await on.vote(on.run, 1, ben, { verdict: 'rejected' });
    on.clock.advance(-5 * HOUR);
    await on.runs.resume(on.run, operator(ada));
    await on.runs.advance(on.run);
    await on.approve(2, ben);
    await on.approve(2, cleo);

    const [, asked] = await on.asks();

    // As if asked at the latest time on record, so that putting the clock right skips nothing.
    expect(asked?.notBefore).toBe('2026-11-21T13:00:00.000Z');
    on.clock.advance(5 * HOUR);
    await on.runs.advance(on.run);
    expect(on.world.shut).toEqual([]);
  });

  test('back: what has expired by the ledger’s own times cannot be approved', async () => {
    const on = await begun();
    await on.approve(1, ben);
    on.clock.advance(3 * DAY);
    const { ledger } = on.store;
    const key = { tenant: '11111111-1111-4111-8111-111111111111', run: on.run };
    const seen = (await ledger.read(key)).length;
    await ledger.append(key, seen, [{ kind: 'waiting', step: 'doors-shut', on: 'something' }]);
    on.clock.advance(-2 * DAY);

    const answer = await on.approve(1, cleo);
    await on.runs.advance(on.run);

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('expired') });
    expect(await on.states()).toEqual(['expired']);
  });

  test('forward past the hour is time that has passed; past the expiry it is too late', async () => {
    const early = await begun();
    await early.ready();
    await early.runs.advance(early.run);
    const late = await begun();
    await late.ready();
    late.clock.advance(30 * DAY);
    await late.runs.advance(late.run);

    expect(early.world.shut).toEqual(['back', 'front']);
    expect(late.world.shut).toEqual([]);
    expect(await late.states()).toEqual(['void', 'pending']);
  });
});

suite('a kill between applying and applied', () => {
  test('is resumed under the same approval while that stands', async () => {
    const on = await begun();
    await on.ready();
    on.world.trouble = new Error('killed');
    await expect(on.runs.advance(on.run)).rejects.toThrow('killed');

    const progress = await on.runs.advance(on.run);

    expect(progress.state).toBe('finished');
    expect(on.world.shut).toEqual(['back', 'front']);
  });

  test('is not resumed once an approver is none any more', async () => {
    const on = await begun();
    await on.ready();
    on.world.trouble = new Error('killed');
    await expect(on.runs.advance(on.run)).rejects.toThrow('killed');
    on.directory.revoke('approver', ben);

    await on.runs.advance(on.run);

    expect(on.world.shut).toEqual([]);
    expect(await on.states()).toEqual(['void', 'pending']);
  });
});

suite('what a person does and cannot undo', () => {
  test('is explained only once the door is open', async () => {
    const on = await begun({ guided: true });
    await on.approve(1, ben);
    await on.approve(1, cleo);
    await on.runs.advance(on.run);
    const early = await on.stepsOf(on.run);
    on.clock.advance(HOUR);
    on.directory.revoke('approver', ben);
    await on.runs.advance(on.run);
    const without = await on.stepsOf(on.run);
    on.directory.grant('approver', ben);
    await on.approve(2, ben);
    await on.approve(2, cleo);
    on.clock.advance(HOUR);
    await on.runs.advance(on.run);

    expect(early).toEqual({ 'doors-shut': 'approved' });
    expect(without).toEqual({ 'doors-shut': 'asked' });
    expect(await on.stepsOf(on.run)).toEqual({ 'doors-shut': 'your-turn' });
  });

  test('has to be approved again when it is not done in time', async () => {
    const on = await begun({ guided: true });
    await on.ready();
    await on.runs.advance(on.run);
    on.clock.advance(3 * DAY);

    await on.runs.advance(on.run);
    const done = await on.runs.attest(on.run, 'doors-shut', operator(ada));

    expect(await on.states()).toEqual(['void', 'pending']);
    expect(done).toEqual({ kind: 'refused', says: expect.stringContaining('does not wait') });
  });
});
