import { expect } from 'expect';
import { journalOf } from '../../src/core/journal.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const DAN = { id: 'dan', name: 'Dan' };

suite('the journal', () => {
  test('what was noted is read back in order, with its time, and is no run', async () => {
    const clock = memoryClock();
    const ledger = memoryLedger(clock);
    const journal = journalOf(ledger, TENANT, clock);
    const day = clock.now().toISOString().slice(0, 10);

    await journal.note({ what: 'asked', by: DAN, details: { question: 'who?' } });
    await journal.note({ what: 'retained', details: { day: '2025-01-01', records: 3 } });

    expect((await journal.read(day)).map(({ what, by }) => [what, by?.name])).toEqual([
      ['asked', 'Dan'],
      ['retained', undefined],
    ]);
    expect(await ledger.runs(TENANT)).toEqual([]);
  });

  test('two replicas that write at the same time lose nothing', async () => {
    const clock = memoryClock();
    const ledger = memoryLedger(clock);
    const [here, there] = [journalOf(ledger, TENANT, clock), journalOf(ledger, TENANT, clock)];

    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? here : there).note({ what: 'asked', by: DAN, details: { index } }),
      ),
    );

    const notes = await here.read(clock.now().toISOString().slice(0, 10));
    const seen = notes.map(({ details }) => Number(Object(details).index));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  test('each day has a stream of its own', async () => {
    const clock = memoryClock();
    const journal = journalOf(memoryLedger(clock), TENANT, clock);
    const first = clock.now().toISOString().slice(0, 10);
    await journal.note({ what: 'asked', by: DAN, details: {} });
    clock.advance(24 * 3_600_000);

    await journal.note({ what: 'exported', by: DAN, details: {} });

    expect(await journal.read(first)).toHaveLength(1);
    const [note] = await journal.read(clock.now().toISOString().slice(0, 10));
    expect(note?.what).toBe('exported');
  });

  test('what cannot be recorded is an error, so that the deed is not done', async () => {
    const clock = memoryClock();
    const full = { ...memoryLedger(clock), append: () => Promise.reject(new Error('disk full')) };
    const journal = journalOf(full, TENANT, clock);

    await expect(journal.note({ what: 'revealed', by: DAN, details: {} })).rejects.toThrow(
      'disk full',
    );
  });
});
