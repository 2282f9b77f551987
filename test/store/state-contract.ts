import { expect } from 'expect';
import type { StateDocument } from '../../src/store/conversation-state.ts';
import type { Fresh } from './contract.ts';
import { oddNames } from './samples.ts';

export function stateContract(fresh: () => Fresh): void {
  const state = (tenant = 't') => fresh().store.conversationState(tenant);

  test('state is read as it was written, with an eTag, and unknown keys are left out', async () => {
    await state().write({ a: { count: 1, deep: { list: [1, null, 'ä'] } }, b: {} });

    const read = await state().read(['a', 'b', 'c']);

    expect(read).toEqual({
      a: { count: 1, deep: { list: [1, null, 'ä'] }, eTag: expect.any(String) },
      b: { eTag: expect.any(String) },
    });
    expect(await state().read([])).toEqual({});
  });

  test('state of a stale eTag is refused and what stands is kept', async () => {
    await state().write({ a: { count: 1 } });
    const { a } = await state().read(['a']);
    await state().write({ a: { ...a, count: 2 } });

    const late = state().write({ a: { ...a, count: 3 } });

    await expect(late).rejects.toThrow('eTag conflict');
    expect(await state().read(['a'])).toMatchObject({ a: { count: 2 } });
  });

  test('state without an eTag, or with a star, overwrites', async () => {
    await state().write({ a: { count: 1 } });

    await state().write({ a: { count: 2 } });
    const without = await state().read(['a']);
    await state().write({ a: { count: 3, eTag: '*' } });

    expect(without).toMatchObject({ a: { count: 2 } });
    expect(await state().read(['a'])).toMatchObject({ a: { count: 3 } });
  });

  test('an empty eTag is no eTag of anything', async () => {
    await state().write({ a: { count: 1 } });

    await expect(state().write({ a: { count: 2, eTag: '' } })).rejects.toThrow('eTag conflict');
  });

  test('each write gives a new eTag, even after a deletion', async () => {
    const tags: unknown[] = [];
    for (const count of [1, 2, 3]) {
      await state().write({ a: { count } });
      tags.push((await state().read(['a'])).a?.eTag);
      await state().delete(['a']);
    }

    expect(new Set(tags).size).toBe(3);
    const revived = state().write({ a: { count: 4, eTag: String(tags[0]) } });
    await expect(revived).rejects.toThrow('eTag conflict');
    expect(await state().read(['a'])).toEqual({});
  });

  test('of two writers who read the same state one wins', async () => {
    await state().write({ a: { count: 0 } });
    const { a } = await state().read(['a']);

    const writes = Array.from({ length: 5 }, (_, n) =>
      state().write({ a: { ...a, count: n + 1 } }),
    );
    const ends = await Promise.allSettled(writes);

    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('of several changes all are written or none', async () => {
    await state().write({ a: { count: 1 }, b: { count: 1 } });
    const stale: StateDocument = { count: 2, eTag: 'stale' };

    await expect(state().write({ a: { count: 2 }, b: stale })).rejects.toThrow('eTag conflict');
    await expect(state().write({ b: stale, a: { count: 2 } })).rejects.toThrow('eTag conflict');

    expect(await state().read(['a', 'b'])).toMatchObject({ a: { count: 1 }, b: { count: 1 } });
  });

  test('state that is deleted is gone, and deleting what is not there is no error', async () => {
    await state().write({ a: {}, b: {} });

    await state().delete(['a', 'never was']);
    await state().delete([]);

    expect(Object.keys(await state().read(['a', 'b', 'never was']))).toEqual(['b']);
  });

  test('state of one tenant is not seen by another', async () => {
    await state('t').write({ a: { of: 't' } });
    await state('u').write({ a: { of: 'u' } });
    await state('u').delete(['a']);

    expect(await state('t').read(['a'])).toMatchObject({ a: { of: 't' } });
    expect(await state('u').read(['a'])).toEqual({});
  });

  test('keys may hold any character and be long', async () => {
    const keys = [...oddNames, 'nul \u0000', 'half a pair \ud83d', 'half a pair \ud83e'];
    const documents = keys.map((key, n): [string, StateDocument] => [key, { n }]);
    await state().write(Object.fromEntries(documents));

    const read = await state().read(keys);

    expect(Object.keys(read).sort()).toEqual([...keys].sort());
    for (const [key, { n }] of documents)
      expect(Object.entries(read).find(([k]) => k === key)?.[1].n).toBe(n);
  });

  test('a document of 200 KB survives', async () => {
    const text = 'ü🙂'.repeat(50_000);

    await state().write({ a: { text } });

    expect((await state().read(['a'])).a?.text).toBe(text);
  });

  test('many writers of the same two documents do not block each other for good', async () => {
    const writes = Array.from({ length: 20 }, (_, n) =>
      state().write(n % 2 === 0 ? { a: { n }, b: { n } } : { b: { n }, a: { n } }),
    );

    await Promise.all(writes);

    const { a, b } = await state().read(['a', 'b']);
    expect(a?.n).toBe(b?.n);
  });
}
