import { expect } from 'expect';
import { canonical } from '../../src/core/data.ts';
import type { Happening } from '../../src/core/ledger.ts';
import { genesis, LedgerBroken, linkTo } from '../../src/store/chain.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { startChild } from './child.ts';
import type { TestDatabase } from './databases.ts';
import { ada, ben, started } from './samples.ts';

const KEY = { tenant: 't', run: 'RUNONE' };

const vote = (more: Partial<Extract<Happening, { kind: 'decided' }>> = {}): Happening => ({
  ...{ kind: 'decided', ask: 1, step: 'org-audit', digest: 'd', verdict: 'approved', by: ben },
  ...more,
});

/** Starting three processes takes long on a machine that is busy. */
const STARTS = 60_000;

/** What holds for openings in SQL: they come and go whole, and none is taken for another. */
export function openingsSuite(
  name: string,
  fresh: () => Promise<TestDatabase>,
  dropGuards: string,
): void {
  suite(`${name}, beside the ledger:`, () => {
    let database: TestDatabase;
    let store: Store;
    const clock = memoryClock();

    setup(async () => {
      database = await fresh();
      store = await openStore(database.where, clock);
      await store.ledger.append(KEY, 0, [started(), vote({ reason: 'Ben has looked' })]);
    });
    teardown(async () => {
      await store.close();
      await database.remove();
    });

    const forgeries = {
      'another name': `update ledger_openings set value = '"Eve"' where value = '"Ben"'`,
      'another salt': `update ledger_openings set salt = '${'0'.repeat(32)}'`,
      'one value in the place of another': `update ledger_openings set value = '"Ada"'
        where value = '"Ben"'`,
    };
    for (const [what, sql] of Object.entries(forgeries))
      test(`${what} behind a seal: found by whoever reads the run`, async () => {
        await database.attack(sql);

        await expect(store.ledger.read(KEY)).rejects.toBeInstanceOf(LedgerBroken);
        await expect(store.ledger.about('t', started().subject)).rejects.toThrow('personal value');
        await expect(store.openings.of('t', KEY.run)).rejects.toBeInstanceOf(LedgerBroken);
      });

    test('an entry that is refused leaves no opening behind', async () => {
      const before = await store.openings.of('t', KEY.run);
      const eve = { id: 'eve', name: 'Eve' };
      const late = [vote({ by: eve }), vote({ by: ada, reason: 'too late' })];

      await expect(store.ledger.append(KEY, 1, late)).rejects.toThrow('no longer stands');
      await expect(store.ledger.append(KEY, 2, [...late, started()])).rejects.toThrow();
      await Promise.allSettled(
        [1, 2, 3].map(() => store.ledger.append(KEY, 2, [vote({ by: eve })])),
      );

      const after = await store.openings.of('t', KEY.run);
      expect(after.length).toBe(before.length + 2);
      expect(await store.ledger.read(KEY)).toHaveLength(3);
    });

    test('openings that cannot be written take the entry with them', async () => {
      const before = await store.ledger.read(KEY);
      await database.attack('alter table ledger_openings rename to elsewhere');

      await expect(store.ledger.append(KEY, 2, [vote({ by: ada })])).rejects.toThrow();

      await database.attack('alter table elsewhere rename to ledger_openings');
      expect(await store.ledger.read(KEY)).toEqual(before);
    });

    test('whoever is killed while writing leaves entries that can all be read', async function () {
      this.timeout(STARTS);
      await store.close();
      for (const lines of [3, 30, 7]) {
        const child = startChild('vote', database.where, 'killed');
        await child.saysLines(lines);
        await child.kill();
      }

      store = await openStore(database.where, clock);

      const [, ...votes] = await store.ledger.read({ tenant: 't', run: 'killed' });
      expect(votes.length).toBeGreaterThanOrEqual(38);
      expect(votes).toMatchObject(
        votes.map(({ seq }) => ({
          by: { id: `voter-${seq - 1}`, name: `Voter ${seq - 1}` },
          reason: `for reason ${seq - 1}`,
        })),
      );
      // The requester's id and name, the answers, and three values for each vote.
      expect(await store.openings.of('t', 'killed')).toHaveLength(3 + 3 * votes.length);
    });

    test('an erasure that fails in the middle has erased nothing', async () => {
      await store.ledger.append(KEY, 2, [{ kind: 'finished' }]);
      const before = await store.ledger.read(KEY);
      await database.attack('alter table seen_cards rename to elsewhere');

      await expect(store.openings.erase('t', ben.id, [KEY.run])).rejects.toThrow();

      await database.attack('alter table elsewhere rename to seen_cards');
      expect(await store.ledger.read(KEY)).toEqual(before);
      expect((await store.ledger.runs('t'))[0]?.requester).toEqual(ada);
    });

    test('cards of erased runs that show the person go; all others stay', async () => {
      await store.ledger.append(KEY, 2, [{ kind: 'finished' }]);
      const shown = async (...texts: readonly string[]) =>
        store.seen.keep('t', { body: [...texts] });
      const gone = [
        await shown('RUNONE', 'Ben approved'),
        await shown('RUNONE', ben.id.toUpperCase()),
      ];
      const kept = [
        await shown('RUNONE', 'Benno approved'),
        await shown('RUNTWO', 'Ben approved'),
        await shown('RUNONE', 'Ada asks'),
      ];

      await store.openings.erase('t', ben.id, [KEY.run]);

      for (const digest of gone) expect(await store.seen.find('t', digest)).toBeUndefined();
      for (const digest of kept) expect(await store.seen.find('t', digest)).toBeDefined();
    });

    test('names with wildcards, quotes and other scripts are found as they are', async () => {
      const odd = { id: 'aaaaaaaa-0000-4000-8000-000000000009', name: '100%_"Łódź\\日本' };
      const reasons = [`ask ${odd.name}!`, 'ask 100 "Łódź'];
      await store.ledger.append(KEY, 2, [
        ...[vote({ by: odd }), vote({ by: ada, reason: reasons[0] ?? '' })],
        ...[vote({ by: ada, reason: reasons[1] ?? '' }), { kind: 'finished' } as const],
      ]);

      await store.openings.erase('t', odd.id, [KEY.run]);

      const said = (await store.ledger.read(KEY)).flatMap((entry) =>
        entry.kind === 'decided' ? [entry.reason] : [],
      );
      expect(said).toEqual(['Ben has looked', undefined, '(erased)', reasons[1]]);
    });

    test('entries from before values were sealed read as they were written', async () => {
      await database.attack(`${dropGuards}
        delete from ledger_openings; delete from ledger; delete from runs;`);
      const at = clock.now().toISOString();
      const entry = { ...started(), seq: 1, at };
      const text = canonical(JSON.parse(JSON.stringify(entry)));
      const hash = linkTo(genesis(KEY), text);
      await database.attack(`
        insert into runs (tenant, run, walkthrough, subject, title, requester_id, requester_name,
          started_at, ordinal, open, length, head)
        values ('t', 'RUNONE', 'w', '${entry.subject}', 'T', '${ada.id}', 'Ada', '${at}', 1, 1, 1, '${hash}');
        insert into ledger (tenant, run, seq, entry, hash) values ('t', 'RUNONE', 1, '${text}', '${hash}');`);

      await store.ledger.append(KEY, 1, [vote()]);

      expect(await store.ledger.read(KEY)).toMatchObject([{ requester: ada }, { by: ben }]);
    });
  });
}
