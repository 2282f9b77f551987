import { expect } from 'expect';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { standingOf } from '../../src/core/standing.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { approver, operator, stage } from '../fakes/stage.ts';

const REASON = 'The vault is under attack and Ben and Cleo are both on a plane.';

async function begun(risk: Parameters<typeof oneDoor>[0] = 'sensitive') {
  const door = oneDoor(risk);
  const on = stage([door.walkthrough]);
  const { run = '' } = await on.runs.start('doors', {}, operator(ada));
  await on.runs.advance(run);
  const breaks = async (more = {}, by = operator(ada)) => {
    const asked = standingOf(await on.runs.read(run)).asks.filter(({ ask }) => ask === 1);
    return on.runs.breakGlass(run, by, {
      ask: 1,
      digest: digestOfAsk(asked),
      reason: REASON,
      typed: `${run}-1`,
      reference: `${run}-1`,
      allowed: true,
      ...more,
    });
  };
  const glassOf = async () => standingOf(await on.runs.read(run)).asks[0]?.brokenGlass;
  return { ...on, ...door, run, breaks, glassOf };
}

suite('Going ahead without approval', () => {
  test('an operator goes ahead with a reason and the name of the request, typed', async () => {
    const { run, runs, world, breaks, glassOf } = await begun();

    const answer = await breaks();
    const progress = await runs.advance(run);

    expect(answer.kind).toBe('recorded');
    expect(progress.state).toBe('finished');
    expect(world.shut).toEqual(['back', 'front']);
    expect(await glassOf()).toMatchObject({ by: ada, reason: REASON });
  });

  for (const [why, more] of [
    ['where the policy does not allow it', { allowed: false }],
    ['without a reason that can be judged', { reason: '  urgent!  ' }],
    ['without the second confirmation', { typed: '' }],
    ['with another request typed', { typed: '7K2QF9-2' }],
    ['on a card that shows another plan', { digest: 'f'.repeat(64) }],
  ] as const)
    test(`nothing is done ${why}`, async () => {
      const { run, runs, world, breaks } = await begun();

      const answer = await breaks(more);
      await runs.advance(run);

      expect(answer.kind).toBe('refused');
      expect(world.shut).toEqual([]);
    });

  test('what cannot be undone is never done without approval', async () => {
    const { run, runs, world, breaks } = await begun('irreversible');

    const answer = await breaks();
    await runs.advance(run);

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('cannot be undone') });
    expect(world.shut).toEqual([]);
  });

  test('a no of an approver is not overruled', async () => {
    const { run, runs, world, vote, breaks } = await begun();
    await vote(run, 1, ben, { verdict: 'rejected', reason: 'not today' });

    const answer = await breaks();
    await runs.advance(run);

    expect(answer.kind).toBe('refused');
    expect(world.shut).toEqual([]);
  });

  test('nor is silence: an expired request is not gone ahead with', async () => {
    const { run, runs, world, clock, breaks } = await begun();
    clock.advance(3 * DAY);

    const answer = await breaks();
    await runs.advance(run);

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('expired') });
    expect(world.shut).toEqual([]);
  });

  test('whoever is no operator cannot, not even an approver', async () => {
    const { world, run, runs, breaks } = await begun();

    const answers = [await breaks({}, approver(ben)), await breaks({}, approver(dan))];
    await runs.advance(run);

    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    expect(world.shut).toEqual([]);
  });

  test('it is done once, however often it is said', async () => {
    const { run, runs, world, breaks } = await begun();

    await breaks();
    const again = await breaks();
    await runs.advance(run);
    await runs.advance(run);

    expect(again.kind).toBe('refused');
    expect(world.shut).toEqual(['back', 'front']);
  });

  test('an approver reviews it, once; neither whoever asked nor whoever went ahead', async () => {
    const { run, runs, breaks, glassOf } = await begun();
    await breaks();

    const own = await runs.review(run, 1, approver(ada), 'upheld');
    const nobody = await runs.review(run, 1, { person: dan, roles: new Set() }, 'upheld');
    const silent = await runs.review(run, 1, approver(ben), 'objected', '  ');
    const first = await runs.review(run, 1, approver(ben), 'objected', 'It could have waited.');
    const second = await runs.review(run, 1, approver(cleo), 'upheld');

    expect([own.kind, nobody.kind, silent.kind]).toEqual(['refused', 'refused', 'refused']);
    expect(first.kind).toBe('recorded');
    expect(second).toEqual({ kind: 'settled', says: expect.stringContaining('Ben') });
    expect((await glassOf())?.review).toMatchObject({ verdict: 'objected', by: ben });
  });

  test('there is nothing to review where people approved', async () => {
    const { run, runs, vote } = await begun();
    await vote(run, 1, ben);
    await vote(run, 1, cleo);

    const answer = await runs.review(run, 1, approver(ben), 'upheld');

    expect(answer.kind).toBe('refused');
  });

  test('that nobody reviewed in time is put on record once, and not before', async () => {
    const { run, runs, clock, breaks, glassOf } = await begun();
    await breaks();

    clock.advance(23 * HOUR);
    const early = await runs.noteOverdue(run, 1);
    clock.advance(HOUR);
    const late = await runs.noteOverdue(run, 1);
    const again = await runs.noteOverdue(run, 1);

    expect([early.kind, late.kind, again.kind]).toEqual(['refused', 'recorded', 'settled']);
    expect((await glassOf())?.overdueAt).toBeDefined();
    const noted = (await runs.read(run)).filter(({ kind }) => kind === 'noted');
    expect(noted).toHaveLength(1);
  });

  test('a late review still counts, and that it was late stays on record', async () => {
    const { run, runs, clock, breaks, glassOf } = await begun();
    await breaks();
    clock.advance(25 * HOUR);
    await runs.noteOverdue(run, 1);

    await runs.review(run, 1, approver(cleo), 'upheld');

    expect(await glassOf()).toMatchObject({ review: { by: cleo }, overdueAt: expect.any(String) });
  });
});
