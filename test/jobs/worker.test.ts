import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import { DAY, MINUTE, SECOND } from '../../src/core/clock.ts';
import type { DueWork } from '../../src/core/due.ts';
import { Permanent, startWorker, type Handler, type Worker } from '../../src/jobs/worker.ts';
import { memoryClock, type MemoryClock } from '../fakes/memory-clock.ts';
import { memoryDueTable } from '../fakes/memory-due.ts';

const NOON = '2026-11-21T12:00:00.000Z';
const work = (key = 'run-1', more: Partial<DueWork> = {}): Omit<DueWork, 'attempts'> => ({
  tenant: 't',
  key,
  kind: 'advance',
  due: NOON,
  payload: null,
  ...more,
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (await holds()) return;
    await sleep(5);
  }
  throw new Error('It did not come to that within 10 s.');
}

/** A deed that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, release: () => resolve() };
}

suite('The worker', () => {
  let due: ReturnType<typeof memoryDueTable>;
  let clock: MemoryClock;
  let worker: Worker | undefined;
  let lines: string[];

  const start = (
    handlers: Record<string, Handler>,
    more: { atOnce?: number; pollMs?: number } = {},
  ) => {
    const log = { warn: (_facts: object, says: string) => void lines.push(says) };
    worker = startWorker({ due, clock, handlers, log, pollMs: 10, random: () => 0.5, ...more });
    return worker;
  };
  const gone = async () => (await due.list('t')).length === 0;

  setup(() => {
    due = memoryDueTable();
    clock = memoryClock(NOON);
    lines = [];
  });
  teardown(() => worker?.stop());

  test('does what is due with what was scheduled, and clears it away', async () => {
    const done: DueWork[] = [];
    await due.schedule(work('run-1', { payload: { ask: 2 } }));

    start({ advance: async (one) => void done.push(one) });
    await until(gone);

    expect(done).toEqual([{ ...work('run-1', { payload: { ask: 2 } }), attempts: 1 }]);
    expect(lines).toEqual([]);
  });

  test('leaves alone what is not due, until the clock jumps', async () => {
    let done = 0;
    await due.schedule(work('later', { due: '2026-11-22T12:00:00.000Z' }));
    start({ advance: async () => void done++ });
    await sleep(40);
    const before = done;

    clock.advance(DAY);
    await until(gone);

    expect([before, done]).toEqual([0, 1]);
  });

  test('looks at once when poked, however long it would have waited', async () => {
    start({ advance: async () => undefined }, { pollMs: 60_000 });
    await sleep(10);
    await due.schedule(work());

    worker?.poke();

    await until(gone);
  });

  test('wakes for the next due time by itself', async () => {
    const real = { ...clock, now: () => new Date() };
    const log = { warn: () => undefined };
    await due.schedule(work('soon', { due: new Date(Date.now() + 60).toISOString() }));

    worker = startWorker({
      due,
      clock: real,
      handlers: { advance: async () => undefined },
      log,
      pollMs: 60_000,
    });

    await until(gone);
  });

  test('does at most so many pieces at once, and all of them in the end', async () => {
    let inside = 0;
    let most = 0;
    for (let n = 0; n < 12; n++) await due.schedule(work(`run-${n}`));

    start(
      {
        async advance() {
          most = Math.max(most, ++inside);
          await sleep(5);
          inside--;
        },
      },
      { atOnce: 3, pollMs: 60_000 },
    );
    await until(gone);

    expect(most).toBe(3);
  });

  test('one long piece does not hold up the others', async () => {
    const long = held();
    const done: string[] = [];
    await due.schedule(work('long', { due: '2026-11-21T11:00:00.000Z' }));
    for (let n = 0; n < 6; n++) await due.schedule(work(`run-${n}`));

    start({
      async advance({ key }) {
        if (key === 'long') await long.promise;
        done.push(key);
      },
    });
    await until(() => done.length === 6);
    long.release();
    await until(gone);

    expect(done.at(-1)).toBe('long');
  });

  test('tries again after a failure, later each time, and then lets it lie in sight', async () => {
    const waits: number[] = [];
    await due.schedule(work());
    start({ advance: () => Promise.reject(new Error('The cloud did not answer.')) });

    for (;;) {
      await until(
        async () => (await due.list('t'))[0]?.state !== 'leased' && lines.length > waits.length,
      );
      const [row] = await due.list('t');
      if (row?.state !== 'waiting') break;
      const wait = Date.parse(row.due) - clock.now().getTime();
      waits.push(wait);
      clock.advance(wait);
    }

    expect(waits).toEqual(
      [5, 12, 28.8, 69.12, 165.888, 398.131, 900].map((seconds) => seconds * SECOND),
    );
    expect(await due.list('t')).toMatchObject([
      { state: 'dead', attempts: 8, lastError: 'The cloud did not answer.' },
    ]);
  });

  test('does not try again what cannot succeed', async () => {
    await due.schedule(work());

    start({ advance: () => Promise.reject(new Permanent('There is no such run.')) });
    await until(async () => (await due.list('t'))[0]?.state === 'dead');

    expect(await due.list('t')).toMatchObject([
      { attempts: 1, lastError: 'There is no such run.' },
    ]);
  });

  test('takes whatever is thrown for a failure, and goes on', async () => {
    await due.schedule(work('odd'));
    await due.schedule(work('fine'));
    const odd: unknown = 'a bare string';

    start({
      advance({ key }) {
        if (key === 'odd') throw odd;
        return Promise.resolve();
      },
    });
    await until(async () => (await due.list('t'))[0]?.state === 'waiting');

    await until(async () => (await due.list('t')).length === 1);
    expect(await due.list('t')).toMatchObject([{ key: 'odd', lastError: 'a bare string' }]);
  });

  test('gives up on work that ends the process each time', async () => {
    let done = 0;
    await due.schedule(work());
    for (let n = 0; n < 8; n++) await due.claim(clock.now().toISOString(), -1, 1);

    start({ advance: async () => void done++ });
    await until(async () => (await due.list('t'))[0]?.state === 'dead');

    expect(done).toBe(0);
    expect((await due.list('t'))[0]?.lastError).toContain('ended each time');
  });

  test('leaves work of an unknown kind as it was, and says so once', async () => {
    const strange = [
      work('a', { kind: 'later' }),
      work('b', { kind: 'later' }),
      work('c', { kind: 'constructor' }),
    ];
    for (const one of strange) await due.schedule(one);
    await due.schedule(work('known', { due: '2026-11-21T12:00:01.000Z' }));
    start({ advance: async () => undefined }, { atOnce: 1 });
    await sleep(60);

    clock.advance(MINUTE);
    await until(async () => (await due.list('t')).length === 3);

    const rest = await due.list('t');
    expect(rest).toHaveLength(3);
    expect(rest).toEqual(
      expect.arrayContaining(strange.map((one) => ({ ...one, attempts: 0, state: 'waiting' }))),
    );
    expect(lines).toHaveLength(2);
  });

  test('does not begin a second time what it is still doing when the lease runs out', async () => {
    const long = held();
    let begun = 0;
    await due.schedule(work());
    start({
      async advance() {
        begun++;
        await long.promise;
      },
    });
    await until(() => begun === 1);

    clock.advance(DAY);
    await sleep(50);
    long.release();
    await until(gone);

    expect(begun).toBe(1);
  });

  test('does once more what was scheduled anew while it was at it', async () => {
    const first = held();
    const seen: unknown[] = [];
    await due.schedule(work('run-1', { payload: 1 }));
    start({
      async advance({ payload }) {
        seen.push(payload);
        if (payload === 1) await first.promise;
      },
    });
    await until(() => seen.length === 1);

    await due.schedule(work('run-1', { payload: 2 }));
    first.release();
    await until(gone);

    expect(seen).toEqual([1, 2]);
  });

  test('goes on when the store does not answer for a while', async () => {
    const { claim } = due;
    let failures = 3;
    due.claim = (...how) => (failures-- > 0 ? Promise.reject(new Error('gone')) : claim(...how));
    await due.schedule(work());

    start({ advance: async () => undefined });
    await until(gone);

    expect(lines).toHaveLength(3);
  });

  test('stops after what it is doing, and takes nothing new', async () => {
    const long = held();
    const done: string[] = [];
    await due.schedule(work('first'));
    const running = start({
      async advance({ key }) {
        await long.promise;
        done.push(key);
      },
    });
    await until(async () => (await due.list('t'))[0]?.state === 'leased');

    const stopped = running.stop();
    await due.schedule(work('second'));
    running.poke();
    long.release();
    await stopped;
    await sleep(30);

    expect(done).toEqual(['first']);
    expect((await due.list('t')).map(({ key, state }) => [key, state])).toEqual([
      ['second', 'waiting'],
    ]);
  });

  test('does not wait for ever for what does not end', async () => {
    await due.schedule(work());
    const never = held();
    const running = start({ advance: () => never.promise });
    await until(async () => (await due.list('t'))[0]?.state === 'leased');

    const begun = performance.now();
    await running.stop(30);

    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(lines).toEqual(['Stopped in the middle of due work.']);
    never.release();
  });
});
