import { expect } from 'expect';
import type { Data } from '../../src/core/data.ts';
import type { Fresh } from './contract.ts';
import { oddNames } from './samples.ts';

export function keepContract(fresh: () => Fresh): void {
  const keep = () => fresh().store.keep;
  const put = (key: string, value: Data, version = 0, tenant = 't', kind = 'search') =>
    keep().put(tenant, kind, { key, value, version });

  test('a document is kept as it was put, and its version counts up', async () => {
    const value = { deep: { list: [1, null, 'ä\u0001', true] }, __proto__x: 'kept', big: 1e21 };

    const first = await put('one', value);
    const second = await put('one', { ...value, next: 2 }, 1);

    expect([first, second]).toEqual([true, true]);
    expect(await keep().find('t', 'search', 'one')).toEqual({
      key: 'one',
      value: { ...value, next: 2 },
      version: 2,
    });
    expect(await keep().find('t', 'search', 'two')).toBeUndefined();
  });

  test('a document that has moved on is neither overwritten nor deleted', async () => {
    await put('one', { by: 'first' });
    await put('one', { by: 'second' }, 1);

    const late = [await put('one', { by: 'third' }, 1), await put('one', { by: 'fourth' })];
    const gone = await keep().delete('t', 'search', 'one', 1);

    expect([...late, gone]).toEqual([false, false, false]);
    expect(await keep().find('t', 'search', 'one')).toMatchObject({ value: { by: 'second' } });
  });

  test('a document that was deleted is gone and may come anew', async () => {
    await put('one', 1);

    const changed = await put('two', 2, 3);
    const gone = await keep().delete('t', 'search', 'one', 1);
    const again = await keep().delete('t', 'search', 'one', 1);

    expect([changed, gone, again]).toEqual([false, true, false]);
    expect(await keep().list('t', 'search')).toEqual([]);
    expect(await put('one', 3)).toBe(true);
  });

  test('of many who put the same document at the same version one wins', async () => {
    await put('one', 0);

    const created = await Promise.all(['a', 'b', 'c', 'd'].map((by) => put('new', { by })));
    const changed = await Promise.all([1, 2, 3, 4].map((n) => put('one', n, 1)));

    expect(created.filter(Boolean)).toHaveLength(1);
    expect(changed.filter(Boolean)).toHaveLength(1);
  });

  test('documents are listed by key, of one tenant and kind alone', async () => {
    for (const key of ['b', 'B', 'a', 'ä', 'a1']) await put(key, key);
    await put('x', 'elsewhere', 0, 'u');
    await put('x', 'of another kind', 0, 't', 'digest');

    const listed = await keep().list('t', 'search');

    expect(listed.map(({ key }) => key)).toEqual(['B', 'a', 'a1', 'b', 'ä']);
    expect(await keep().find('u', 'search', 'a')).toBeUndefined();
  });

  test('keys may hold any character', async () => {
    for (const key of oddNames) expect(await put(key, { key })).toBe(true);

    for (const key of oddNames)
      expect(await keep().find('t', 'search', key)).toMatchObject({ value: { key } });
  });
}
