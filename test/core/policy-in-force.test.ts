import { expect } from 'expect';
import { standingOf } from '../../src/core/standing.ts';
import { HOUR } from '../../src/core/clock.ts';
import { builtInPolicy, policyOf, ruleAt, ruleFor, type Policy } from '../../src/core/policy.ts';
import { outsideQuietHours } from '../../src/core/quiet-hours.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { operator, stage } from '../fakes/stage.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

const builtIn = builtInPolicy();
const BOARD = { id: 'dddddddd-0000-4000-8000-000000000005', name: 'Compliance board' };
type Changes = Partial<Policy['document']['risks']['routine']>;
const routine = (changes: Changes): Policy =>
  policyOf({
    ...builtIn.document,
    risks: {
      ...builtIn.document.risks,
      routine: { ...builtIn.document.risks.routine, ...changes },
    },
  });

/** A door that is to be shut, under a policy that can be changed at any time. */
async function oneRun(policy = builtIn) {
  const inForce = { policy };
  const { world, walkthrough } = oneDoor('routine');
  world.open.delete('back');
  const on = stage([walkthrough], memoryClock(), () => Promise.resolve(inForce.policy));
  const { run = '' } = await on.runs.start('doors', {}, operator(ada));
  await on.runs.advance(run);
  const asks = async () => standingOf(await on.runs.read(run)).asks;
  return { ...on, world, run, inForce, asks };
}

suite('the policy in force', () => {
  test('names itself in every request, with all that it demands', async () => {
    const policy = routine({ quorum: 2, groups: [BOARD], stepUp: true, coolDown: 'PT30M' });
    const { asks } = await oneRun(policy);

    const [asked] = await asks();

    expect(asked).toMatchObject({
      policy: policy.digest,
      quorum: 2,
      groups: [BOARD],
      stepUp: true,
      notBefore: '2026-11-21T12:30:00.000Z',
    });
  });

  test('may become weaker: what was asked for keeps what it was asked with', async () => {
    const { run, runs, vote, world, inForce, asks } = await oneRun(routine({ quorum: 2 }));
    inForce.policy = builtIn;

    await vote(run, 1, ben);
    await runs.advance(run);

    expect(world.shut).toEqual([]);
    await vote(run, 1, cleo);
    await runs.advance(run);
    expect(world.shut).toEqual(['front']);
    expect(await asks()).toHaveLength(1);
  });

  const STRONGER: readonly (readonly [string, Changes, RegExp])[] = [
    ['more people', { quorum: 2 }, /2 approvers instead of 1/],
    ['a group', { groups: [BOARD] }, /Compliance board/],
    ['a time to think', { coolDown: 'PT1H' }, /more time between/],
    ['a typed phrase', { phrase: 'shut it' }, /a typed phrase/],
    ['a new sign-in', { stepUp: true }, /a new sign-in/],
    ['a decision sooner', { expiresAfter: 'PT1H', remindAfter: [] }, /shorter time/],
  ];
  for (const [what, changes, why] of STRONGER)
    test(`once it demands ${what}, an approval from before is void and asked for anew`, async () => {
      const { run, runs, vote, world, inForce, asks, clock } = await oneRun();
      clock.advance(2 * HOUR);
      await vote(run, 1, ben);
      inForce.policy = routine(changes);

      await runs.advance(run);

      const [old, anew] = await asks();
      expect(world.shut).toEqual([]);
      expect(old).toMatchObject({ state: 'void' });
      expect(old?.voidedFor?.join(' ')).toMatch(why);
      expect(anew).toMatchObject({ state: 'pending', policy: inForce.policy.digest });
    });

  test('that demands more counts between two changes of one plan as well', async () => {
    const { run, runs, vote, world, inForce } = await oneRun();
    world.open.add('back');
    await runs.advance(run);
    world.onShut = () => (inForce.policy = routine({ quorum: 2 }));
    await vote(run, 2, ben);

    await runs.advance(run);

    expect(world.shut).toEqual(['back']);
    expect([...world.open]).toEqual(['front']);
  });

  test('demands of what decides about itself the most that any of its rules does', () => {
    const policy = policyOf({
      ...builtIn.document,
      walkthroughs: { 'customer-key': { sensitive: { quorum: 3, groups: [BOARD] } } },
    });

    const rule = ruleFor(policy, 'change-policy', { risk: 'sensitive', strictest: true });

    expect(rule).toMatchObject({ quorum: 3, groups: [BOARD], coolDown: HOUR });
    expect(rule.phrase).toBeUndefined();
    expect(ruleAt(policy, 'customer-key', 'routine').quorum).toBe(1);
    expect(ruleAt(policy, 'constructor', 'sensitive').quorum).toBe(2);
  });
});

suite('quiet hours', () => {
  const berlin = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
  const end = (at: string, hours = berlin) => outsideQuietHours(new Date(at), hours).toISOString();

  test('put off to their end what falls into them, over midnight too', () => {
    expect(end('2026-11-21T21:30:00.000Z')).toBe('2026-11-22T06:00:00.000Z');
    expect(end('2026-11-22T05:59:30.000Z')).toBe('2026-11-22T06:00:00.000Z');
  });

  test('leave alone what does not', () => {
    expect(end('2026-11-21T20:59:00.000Z')).toBe('2026-11-21T20:59:00.000Z');
    expect(end('2026-11-22T06:00:00.000Z')).toBe('2026-11-22T06:00:00.000Z');
  });

  test('end by the clock on the wall, also on nights when it is changed', () => {
    expect(end('2026-03-28T22:00:00.000Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(end('2026-10-24T21:00:00.000Z')).toBe('2026-10-25T06:00:00.000Z');
  });

  test('at noon are hours of one day', () => {
    const noon = { from: '12:00', to: '13:00', zone: 'UTC' };

    expect(end('2026-11-21T12:15:00.000Z', noon)).toBe('2026-11-21T13:00:00.000Z');
    expect(end('2026-11-21T13:00:00.000Z', noon)).toBe('2026-11-21T13:00:00.000Z');
  });
});
