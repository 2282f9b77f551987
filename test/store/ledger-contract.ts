import { expect } from 'expect';
import fc from 'fast-check';
import { DAY, SECOND } from '../../src/core/clock.ts';
import { digestOf, type Data } from '../../src/core/data.ts';
import { MovedOn, type Happening } from '../../src/core/ledger.ts';
import type { Fresh } from './contract.ts';
import { ada, applied, ben, newKey, oddNames, started, verified } from './samples.ts';

export function ledgerContract(fresh: () => Fresh): void {
  test('what was appended is read back, numbered, with the time of the clock', async () => {
    const { store, clock } = fresh();
    const key = newKey();

    const first = await store.ledger.append(key, 0, [started(), applied({ on: true })]);
    clock.advance(SECOND);
    const second = await store.ledger.append(key, 2, [verified('It is on.')]);

    expect(first.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'started'],
      [2, 'applied'],
    ]);
    expect(second).toEqual([{ ...verified('It is on.'), seq: 3, at: '2026-11-21T12:00:01.000Z' }]);
    expect(await store.ledger.read(key)).toEqual([...first, ...second]);
  });

  test('a run nobody has started has no entries', async () => {
    const { store } = fresh();

    expect(await store.ledger.read(newKey())).toEqual([]);
    expect(await store.ledger.runs('nobody')).toEqual([]);
    expect(await store.ledger.about('nobody', 'nothing')).toEqual([]);
  });

  test('of many appends at once one wins, and the others are told that the run has moved on', async () => {
    const { store } = fresh();
    const key = newKey();
    await store.ledger.append(key, 0, [started()]);

    const tries = Array.from({ length: 10 }, (_, i) =>
      store.ledger.append(key, 1, [verified(`${i}a`), verified(`${i}b`)]),
    );
    const ends = await Promise.allSettled(tries);

    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(won).toHaveLength(1);
    expect(lost.every((reason) => reason instanceof MovedOn)).toBe(true);
    expect((await store.ledger.read(key)).slice(1)).toEqual(won[0]);
  });

  test('of two who start the same run at once one wins', async () => {
    const { store } = fresh();
    const key = newKey();

    const starts = [ada, ben].map((requester) =>
      store.ledger.append(key, 0, [started({ requester })]),
    );
    const ends = await Promise.allSettled(starts);

    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(ends.find((end) => end.status === 'rejected')?.reason).toBeInstanceOf(MovedOn);
    expect(await store.ledger.read(key)).toHaveLength(1);
    expect(await store.ledger.runs(key.tenant)).toHaveLength(1);
  });

  test('appending needs the exact number of entries seen', async () => {
    const { store } = fresh();
    const key = newKey();
    await store.ledger.append(key, 0, [started(), verified()]);

    for (const seen of [0, 1, 3, -1])
      await expect(
        store.ledger.append(key, seen, [seen === 0 ? started() : verified()]),
      ).rejects.toBeInstanceOf(MovedOn);
    await expect(store.ledger.append(key, 2, [verified()])).resolves.toHaveLength(1);
  });

  test('appending nothing changes nothing', async () => {
    const { store } = fresh();
    const key = newKey();

    expect(await store.ledger.append(key, 0, [])).toEqual([]);

    expect(await store.ledger.read(key)).toEqual([]);
    expect(await store.ledger.runs(key.tenant)).toEqual([]);
  });

  test('a run begins with being started, and is started once', async () => {
    const { store } = fresh();
    const key = newKey();

    await expect(store.ledger.append(key, 0, [verified()])).rejects.toThrow('started');
    await store.ledger.append(key, 0, [started()]);
    await expect(store.ledger.append(key, 1, [started()])).rejects.toThrow('started');

    expect(await store.ledger.read(key)).toHaveLength(1);
  });

  test('an entry of the wrong shape is refused, and those beside it are not kept either', async () => {
    const { store } = fresh();
    const key = newKey();
    await store.ledger.append(key, 0, [started()]);
    const wrong = [
      { kind: 'verified' },
      { kind: 'verified', step: 's', secret: 'x' },
      { kind: 'nonsense' },
      { kind: 'decided', ask: 1, step: 's', digest: 'd', verdict: 'maybe', by: ada },
      { kind: 'decided', ask: 1, step: 's', digest: 'd', verdict: 'approved', by: { name: 'Ada' } },
    ] as unknown as Happening[];

    for (const entry of wrong)
      await expect(store.ledger.append(key, 1, [verified(), entry])).rejects.toThrow();

    expect(await store.ledger.read(key)).toHaveLength(1);
  });

  test('members that are undefined are left out', async () => {
    const { store } = fresh();
    const key = newKey();
    const withdrawn = { kind: 'withdrawn', by: ada, reason: undefined } as unknown as Happening;

    const appended = await store.ledger.append(key, 0, [started(), withdrawn]);

    expect(Object.keys(appended[1] ?? {})).not.toContain('reason');
    expect(await store.ledger.read(key)).toEqual(appended);
  });

  test('what was read cannot be changed for the next reader', async () => {
    const { store } = fresh();
    const key = newKey();
    const start = started({ answers: { tables: ['account'] } });
    await store.ledger.append(key, 0, [start]);

    (start.answers as { tables: string[] }).tables.push('contact');
    const [first] = await store.ledger.read(key);
    (first as unknown as { answers: { tables: string[] } }).answers.tables.push('lead');

    expect(await store.ledger.read(key)).toMatchObject([{ answers: { tables: ['account'] } }]);
  });

  test('any JSON comes back with the digest it had', async () => {
    const { store } = fresh();
    const anything = fc.jsonValue({ noUnicodeString: false, maxDepth: 3 });

    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const key = newKey();
        await store.ledger.append(key, 0, [
          started({ answers: value as Data }),
          applied(value as Data),
        ]);

        const [first, second] = await store.ledger.read(key);

        if (first?.kind !== 'started' || second?.kind !== 'applied') throw new Error('wrong kind');
        expect(digestOf(first.answers)).toBe(digestOf(value as Data));
        expect(digestOf(second.change.details.after)).toBe(digestOf(value as Data));
      }),
      { numRuns: 40 },
    );
  });

  test('odd characters and great lengths survive', async () => {
    const { store } = fresh();
    const odd = ['nul \u0000', 'half a pair \ud83d', '🙂', '\u2028"\\', 'x'.repeat(200_000)];
    const own = JSON.parse('{"__proto__":{"a":1},"b":2}') as Data;

    const key = newKey();
    const appended = await store.ledger.append(key, 0, [
      started({ title: odd[0] ?? '', requester: { id: 'x', name: odd[1] ?? '' }, answers: own }),
      ...odd.map((text) => verified(text)),
    ]);

    expect(await store.ledger.read(key)).toEqual(appended);
    expect(JSON.stringify((await store.ledger.read(key))[0])).toContain('"__proto__":{"a":1}');
    expect(appended.slice(1)).toEqual(
      odd.map((found, i) => expect.objectContaining({ found, seq: i + 2 })),
    );
  });

  test('runs and subjects may have odd names', async () => {
    const { store } = fresh();
    const short = oddNames.filter((name) => name.length < 500);

    for (const name of short)
      await store.ledger.append({ tenant: 't', run: name }, 0, [started({ subject: name })]);

    for (const name of short) {
      expect(await store.ledger.read({ tenant: 't', run: name })).toHaveLength(1);
      expect(await store.ledger.about('t', name)).toHaveLength(1);
    }
  });

  test('runs are listed with the newest first, and an ended one is no longer open', async () => {
    const { store, clock } = fresh();
    const { tenant } = newKey();
    await store.ledger.append({ tenant, run: 'finished' }, 0, [started(), { kind: 'finished' }]);
    await store.ledger.append({ tenant, run: 'cancelled' }, 0, [started()]);
    clock.advance(-DAY);
    await store.ledger.append({ tenant, run: 'open' }, 0, [
      started({ title: 'Mine', requester: ben }),
    ]);
    await store.ledger.append({ tenant, run: 'cancelled' }, 1, [{ kind: 'cancelled', by: ada }]);
    await store.ledger.append(newKey(), 0, [started()]);

    const names = async (only?: { open: boolean }) =>
      (await store.ledger.runs(tenant, only)).map(({ run }) => run);
    expect(await names()).toEqual(['open', 'cancelled', 'finished']);
    expect(await names({ open: true })).toEqual(['open']);
    expect(await names({ open: false })).toEqual(['cancelled', 'finished']);
    expect((await store.ledger.runs(tenant))[0]).toEqual({
      tenant,
      run: 'open',
      walkthrough: 'dynamics-auditing',
      subject: 'dataverse/contoso.crm4.dynamics.com',
      title: 'Mine',
      requester: ben,
      startedAt: '2026-11-20T12:00:00.000Z',
      open: true,
    });
  });

  test('the history of a subject holds the entries of all its runs, oldest first', async () => {
    const { store, clock } = fresh();
    const { tenant } = newKey();
    const [a, b, other] = ['a', 'b', 'other'].map((run) => ({ tenant, run }));
    if (!a || !b || !other) throw new Error('three runs');
    await store.ledger.append(a, 0, [started(), verified('a 1')]);
    await store.ledger.append(other, 0, [started({ subject: 'else' }), verified('no')]);
    clock.advance(SECOND);
    await store.ledger.append(b, 0, [started(), verified('b 1')]);
    clock.advance(SECOND);
    await store.ledger.append(a, 2, [verified('a 2')]);
    clock.advance(-DAY);
    await store.ledger.append(b, 2, [verified('b 2')]);
    await store.ledger.append({ tenant: 'stranger', run: 'a' }, 0, [started(), verified('no')]);

    const history = await store.ledger.about(tenant, 'dataverse/contoso.crm4.dynamics.com');

    const found = history.flatMap((entry) => (entry.kind === 'verified' ? [entry.found] : []));
    expect(found).toEqual(['a 1', 'b 1', 'b 2', 'a 2']);
    expect(history).toHaveLength(6);
  });

  test('the same run name in two tenants means two runs', async () => {
    const { store } = fresh();

    await store.ledger.append({ tenant: 'one', run: 'r' }, 0, [started({ title: 'One' })]);
    await store.ledger.append({ tenant: 'two', run: 'r' }, 0, [started({ title: 'Two' })]);

    expect(await store.ledger.read({ tenant: 'one', run: 'r' })).toMatchObject([{ title: 'One' }]);
    expect(await store.ledger.read({ tenant: 'two', run: 'r' })).toMatchObject([{ title: 'Two' }]);
    expect(await store.ledger.runs('one')).toMatchObject([{ title: 'One' }]);
  });
}
