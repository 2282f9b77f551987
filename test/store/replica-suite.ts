import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import { MovedOn } from '../../src/core/ledger.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { startChild } from './child.ts';
import type { TestDatabase } from './databases.ts';
import { newKey, started, verified } from './samples.ts';

/** What holds between replicas that share one PostgreSQL. */
export function replicaSuite(fresh: () => Promise<TestDatabase>): void {
  suite('Replicas on PostgreSQL:', () => {
    let database: TestDatabase;
    let replicas: readonly Store[] = [];

    setup(async () => {
      database = await fresh();
      // All at once, on an empty database.
      replicas = await Promise.all(
        Array.from({ length: 4 }, () => openStore(database.where, memoryClock())),
      );
    });
    teardown(async () => {
      await Promise.all(replicas.map((replica) => replica.close()));
      await database.remove();
    });

    test('four that start at once on an empty database all find their tables', async () => {
      const runs = replicas.map((replica) => replica.ledger.append(newKey('t'), 0, [started()]));

      await Promise.all(runs);

      for (const replica of replicas) expect(await replica.ledger.runs('t')).toHaveLength(4);
    });

    test('of appends in several replicas one wins', async () => {
      const key = newKey();
      const [first] = replicas;
      await first?.ledger.append(key, 0, [started()]);

      const tries = Array.from({ length: 16 }, (_, n) =>
        replicas[n % 4]?.ledger.append(key, 1, [verified(`${n}`)]),
      );
      const ends = await Promise.allSettled(tries);

      const lost = ends.filter((end) => end.status === 'rejected');
      expect(lost).toHaveLength(15);
      expect(lost.every(({ reason }) => reason instanceof MovedOn)).toBe(true);
      expect(await first?.ledger.read(key)).toHaveLength(2);
    });

    test('two replicas never hold the same key', async () => {
      let inside = 0;
      let most = 0;
      const piece = async () => {
        most = Math.max(most, ++inside);
        await sleep(3);
        inside--;
      };

      const all = replicas.flatMap(({ withLock }) => [
        withLock('run', piece),
        withLock('run', piece),
      ]);
      await Promise.all(all);

      expect(most).toBe(1);
    });

    test('two replicas never get the same work', async () => {
      const due = '2026-11-21T12:00:00.000Z';
      const [first] = replicas;
      for (let n = 0; n < 60; n++)
        await first?.due.schedule({
          tenant: 't',
          kind: 'advance',
          key: `${n}`,
          due,
          payload: null,
        });

      const claims = Array.from({ length: 40 }, (_, n) =>
        replicas[n % 4]?.due.claim(due, 60_000, 2),
      );
      const keys = (await Promise.all(claims)).flatMap((rows) => rows?.map(({ key }) => key) ?? []);

      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeGreaterThan(30);
    });

    test('the lock of a process that was killed is free again', async () => {
      const child = startChild('lock', database.where, 'run');
      await child.saysLines(1);
      const [first] = replicas;
      let got = false;
      const waiting = first?.withLock('run', async () => {
        got = true;
      });
      await sleep(100);
      const before = got;

      await child.kill();
      await waiting;

      expect([before, got]).toEqual([false, true]);
    });

    test('a lost connection costs the locks, not the store', async () => {
      const [first, second] = replicas;
      await first?.withLock('a', () => Promise.resolve());

      await database.attack(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await sleep(50);

      expect(await first?.withLock('a', () => Promise.resolve('still here'))).toBe('still here');
      expect(await second?.withLock('a', () => Promise.resolve('here too'))).toBe('here too');
      await first?.ledger.append(newKey('t'), 0, [started()]);
      expect(await second?.ledger.runs('t')).toHaveLength(1);
    });
  });

  test('a database that does not answer is named without its password', async () => {
    const databaseUrl = 'postgres://steward:hush-hush@127.0.0.1:1/none';

    const failure = openStore({ databaseUrl }, memoryClock()).catch((error: unknown) => error);

    expect(String(await failure)).toContain('DATABASE_URL cannot be used');
    expect(JSON.stringify(await failure) + String(((await failure) as Error).stack)).not.toContain(
      'hush',
    );
  });
}
