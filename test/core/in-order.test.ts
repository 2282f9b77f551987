import { expect } from 'expect';
import { setTimeout as sleep } from 'node:timers/promises';
import { inOrder } from '../../src/core/in-order.ts';
import type { Step } from '../../src/core/step.ts';

const step = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  title: id,
  stage: 'one',
  risk: 'routine',
  check: () => Promise.resolve([]),
  ...more,
});

/** Settles each step after a moment and writes down when it began and ended. */
function told(states: Readonly<Record<string, string>> = {}) {
  const log: string[] = [];
  const settle = async ({ id }: Step) => {
    log.push(`${id} begins`);
    await sleep(5);
    if (states[id] === 'throws') throw new Error(id);
    log.push(`${id} ends`);
    return { state: states[id] ?? 'holds' };
  };
  return { log, settle };
}

suite('the order of steps', () => {
  test('a stage begins when all steps of earlier stages hold', async () => {
    const { log, settle } = told();

    await inOrder([step('a'), step('b'), step('c', { stage: 'two' })], settle);

    expect(log.slice(0, 2)).toEqual(['a begins', 'b begins']);
    expect(log.indexOf('c begins')).toBe(4);
  });

  test('a step that names what it needs does not wait for the rest of its stage', async () => {
    const { log, settle } = told({ slow: 'waiting' });

    const outcomes = await inOrder(
      [
        step('slow'),
        step('quick'),
        step('next', { stage: 'two', after: ['quick'] }),
        step('last', { stage: 'three' }),
      ],
      settle,
    );

    expect(log).toContain('next ends');
    expect(outcomes.map(({ state }) => state)).toEqual(['waiting', 'holds', 'holds', 'blocked']);
  });

  test('steps of one lane never overlap, even in different stages', async () => {
    const { log, settle } = told();

    await inOrder(
      [
        step('a', { lane: 'x' }),
        step('b', { lane: 'x' }),
        step('c', { lane: 'x', stage: 'two', after: [] }),
      ],
      settle,
    );

    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('a fault in one lane is thrown only when nothing is under way any more', async () => {
    const { log, settle } = told({ a: 'throws' });

    await expect(inOrder([step('a'), step('b')], settle)).rejects.toThrow('a');

    expect(log).toContain('b ends');
  });
});
