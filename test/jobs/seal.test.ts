import { expect } from 'expect';
import { postingOf } from '../../src/evidence/posted.ts';
import type { Sealed } from '../../src/evidence/sealing.ts';
import { noticing, sealJob, SEAL } from '../../src/jobs/seal.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { started } from '../store/samples.ts';

const KEY = { tenant: 't', run: 'r' };
const MINUTE = 60_000;

const over = (size: number): Sealed => ({
  checkpoint: {
    ...{ size, digest: `${size}`.padStart(64, '0'), jws: 'j', witnesses: [], frontier: [] },
    at: '2026-11-21T12:00:00.000Z',
  },
  entries: 1,
  broken: [],
});

const finished = [{ run: 'r', seq: 2, text: '{"kind":"finished"}' }];

suite('The job that seals:', () => {
  function stage(sealNow: () => Promise<Sealed> = async () => over(1)) {
    const clock = memoryClock();
    const store = memoryStore(clock);
    const job = sealJob({
      ...{ tenant: 't', due: store.due, clock, sealNow },
      tell: async () => undefined,
      missed(error) {
        throw error;
      },
    });
    const rows = async () => (await store.due.list('t')).filter(({ kind }) => kind === SEAL);
    /** Does what is due as the worker would: failing work comes back a minute later. */
    async function work(): Promise<void> {
      const claimed = await store.due.claim(clock.now().toISOString(), MINUTE, 9);
      for (const one of claimed) {
        try {
          await job.handlers[one.kind === SEAL ? SEAL : 'seal-sweep']?.();
          await store.due.complete(one);
        } catch (error) {
          const again = new Date(clock.now().getTime() + MINUTE).toISOString();
          await store.due.fail(one, (error as Error).message, again);
        }
      }
    }
    return { clock, store, job, rows, work, ledger: noticing(store.ledger, job.soon) };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('comes soon after something was appended, once for a handful', async () => {
    let seals = 0;
    const { clock, ledger, rows, work } = stage(async () => over(++seals));

    await ledger.append(KEY, 0, [started()]);
    await ledger.append({ ...KEY, run: 's' }, 0, [started()]);
    await settled();

    expect(await rows()).toMatchObject([{ due: '2026-11-21T12:00:03.000Z' }]);
    clock.advance(3000);
    await work();
    expect([seals, await rows()]).toEqual([1, []]);
  });

  test('what is appended while it seals is sealed by the next one', async () => {
    const appended: (() => Promise<unknown>)[] = [];
    const { clock, ledger, rows, work } = stage(async () => {
      await appended.pop()?.();
      return over(1);
    });
    appended.push(() => ledger.append({ ...KEY, run: 's' }, 0, [started()]));
    await ledger.append(KEY, 0, [started()]);
    await settled();
    clock.advance(3000);

    await work();
    await settled();

    expect(await rows()).toMatchObject([{ state: 'waiting', due: '2026-11-21T12:00:06.000Z' }]);
  });

  test('appends do not hurry a key that is out of reach, and are not held up by it', async () => {
    const { clock, ledger, rows, work } = stage(() => Promise.reject(new Error('No answer.')));
    await ledger.append(KEY, 0, [started()]);
    await settled();
    clock.advance(3000);
    await work();

    await ledger.append({ ...KEY, run: 's' }, 0, [started()]);
    await settled();

    expect(await rows()).toMatchObject([
      { attempts: 1, due: '2026-11-21T12:01:03.000Z', lastError: 'No answer.' },
    ]);
  });

  test('the sweep finds what was never scheduled, and what was given up an hour ago', async () => {
    const { clock, store, job, rows } = stage();
    await job.begin();
    const [first] = await rows();
    clock.advance(3000);
    const [claimed] = await store.due.claim(clock.now().toISOString(), MINUTE, 1);
    if (claimed === undefined) throw new Error('Nothing was due.');
    await store.due.fail(claimed, 'No answer.', undefined);

    await job.handlers['seal-sweep']?.();
    expect(await rows()).toMatchObject([{ state: 'dead' }]);
    clock.advance(61 * MINUTE);
    await job.handlers['seal-sweep']?.();

    expect(first).toMatchObject({ state: 'waiting' });
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  suite('the phrase', () => {
    function posting() {
      const clock = memoryClock();
      const said = new Map<string, string>();
      const told = async (subject: string, text: string) => {
        said.set(subject, text);
        return true;
      };
      const { keep } = memoryStore(clock);
      return { clock, said, ...postingOf({ tenant: 't', keep, clock, tell: told }) };
    }

    test('is posted once a day', async () => {
      const { clock, said, tell } = posting();
      await tell(over(4212));
      await tell(over(4213));
      clock.advance(24 * 60 * MINUTE);

      await tell(over(4213));
      await tell(over(4214));

      expect([...said.keys()]).toEqual(['checkpoint/4212', 'checkpoint/4213']);
      expect(said.get('checkpoint/4212')).toMatch(
        /^Checkpoint 4,212 · (?:[a-z]{5}-){3}[a-z]{5}\. Keep this message/,
      );
    });

    test('is posted when a run has finished, even after a kill in between', async () => {
      const { said, foresee, tell } = posting();
      await tell(over(3));
      await foresee(finished, 5);

      await tell(over(4));
      await tell(over(6));
      await tell(over(7));

      expect([...said.keys()]).toEqual(['checkpoint/3', 'checkpoint/6']);
    });

    test('a run that was changed outside is told of, whatever the day', async () => {
      const { said, tell } = posting();
      await tell(over(3));

      await tell({ ...over(3), broken: [{ run: 'r', why: 'Run r was changed.' }] });

      expect(said.get('ledger-broken/r')).toBe('Run r was changed.');
    });
  });
});
