import { expect } from 'expect';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { standingOf } from '../../src/core/standing.ts';
import { ada, ben, cleo, finn } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { approver, operator, stage } from '../fakes/stage.ts';

async function begun(risk: Parameters<typeof oneDoor>[0] = 'routine') {
  const door = oneDoor(risk);
  const on = stage([door.walkthrough]);
  const { run = '' } = await on.runs.start('doors', {}, operator(ada));
  await on.runs.advance(run);
  return { ...on, ...door, run };
}

suite('approvals', () => {
  test('nothing is changed before the plan is approved', async () => {
    const { world, run, runs, stepsOf } = await begun();

    const progress = await runs.advance(run);

    expect(progress.state).toBe('waiting');
    expect(await stepsOf(run)).toEqual({ 'doors-shut': 'asked' });
    expect(world.shut).toEqual([]);
  });

  test('one approval is enough for a routine change, and each change is made once', async () => {
    const { world, run, runs, vote } = await begun();

    await vote(run, 1, ben);
    const progress = await runs.advance(run);
    await runs.advance(run);

    expect(progress.state).toBe('finished');
    expect(world.shut).toEqual(['back', 'front']);
    expect(new Set(world.requestIds).size).toBe(2);
  });

  test('a sensitive change waits for the second of two different approvers', async () => {
    const { world, run, runs, vote } = await begun('sensitive');

    await vote(run, 1, ben);
    const again = await vote(run, 1, ben);
    await runs.advance(run);
    expect(world.shut).toEqual([]);
    await vote(run, 1, cleo);
    await runs.advance(run);

    expect(again.kind).toBe('settled');
    expect(world.shut).toEqual(['back', 'front']);
  });

  test('a vote on what was read before somebody else rejected comes too late', async () => {
    const { run, runs, vote } = await begun('sensitive');
    const read = await runs.read(run);
    const yes = { verdict: 'approved', digest: digestOfAsk(standingOf(read).asks) } as const;
    await vote(run, 1, cleo, { verdict: 'rejected', reason: 'not today' });

    const answer = await runs.decide(run, 1, yes, approver(ben), read);

    expect(answer).toMatchObject({ kind: 'settled', says: expect.stringContaining('rejected') });
    expect((await runs.read(run)).at(-1)).toMatchObject({ kind: 'decided', by: cleo });
  });

  test('the requester cannot decide, even as an approver', async () => {
    const { world, run, runs, vote } = await begun();

    const answer = await vote(run, 1, ada);
    await runs.advance(run);

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('somebody else') });
    expect(world.shut).toEqual([]);
  });

  test('whoever resumes a run counts as requester from then on', async () => {
    const { run, runs, vote } = await begun();
    await vote(run, 1, ben, { verdict: 'rejected', reason: 'not today' });
    await runs.advance(run);
    await runs.resume(run, operator(cleo));
    await runs.advance(run);

    const answer = await vote(run, 2, cleo);

    expect(answer.kind).toBe('refused');
  });

  test('somebody who is no approver cannot decide', async () => {
    const { run, runs, lastAsk } = await begun();
    const asked = standingOf(await runs.read(run)).asks;

    const answer = await runs.decide(
      run,
      await lastAsk(run),
      { verdict: 'approved', digest: digestOfAsk(asked) },
      { person: finn, roles: new Set() },
    );

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('Only approvers') });
  });

  test('a vote that names another plan is refused', async () => {
    const { run, vote } = await begun();

    const answer = await vote(run, 1, ben, { digest: 'f'.repeat(64) });

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('another plan') });
  });

  test('a rejection ends the request, with its reason, and nothing is done', async () => {
    const { world, run, runs, vote, stepsOf } = await begun('sensitive');

    await vote(run, 1, ben);
    await vote(run, 1, cleo, { verdict: 'rejected', reason: 'not today' });
    const late = await vote(run, 1, ben);
    const progress = await runs.advance(run);

    expect(late.kind).toBe('settled');
    expect(progress.state).toBe('stopped');
    expect(await stepsOf(run)).toEqual({ 'doors-shut': 'rejected' });
    expect(world.shut).toEqual([]);
  });

  test('after a rejection the operator may ask again', async () => {
    const { world, run, runs, vote } = await begun();
    await vote(run, 1, ben, { verdict: 'rejected' });
    await runs.advance(run);

    await runs.resume(run, operator(ada));
    await runs.advance(run);
    await vote(run, 2, ben);
    await runs.advance(run);

    expect(world.shut).toEqual(['back', 'front']);
  });

  test('what is withdrawn before it is applied is not applied', async () => {
    const { world, run, runs, vote } = await begun();
    await vote(run, 1, ben);

    await runs.withdraw(run, operator(ada));
    await runs.advance(run);

    expect(world.shut).toEqual([]);
  });

  test('silence means no: an expired request cannot be approved', async () => {
    const { world, run, runs, vote, clock } = await begun();

    clock.advance(3 * DAY);
    const answer = await vote(run, 1, ben);
    await runs.advance(run);
    const later = await vote(run, 1, ben);

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('expired') });
    expect(later.kind).toBe('settled');
    expect(world.shut).toEqual([]);
  });

  test('a plan that differs just before applying voids the approval and is asked for anew', async () => {
    const { world, run, runs, vote } = await begun();
    await vote(run, 1, ben);

    world.open.add('cellar');
    await runs.advance(run);

    const { asks } = standingOf(await runs.read(run));
    expect(world.shut).toEqual([]);
    expect(asks.map(({ ask, state }) => [ask, state])).toEqual([
      [1, 'void'],
      [2, 'pending'],
    ]);
    expect(asks[1]?.replaces?.difference).toEqual(['New: Shut the cellar door.']);
  });

  test('an approval for one run is worthless for another', async () => {
    const { run, runs, vote } = await begun();
    const asked = standingOf(await runs.read(run)).asks;
    await runs.cancel(run, operator(ada));
    const other = await runs.start('doors', {}, operator(ada));
    await runs.advance(other.run ?? '');

    const digest = digestOfAsk(asked);
    const answer = await vote(other.run ?? '', 1, ben, { digest });

    expect(answer.kind).toBe('refused');
  });

  test('of two approvers at the same moment both votes are on record', async () => {
    const { run, runs, vote } = await begun('sensitive');

    const answers = await Promise.all([vote(run, 1, ben), vote(run, 1, cleo)]);

    const votes = standingOf(await runs.read(run)).asks.flatMap((asked) => asked.votes);
    expect(answers.map(({ kind }) => kind)).toEqual(['recorded', 'recorded']);
    expect(votes.map(({ by }) => by.name).sort()).toEqual(['Ben', 'Cleo']);
  });

  test('a double click is one vote', async () => {
    const { run, runs, vote } = await begun('sensitive');

    const answers = await Promise.all([vote(run, 1, ben), vote(run, 1, ben)]);

    const votes = standingOf(await runs.read(run)).asks.flatMap((asked) => asked.votes);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['recorded', 'settled']);
    expect(votes).toHaveLength(1);
  });

  test('an irreversible change takes the typed phrase, two approvers and the cool-down', async () => {
    const { world, run, runs, vote, clock } = await begun('irreversible');

    const without = await vote(run, 1, ben);
    await vote(run, 1, ben, { phrase: 'This cannot be undone' });
    await vote(run, 1, cleo, { phrase: 'this cannot be undone' });
    const early = await runs.advance(run);
    expect(world.shut).toEqual([]);
    clock.advance(HOUR);
    await runs.advance(run);

    expect(without).toEqual({ kind: 'refused', says: expect.stringContaining('type exactly') });
    expect(early.lookAgainAt).toBeDefined();
    expect(world.shut).toEqual(['back', 'front']);
  });
});

suite('resuming', () => {
  test('a step that could not be looked at when the run was resumed is asked for when its turn comes', async () => {
    const { world, run, runs, vote, lastAsk } = await begun();
    await vote(run, 1, ben, { verdict: 'rejected' });
    await runs.advance(run);
    await runs.resume(run, operator(ada));
    world.blind = new GatewayError('Busy.', { status: 503, transient: true });
    await runs.advance(run);
    world.blind = undefined;

    await runs.advance(run);

    expect(await lastAsk(run)).toBe(2);
  });
});

suite('applying', () => {
  test('a crash between two changes is resumed under the same approval, nothing twice', async () => {
    const { world, run, runs, vote } = await begun();
    await vote(run, 1, ben);
    world.trouble = new Error('killed');

    await expect(runs.advance(run)).rejects.toThrow('killed');
    await runs.advance(run);

    expect(world.shut).toEqual(['back', 'front']);
  });

  test('a service that is silent for a moment is asked again under the same approval', async () => {
    const { world, run, runs, vote, clock } = await begun();
    await vote(run, 1, ben);
    world.trouble = new GatewayError('Busy.', { status: 503, transient: true });

    const first = await runs.advance(run);
    clock.advance(60_000);
    const second = await runs.advance(run);

    expect(first.lookAgainAt).toBeDefined();
    expect(second.state).toBe('finished');
  });

  test('a service that stays silent stops the run with a sentence, and resume goes on', async () => {
    const { world, run, runs, vote, clock, stepsOf } = await begun();
    await vote(run, 1, ben);
    world.blind = new GatewayError('Busy.', { status: 503, transient: true });

    for (let turn = 0; turn < 15; turn += 1) {
      await runs.advance(run);
      clock.advance(HOUR / 4);
    }
    expect(await stepsOf(run)).toEqual({ 'doors-shut': 'failed' });
    world.blind = undefined;
    await runs.resume(run, operator(ada));
    await runs.advance(run);
    await vote(run, 2, ben);
    await runs.advance(run);

    expect(world.shut).toEqual(['back', 'front']);
  });

  test('a refusal stops the run with its sentence and spends the approval', async () => {
    const { world, run, runs, vote, stepsOf } = await begun();
    await vote(run, 1, ben);
    world.trouble = new GatewayError('The bot may not do this.', { status: 403, transient: false });

    const progress = await runs.advance(run);

    const { steps, asks } = standingOf(await runs.read(run));
    expect(progress.state).toBe('stopped');
    expect(await stepsOf(run)).toEqual({ 'doors-shut': 'failed' });
    expect(steps[0]?.note).toBe('The bot may not do this.');
    expect(asks[0]?.state).toBe('failed');
  });

  test('an effect that cannot be seen yet is waited for and never sent again', async () => {
    const { world, run, runs, vote, clock } = await begun();
    world.unseen = true;
    await vote(run, 1, ben);

    const first = await runs.advance(run);
    await runs.advance(run);
    expect(world.shut).toEqual(['back', 'front']);
    world.open.clear();
    clock.advance(1000);
    const last = await runs.advance(run);

    expect(first.state).toBe('waiting');
    expect(last.state).toBe('finished');
    expect(world.shut).toEqual(['back', 'front']);
  });

  test('an effect that is never seen fails the step with a sentence', async () => {
    const { world, run, runs, vote, clock, stepsOf } = await begun();
    world.unseen = true;
    await vote(run, 1, ben);
    await runs.advance(run);

    clock.advance(120_000);
    await runs.advance(run);

    expect(await stepsOf(run)).toEqual({ 'doors-shut': 'failed' });
  });

  test('a second run about the same thing is refused while one is open', async () => {
    const { runs } = await begun();

    const second = await runs.start('doors', {}, operator(ada));

    expect(second).toEqual({ kind: 'refused', says: expect.stringContaining('still open') });
  });

  test('only operators start, resume, withdraw and cancel', async () => {
    const { run, runs } = await begun();

    const answers = await Promise.all([
      runs.start('doors', {}, approver(ben)),
      runs.resume(run, approver(ben)),
      runs.withdraw(run, approver(ben)),
      runs.cancel(run, approver(ben)),
    ]);

    expect(answers.map(({ kind }) => kind)).toEqual(Array(4).fill('refused'));
  });
});
