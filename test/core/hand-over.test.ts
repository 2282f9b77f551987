import { expect } from 'expect';
import { requestersOf } from '../../src/core/approvals.ts';
import { standingOf } from '../../src/core/standing.ts';
import { ada, ben, cleo, dan, eve } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { approver, operator, stage } from '../fakes/stage.ts';

async function begun() {
  const door = oneDoor('sensitive');
  const on = stage([door.walkthrough]);
  const { run = '' } = await on.runs.start('doors', {}, operator(ada));
  await on.runs.advance(run);
  return { ...on, ...door, run };
}

suite('Handing a run over', () => {
  test('the other operator answers for it, and neither of the two may approve', async () => {
    const { run, runs, vote } = await begun();

    const answer = await runs.handOver(run, operator(ada), operator(dan), 'on leave');

    const entries = await runs.read(run);
    expect(answer.kind).toBe('recorded');
    expect(standingOf(entries).operator).toEqual(dan);
    expect([...requestersOf(entries)].sort()).toEqual([ada.id, dan.id].sort());
    for (const person of [ada, dan]) expect((await vote(run, 1, person)).kind).toBe('refused');
  });

  test('what is approved stays approved', async () => {
    const { run, runs, vote, world } = await begun();
    await vote(run, 1, ben);

    await runs.handOver(run, operator(ada), operator(dan));
    await vote(run, 1, cleo);
    await runs.advance(run);

    expect(world.shut).toEqual(['back', 'front']);
  });

  test('it goes to operators only', async () => {
    const { run, runs } = await begun();

    const answer = await runs.handOver(run, operator(ada), approver(dan));

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('no operator') });
  });

  test('only whoever answers for it can give it away', async () => {
    const { run, runs } = await begun();

    const answer = await runs.handOver(run, operator(eve), operator(dan));

    expect(answer).toEqual({ kind: 'refused', says: expect.stringContaining('take over') });
  });

  test('any operator can take it over', async () => {
    const { run, runs } = await begun();

    const answer = await runs.handOver(run, operator(eve), operator(eve));

    expect(answer.kind).toBe('recorded');
    expect(standingOf(await runs.read(run)).operator).toEqual(eve);
  });

  test('whoever has voted does not take it over, and so no vote becomes the requester’s', async () => {
    const { run, runs, vote } = await begun();
    await vote(run, 1, ben);

    const answer = await runs.handOver(run, operator(ben), operator(ben));

    expect(answer.kind).toBe('refused');
  });

  test('who answered for it before stays barred, also after two hand-overs', async () => {
    const { run, runs, vote } = await begun();
    await runs.handOver(run, operator(ada), operator(dan));
    await runs.handOver(run, operator(dan), operator(eve));

    const answers = await Promise.all([ada, dan, eve].map((person) => vote(run, 1, person)));

    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused']);
  });

  test('both the new operator and the former one can still take back: to stop is always safe', async () => {
    for (const person of [ada, dan]) {
      const { run, runs, vote, world } = await begun();
      await runs.handOver(run, operator(ada), operator(dan));
      await vote(run, 1, ben);
      await vote(run, 1, cleo);

      const answer = await runs.withdraw(run, operator(person), 'not any more');
      await runs.advance(run);

      expect(answer.kind).toBe('recorded');
      expect(world.shut).toEqual([]);
    }
  });

  test('a former operator who is none any more takes nothing back', async () => {
    const { run, runs } = await begun();
    await runs.handOver(run, operator(ada), operator(dan));

    const answer = await runs.withdraw(run, approver(ada));

    expect(answer.kind).toBe('refused');
  });
});
