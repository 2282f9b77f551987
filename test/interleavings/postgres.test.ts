import { expect } from 'expect';
import { openStore } from '../../src/store/open.ts';
import { newPostgres } from '../store/databases.ts';
import { movedBy, playAll } from './play.ts';

const SEEDS = Number(process.env['SEEDS'] ?? 2000);

// Without TEST_DATABASE_URL there is nothing to run: `test/store/postgres.sh` sets it.
if (newPostgres !== undefined) {
  const fresh = newPostgres;

  suite('two replicas on one PostgreSQL, in any order', function () {
    this.timeout(60_000 + SEEDS * 1000);

    test('nothing unapproved, nothing lost, nothing done twice', async () => {
      const { where, remove } = await fresh();
      const clock = { time: 0 };
      const replicas = await Promise.all([1, 2].map(() => openStore(where, movedBy(clock))));
      try {
        const { faults, kills, decisions } = await playAll(SEEDS, replicas, clock);

        console.log(`      ${SEEDS} orders of events, ${decisions} decisions, ${kills} kills`);
        expect(faults).toEqual([]);
        expect(kills).toBeGreaterThan(SEEDS / 4);
        expect(decisions).toBeGreaterThan(SEEDS);
      } finally {
        await Promise.all(replicas.map((replica) => replica.close()));
        await remove();
      }
    });
  });
}
