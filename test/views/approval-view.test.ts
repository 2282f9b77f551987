import { expect } from 'expect';
import { digestOfAsk } from '../../src/core/approvals.ts';
import type { AskedStep } from '../../src/core/asks.ts';
import type { Standing, StepStanding } from '../../src/core/standing.ts';
import { approvalView } from '../../src/views/approval-view.ts';
import { ada, ben } from '../fakes/fake-directory.ts';

const AT = '2026-11-21T12:00:00.000Z';
const PAIR = 'vault-a/key + vault-b/key';

const asked = (step: string, more: Partial<AskedStep> = {}): AskedStep =>
  ({
    step,
    ask: 1,
    digest: step,
    state: 'done',
    quorum: 1,
    requestedAt: AT,
    expiresAt: AT,
    changes: [],
    votes: [{ verdict: 'approved', by: ben, at: AT }],
    ...more,
  }) as AskedStep;

const settled = (id: string, state: 'verified' | 'attested'): StepStanding =>
  ({ id, title: id, stage: 'Keys', risk: 'routine', state }) as StepStanding;

const drawn = (steps: readonly StepStanding[], asks: readonly AskedStep[]) =>
  approvalView(
    'RUN123',
    {
      operator: ada,
      started: { title: 'Customer Key', subject: 's', requester: ada, at: AT, steps },
      steps,
      asks,
      ended: undefined,
      withdrawn: false,
    } as unknown as Standing,
    1,
    'approver',
  );

suite('What an approval card says of a request', () => {
  test('a new sign-in is announced while a step that takes one is to be decided', () => {
    const steps = [settled('vault', 'verified')];
    const takes = { stepUp: true, quorum: 2 } as const;

    const open = drawn(steps, [asked('vault', { ...takes, state: 'pending' })]);
    const over = drawn(steps, [asked('vault', takes)]);
    const without = drawn(steps, [asked('vault', { state: 'pending' })]);

    expect([open, over, without].map(({ signIn }) => signIn)).toEqual([true, undefined, undefined]);
  });

  test('what the bot has seen is called verified', () => {
    const view = drawn([settled('vault', 'verified')], [asked('vault')]);

    expect(view.outcome).toBe('Carried out and verified: I looked at it afterwards.');
  });

  test('what only a person has said is never called verified', () => {
    const view = drawn([settled('policy', 'attested')], [asked('policy')]);

    expect(view.outcome).toBe('Attested by a person; I could not look at it.');
  });

  test('where some was seen and some was said, both are counted', () => {
    const steps = [settled('vault', 'verified'), settled('policy', 'attested')];

    const view = drawn(steps, [asked('vault'), asked('policy')]);

    expect(view.outcome).toBe('1 of 2 steps attested by a person, the others verified.');
  });

  test('the cards of two keys are told apart by their titles', () => {
    const titleOf = (part: string) =>
      drawn([], [asked('key', { state: 'pending', custody: { pair: PAIR, part } })]).title;

    expect(titleOf('vault-a/key')).toBe('Customer Key: key 1 of 2');
    expect(titleOf('vault-b/key')).toBe('Customer Key: key 2 of 2');
  });

  test('a request about no single key keeps its plain title and the digest of its steps', () => {
    const step = asked('policy', { state: 'pending' });

    const view = drawn([], [step]);

    expect(view.title).toBe('Customer Key');
    expect(view.digest).toBe(digestOfAsk([step]));
  });
});
