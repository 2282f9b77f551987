import { expect } from 'expect';
import type { DueWork } from '../../src/core/due.ts';
import type { Fresh } from './contract.ts';
import { oddNames } from './samples.ts';

const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const work = (more: Partial<DueWork> = {}): Omit<DueWork, 'attempts'> => ({
  tenant: 't',
  key: 'run-1',
  kind: 'advance',
  due: at(10),
  payload: { n: 1 },
  ...more,
});
const LEASE = 60_000;

function only<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined || list.length !== 1) throw new Error(`${list.length} instead of one`);
  return one;
}

export function dueContract(fresh: () => Fresh): void {
  test('work is handed out when it is due, once', async () => {
    const { due } = fresh().store;
    await due.schedule(work());

    const early = await due.claim(at(9), LEASE, 5);
    const claimed = await due.claim(at(10), LEASE, 5);
    const again = await due.claim(at(11), LEASE, 5);

    expect([early, again]).toEqual([[], []]);
    expect(claimed).toEqual([{ ...work(), attempts: 1 }]);
    expect(await due.list('t')).toEqual([{ ...work(), attempts: 1, state: 'leased' }]);
  });

  test('work that is done is gone', async () => {
    const { due } = fresh().store;
    await due.schedule(work());

    await due.complete(only(await due.claim(at(10), LEASE, 5)));

    expect(await due.list('t')).toEqual([]);
    expect(await due.claim(at(3600), LEASE, 5)).toEqual([]);
  });

  test('the most overdue work comes first, and never more than asked for', async () => {
    const { due } = fresh().store;
    for (const second of [5, 3, 1, 4, 2])
      await due.schedule(work({ key: `${second}`, due: at(second) }));

    const first = await due.claim(at(4), LEASE, 3);
    const second = await due.claim(at(4), LEASE, 3);

    expect(first.map(({ key }) => key)).toEqual(['1', '2', '3']);
    expect(second.map(({ key }) => key)).toEqual(['4']);
  });

  test('a hundred claims at once never hand out the same work twice', async () => {
    const { due } = fresh().store;
    await Promise.all(Array.from({ length: 120 }, (_, i) => due.schedule(work({ key: `k${i}` }))));

    const claims = Array.from({ length: 100 }, () => due.claim(at(10), LEASE, 3));
    const keys = (await Promise.all(claims)).flat().map(({ key }) => key);
    let rest = await due.claim(at(10), LEASE, 200);
    keys.push(...rest.map(({ key }) => key));
    rest = await due.claim(at(10), LEASE, 200);

    expect(rest).toEqual([]);
    expect(keys).toHaveLength(120);
    expect(new Set(keys).size).toBe(120);
  });

  test('work of a holder that is gone comes back when its lease ends', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    const lost = only(await due.claim(at(10), 5000, 5));

    const before = await due.claim(at(14), 5000, 5);
    const found = only(await due.claim(at(15), 5000, 5));

    expect(before).toEqual([]);
    expect(found).toEqual({ ...lost, attempts: 2 });
  });

  test('who lost the lease can neither end nor put back what another has taken', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    const slow = only(await due.claim(at(10), 5000, 5));
    await due.claim(at(15), LEASE, 5);

    await due.complete(slow);
    await due.fail(slow, 'too late', at(16));
    await due.fail(slow, 'too late', undefined);

    expect(await due.list('t')).toEqual([{ ...work(), attempts: 2, state: 'leased' }]);
  });

  test('failed work waits for its next time and remembers why', async () => {
    const { due } = fresh().store;
    await due.schedule(work());

    await due.fail(only(await due.claim(at(10), LEASE, 5)), 'The cloud did not answer.', at(20));

    expect(await due.list('t')).toEqual([
      {
        ...work(),
        due: at(20),
        attempts: 1,
        state: 'waiting',
        lastError: 'The cloud did not answer.',
      },
    ]);
    expect(await due.claim(at(19), LEASE, 5)).toEqual([]);
    expect(only(await due.claim(at(20), LEASE, 5)).attempts).toBe(2);
  });

  test('whatever an error says can be kept, up to a length', async () => {
    const { due } = fresh().store;
    await due.schedule(work());

    await due.fail(
      only(await due.claim(at(10), LEASE, 5)),
      `nul \u0000 half \ud83d${'x'.repeat(5000)}`,
      at(20),
    );

    const { lastError } = only(await due.list('t'));
    expect(lastError).toMatch(/^nul {3}half \ufffdx+$/);
    expect(lastError).toHaveLength(1000);
  });

  test('dead letters stay in sight, are never handed out, and come back to life when scheduled', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    await due.fail(only(await due.claim(at(10), LEASE, 5)), 'Hopeless.', undefined);

    const dead = await due.list('t');
    const claimed = await due.claim(at(3600), LEASE, 5);
    const next = await due.next();
    await due.schedule(work({ due: at(30), payload: { n: 2 } }));

    expect(dead).toMatchObject([{ state: 'dead', lastError: 'Hopeless.', attempts: 1 }]);
    expect([claimed, next]).toEqual([[], undefined]);
    expect(await due.list('t')).toEqual([
      { ...work({ due: at(30), payload: { n: 2 } }), attempts: 0, state: 'waiting' },
    ]);
  });

  test('scheduling again: the earlier time wins unless it is moved, and the payload is the newest', async () => {
    const { due } = fresh().store;
    await due.schedule(work());

    const dues: unknown[] = [];
    for (const [second, how] of [[20], [5], [30, 'move'], [25, 'earlier']] as const) {
      await due.schedule(work({ due: at(second), payload: { second } }), how);
      dues.push(...(await due.list('t')).map((row) => [row.due, row.payload]));
    }

    expect(dues).toEqual([
      [at(10), { second: 20 }],
      [at(5), { second: 5 }],
      [at(30), { second: 30 }],
      [at(25), { second: 25 }],
    ]);
  });

  test('a list is put on the schedule whole, as if its pieces came one by one', async () => {
    const { due } = fresh().store;
    await due.schedule(work({ key: 'waits', due: at(5), payload: 'old' }));
    const [waits, again] = [work({ key: 'waits', due: at(20) }), work({ key: 'again' })];

    await due.schedule([again, waits, work({ key: 'again', due: at(30), payload: 'last' })]);
    const first = await due.list('t');
    await due.schedule([again, waits, work({ key: 'again', due: at(30) })], 'move');
    await due.schedule([]);

    const timed = (all: readonly DueWork[]) => all.map(({ key, ...row }) => [key, row.due]);
    expect(timed(first)).toEqual([
      ['waits', at(5)],
      ['again', at(10)],
    ]);
    expect(first.map(({ payload }) => payload)).toEqual([{ n: 1 }, 'last']);
    expect(timed(await due.list('t'))).toEqual([
      ['waits', at(20)],
      ['again', at(30)],
    ]);
  });

  test('of a list with nonsense in it nothing is put on the schedule', async () => {
    const { due } = fresh().store;
    const mixed = [work(), work({ key: 'never', due: 'tomorrow' })];

    await expect(due.schedule(mixed)).rejects.toThrow('tomorrow');

    expect(await due.list('t')).toEqual([]);
  });

  test('lists of the same work in any order, at once, block nobody', async () => {
    const { due } = fresh().store;
    const all = Array.from({ length: 30 }, (_, at) => work({ key: `k${at}` }));

    await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        due.schedule(turn % 2 === 0 ? all : all.toReversed(), 'move'),
      ),
    );

    expect(await due.list('t')).toHaveLength(30);
  });

  test('work scheduled anew while it is being done is done once more, afresh', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    const claimed = only(await due.claim(at(10), LEASE, 5));

    await due.schedule(work({ due: at(12), payload: { n: 2 } }));
    await due.schedule(work({ due: at(11), payload: { n: 3 } }));
    const meanwhile = await due.claim(at(20), LEASE, 5);
    await due.complete(claimed);

    expect(meanwhile).toEqual([]);
    expect(await due.list('t')).toEqual([
      { ...work({ due: at(11), payload: { n: 3 } }), attempts: 0, state: 'waiting' },
    ]);
  });

  test('work scheduled anew while it fails is not held back by the failure', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    const first = only(await due.claim(at(10), LEASE, 5));
    await due.schedule(work({ due: at(12), payload: { n: 2 } }));
    await due.fail(first, 'Not now.', at(60));
    const second = only(await due.claim(at(12), LEASE, 5));
    await due.schedule(work({ due: at(13), payload: { n: 3 } }));
    await due.fail(second, 'Hopeless.', undefined);

    const third = only(await due.claim(at(13), LEASE, 5));

    expect(second).toEqual({ ...work({ due: at(12), payload: { n: 2 } }), attempts: 2 });
    expect(third).toEqual({ ...work({ due: at(13), payload: { n: 3 } }), attempts: 1 });
  });

  test('work that is cancelled is gone, even from under its holder', async () => {
    const { due } = fresh().store;
    await due.schedule(work());
    await due.schedule(work({ kind: 'remind' }));
    const claimed = await due.claim(at(10), LEASE, 1);

    await due.cancel('t', 'advance', 'run-1');
    await due.cancel('t', 'advance', 'never was');
    for (const row of claimed.filter(({ kind }) => kind === 'advance'))
      await due.fail(row, 'gone', at(20));

    expect((await due.list('t')).map(({ kind }) => kind)).toEqual(['remind']);
  });

  test('the next due time is that of the first that waits', async () => {
    const { due } = fresh().store;
    const none = await due.next();
    await due.schedule(work({ key: 'b', due: at(20) }));
    await due.schedule(work({ key: 'a', due: at(10) }));
    const first = await due.next();
    await due.claim(at(10), LEASE, 5);

    expect([none, first, await due.next()]).toEqual([undefined, at(10), at(20)]);
  });

  test('kinds that the caller has no use for are left alone', async () => {
    const { due } = fresh().store;
    await due.schedule(work({ kind: 'new in the next version' }));
    await due.schedule(work());

    const claimed = await due.claim(at(10), LEASE, 5, ['new in the next version']);

    expect(claimed.map(({ kind }) => kind)).toEqual(['advance']);
  });

  test('the same key in another tenant or of another kind is other work', async () => {
    const { due } = fresh().store;
    const all = [work(), work({ tenant: 'u' }), work({ kind: 'remind' })];
    for (const one of all) await due.schedule(one);

    const mine = await due.list('t');
    const claimed = await due.claim(at(10), LEASE, 5);

    expect(claimed).toHaveLength(3);
    expect(mine.map(({ tenant }) => tenant)).toEqual(['t', 't']);
  });

  test('times are compared as times, however they are written, and nonsense is refused', async () => {
    const { due } = fresh().store;
    await due.schedule(work({ due: '2026-11-21T14:00:10+02:00' }));

    const claimed = await due.claim('2026-11-21T12:00:10Z', LEASE, 5);

    expect(only(claimed).due).toBe(at(10));
    await expect(due.schedule(work({ due: 'tomorrow' }))).rejects.toThrow('tomorrow');
  });

  test('keys with odd characters and payloads of great length survive', async () => {
    const { due } = fresh().store;
    const names = oddNames.filter((name) => name.length < 500);
    const payload = { text: 'ä'.repeat(200_000), list: [null, 1.5, { a: [] }] };
    for (const key of names) await due.schedule(work({ key, payload }));

    const claimed = await due.claim(at(10), LEASE, 50);
    for (const row of claimed) await due.complete(row);

    expect(claimed.map(({ key }) => key).sort()).toEqual([...names].sort());
    expect(claimed.every((row) => JSON.stringify(row.payload) === JSON.stringify(payload))).toBe(
      true,
    );
    expect(await due.list('t')).toEqual([]);
  });
}
