import { expect } from 'expect';
import { inBatches } from '../../src/jobs/in-batches.ts';

/** A disk that takes its time: each write ends when it is let go. */
function slowDisk() {
  const batches: (readonly string[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const write = (batch: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      batches.push(batch);
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  return { batches, write, end: (error?: Error) => ends.shift()?.(error) };
}

const aMoment = () => new Promise((resolve) => setImmediate(resolve));

suite('What is written in batches', () => {
  test('is written at once, and all that comes meanwhile in one go afterwards', async () => {
    const disk = slowDisk();
    const put = inBatches(disk.write);

    const first = put('a');
    await aMoment();
    const others = [put('b', 'c'), put('d')];
    await aMoment();
    const meanwhile = [...disk.batches];
    disk.end();
    await first;
    await aMoment();

    expect(meanwhile).toEqual([['a']]);
    expect(disk.batches).toEqual([['a'], ['b', 'c', 'd']]);
    disk.end();
    await Promise.all(others);
  });

  test('is waited for until it is there, not only until somebody else’s is', async () => {
    const disk = slowDisk();
    const put = inBatches(disk.write);
    const written: string[] = [];

    const all = ['a', 'b'].map(async (one, at) => {
      if (at > 0) await aMoment();
      await put(one);
      written.push(one);
    });
    await aMoment();
    await aMoment();
    disk.end();
    await aMoment();
    const afterFirst = [...written];
    disk.end();
    await Promise.all(all);

    expect(afterFirst).toEqual(['a']);
    expect(written).toEqual(['a', 'b']);
  });

  test('and fails, fails for those in it and for nobody after them', async () => {
    const disk = slowDisk();
    const put = inBatches(disk.write);

    const failed = [put('a'), put('b')].map((one) => one.catch((error: Error) => error.message));
    await aMoment();
    const fine = put('c');
    disk.end(new Error('The disk is full.'));
    const says = await Promise.all(failed);
    await aMoment();
    disk.end();
    await fine;

    expect(says).toEqual(['The disk is full.', 'The disk is full.']);
    expect(disk.batches).toEqual([['a', 'b'], ['c']]);
  });
});
