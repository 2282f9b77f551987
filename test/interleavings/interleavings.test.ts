import { expect } from 'expect';
import { localLock } from '../../src/store/local-lock.ts';
import { plainLedger } from './plain-ledger.ts';
import { movedBy, playAll } from './play.ts';

/** So many orders of events; `SEEDS=20000` tries more. */
const SEEDS = Number(process.env['SEEDS'] ?? 1000);

suite('clicks, jobs and kills in any order', function () {
  this.timeout(60_000 + SEEDS * 200);

  test('nothing unapproved, nothing lost, nothing done twice', async () => {
    const clock = { time: 0 };
    const replica = { ledger: plainLedger(movedBy(clock).now), withLock: localLock() };

    const { faults, kills, decisions } = await playAll(SEEDS, [replica, replica], clock);

    console.log(`      ${SEEDS} orders of events, ${decisions} decisions, ${kills} kills`);
    expect(faults).toEqual([]);
    expect(kills).toBeGreaterThan(SEEDS / 4);
    expect(decisions).toBeGreaterThan(SEEDS);
  });
});
