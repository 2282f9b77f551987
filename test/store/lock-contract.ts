import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import type { Fresh } from './contract.ts';
import { oddNames } from './samples.ts';

export function lockContract(fresh: () => Fresh): void {
  test('work under the same key is done one after the other, in the order of asking', async () => {
    const { withLock } = fresh().store;
    const seen: string[] = [];
    const piece = (name: string) => async () => {
      seen.push(`${name} begins`);
      await sleep(5);
      seen.push(`${name} ends`);
    };

    await Promise.all(['a', 'b', 'c'].map((name) => withLock('run', piece(name))));

    const inOrder = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    expect(seen).toEqual(inOrder);
  });

  test('work under different keys is done at the same time, however many', async () => {
    const { withLock } = fresh().store;
    const all = Promise.withResolvers<void>();
    const tooLate = sleep(8000, undefined, { ref: false });
    let inside = 0;
    const piece = async () => {
      if (++inside === 30) all.resolve();
      await Promise.race([
        all.promise,
        tooLate.then(() => Promise.reject(new Error('not at once'))),
      ]);
    };

    await Promise.all(Array.from({ length: 30 }, (_, n) => withLock(`run-${n}`, piece)));

    expect(inside).toBe(30);
  });

  test('locks inside locks do not run out, and the store can be used under them', async () => {
    const { withLock, references } = fresh().store;
    const nested = (n: number) =>
      withLock(`conversation-${n}`, () =>
        withLock(`run-${n}`, () => references.save('t', `person:${n}`, {}, '2026-11-21T12:00:00Z')),
      );

    await Promise.all(Array.from({ length: 25 }, (_, n) => nested(n)));

    expect(await references.list('t')).toHaveLength(25);
  });

  test('a failure is handed to who asked and does not stand in the way of the next', async () => {
    const { withLock } = fresh().store;
    const fails = withLock('run', () => Promise.reject(new Error('broken')));
    const throws = withLock('run', () => {
      throw new Error('thrown');
    });
    const works = withLock('run', () => Promise.resolve('fine'));

    await expect(fails).rejects.toThrow('broken');
    await expect(throws).rejects.toThrow('thrown');
    expect(await works).toBe('fine');
  });

  test('keys of locks may hold any character', async () => {
    const { withLock } = fresh().store;

    const results = oddNames.map((name) => withLock(name, () => Promise.resolve(name)));

    expect(await Promise.all(results)).toEqual(oddNames);
  });
}
