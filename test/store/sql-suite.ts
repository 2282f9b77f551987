import { expect } from 'expect';
import { rootOf, treeOver } from '../../src/evidence/merkle.ts';
import { LedgerBroken } from '../../src/store/chain.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { startChild } from './child.ts';
import type { TestDatabase } from './databases.ts';
import { started, verified } from './samples.ts';
import { sealed } from './tree-contract.ts';

interface Dialect {
  /** SQL that takes away what protects the ledger, as an intruder would. */
  readonly dropGuards: string;
  readonly alsoRefused: readonly string[];
}

const KEY = { tenant: 't', run: 'r' };
const SUBJECT = started().subject;

async function sealAll({ tree }: Store): Promise<void> {
  const { leaves, checkpoint } = sealed(undefined, (await tree.unsealed('t', 100)).entries);
  await tree.seal('t', 0, leaves, checkpoint);
}

/** Starting three processes takes long on a machine that is busy. */
const STARTS = 60_000;

/** What holds for a store in SQL: it is kept, guarded and checked. */
export function sqlSuite(name: string, fresh: () => Promise<TestDatabase>, dialect: Dialect): void {
  suite(`${name} underneath:`, () => {
    let database: TestDatabase;
    let store: Store;
    const reopen = async () => openStore(database.where, memoryClock());

    setup(async () => {
      database = await fresh();
      store = await reopen();
      await store.ledger.append(KEY, 0, [started(), verified('one'), verified('two')]);
    });
    teardown(async () => {
      await store.close();
      await database.remove();
    });

    test('everything is there after closing and opening again', async () => {
      const due = {
        tenant: 't',
        kind: 'advance',
        key: 'r',
        due: '2026-11-21T12:00:00.000Z',
        payload: 1,
      };
      await store.due.schedule(due);
      await store.references.save('t', 'person:ada', { a: 1 }, due.due);
      await store.conversationState('t').write({ a: { count: 1 } });
      const before = await store.ledger.read(KEY);
      await store.close();

      store = await reopen();

      expect(await store.ledger.read(KEY)).toEqual(before);
      expect(await store.due.list('t')).toMatchObject([due]);
      expect(await store.references.find('t', 'person:ada')).toMatchObject({ reference: { a: 1 } });
      expect(await store.conversationState('t').read(['a'])).toMatchObject({ a: { count: 1 } });
      await expect(store.ping()).resolves.toBeUndefined();
    });

    test('a closed store answers nobody', async () => {
      await store.close();
      await store.close();

      await expect(store.ping()).rejects.toThrow();

      store = await reopen();
    });

    test('the database refuses to change or remove an entry, whoever asks', async () => {
      const attacks = [
        `update ledger set entry = '{}' where seq = 2`,
        'update ledger set seq = seq + 10',
        'delete from ledger',
        'delete from ledger where seq = 3',
        `delete from runs where run = 'r'`,
        ...dialect.alsoRefused,
      ];

      for (const attack of attacks.slice(0, 4).concat(dialect.alsoRefused))
        await expect(database.attack(attack)).rejects.toThrow('append-only');
      for (const attack of attacks) await expect(database.attack(attack)).rejects.toThrow();

      expect(await store.ledger.read(KEY)).toHaveLength(3);
    });

    test('what people were shown is kept as it was, and a forged card is none', async () => {
      const digest = await store.seen.keep('t', { says: 'Light lamp north.' });
      const attack = `update seen_cards set card = '{}'`;
      await expect(database.attack(attack)).rejects.toThrow('append-only');
      await database.attack(`insert into seen_cards values ('t', '${'a'.repeat(64)}', '{}')`);

      expect(await store.seen.find('t', digest)).toEqual({ says: 'Light lamp north.' });
      expect(await store.seen.find('t', 'a'.repeat(64))).toBeUndefined();
    });

    const forgeries = {
      'changed words': `update ledger set entry = replace(entry, 'two', 'ten') where seq = 3`,
      'an entry moved to another place': `update ledger set seq = 9 where seq = 2`,
      'an entry taken out': `delete from ledger where seq = 2`,
      'the last entry taken off': `delete from ledger where seq = 3`,
      'all entries taken out': `delete from ledger`,
      'the heading taken off': `delete from runs`,
      'the count changed': `update runs set length = 2`,
      'two entries swapped': `update ledger set seq = seq * 10 where seq > 1;
        update ledger set seq = 5 - seq / 10 where seq > 1`,
      'an entry added': `insert into ledger select tenant, run, 4, entry, hash from ledger where seq = 3`,
      'an entry changed with its hash': `update ledger set entry = replace(entry, 'one', 'ten'),
        hash = 'a' where seq = 2`,
      'the run under another name': `update ledger set run = 's'; update runs set run = 's'`,
    };
    for (const [what, sql] of Object.entries(forgeries))
      test(`${what}: found when the run is read or goes on`, async () => {
        await database.attack(`${dialect.dropGuards} ${sql}`);
        const key = what === 'the run under another name' ? { ...KEY, run: 's' } : KEY;

        await expect(store.ledger.read(key)).rejects.toBeInstanceOf(LedgerBroken);
        await expect(store.ledger.read(key)).rejects.toThrow('changed outside the bot');
        if (what !== 'the heading taken off')
          await expect(store.ledger.about('t', SUBJECT)).rejects.toBeInstanceOf(LedgerBroken);
      });

    const spoilt = {
      'changed words': `update ledger set entry = replace(entry, 'two', 'ten') where seq = 3`,
      'the last entry taken off': `delete from ledger where seq = 3`,
      'all entries taken out': `delete from ledger where run = 'r'`,
      'the count changed': `update runs set length = 2 where run = 'r'`,
      'an entry in between taken out': `delete from ledger where seq = 2`,
    };
    for (const [what, sql] of Object.entries(spoilt))
      test(`${what}: the run is not sealed, and the others are`, async () => {
        await database.attack(`${dialect.dropGuards} ${sql}`);
        await store.ledger.append({ tenant: 't', run: 'sound' }, 0, [started()]);

        const { entries, broken } = await store.tree.unsealed('t', 100);

        expect(entries.map(({ run }) => run)).toEqual(['sound']);
        expect(broken).toMatchObject([
          { run: 'r', why: expect.stringContaining('changed outside the bot') },
        ]);
      });

    test('a run from which sealed entries were taken, chain and all, is found', async () => {
      await sealAll(store);
      const [, second] = await store.ledger.read(KEY);
      await database.attack(`${dialect.dropGuards} delete from ledger where seq = 3;
        update runs set length = 2, head = (select hash from ledger where seq = 2)`);

      expect(await store.ledger.read(KEY)).toHaveLength(second?.seq ?? 0);
      expect(await store.tree.unsealed('t', 9)).toMatchObject({
        entries: [],
        broken: [{ run: 'r' }],
      });
    });

    test('the database refuses to change or remove a leaf, whoever asks', async () => {
      await sealAll(store);

      for (const attack of [
        `update ledger_leaves set hash = 'x'`,
        'delete from ledger_leaves where leaf = 2',
      ])
        await expect(database.attack(attack)).rejects.toThrow('append-only');
      expect(await store.tree.hashes('t', 9)).toHaveLength(3);
    });

    test('a sealer that is killed leaves a tree with its checkpoint, or neither', async function () {
      this.timeout(STARTS);
      await store.close();
      for (const lines of [3, 25, 8]) {
        const child = startChild('seal', database.where, 'killed');
        await child.saysLines(lines);
        await child.kill();
      }

      store = await reopen();

      const latest = await store.tree.latest('t');
      const hashes = await store.tree.hashes('t', 1e9);
      expect(latest?.size).toBeGreaterThan(30);
      expect(hashes).toHaveLength(latest?.size ?? 0);
      expect(treeOver(hashes).root(hashes.length)).toBe(rootOf(latest?.frontier ?? []));
      const leaves = await store.tree.leavesOf('t', 'killed');
      expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, index) => index + 1));
      expect((await store.tree.lengths('t'))['killed']).toBe(leaves.length);
    });

    test('nothing acknowledged is lost when the process is killed, again and again', async function () {
      this.timeout(STARTS);
      await store.close();
      let acknowledged = 0;
      for (const lines of [3, 40, 11]) {
        const child = startChild('append', database.where, 'killed');
        await child.saysLines(lines);
        await child.kill();
        acknowledged = Math.max(acknowledged, Number(child.said.at(-1)));
      }

      store = await reopen();

      const kept = await store.ledger.read({ tenant: 't', run: 'killed' });
      expect(acknowledged).toBeGreaterThan(100);
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
      // Appended in pairs after the start: half a pair would be half a transaction.
      expect(kept.length % 2).toBe(1);
    });

    test('a store of a newer version is not touched', async () => {
      await database.attack(
        `insert into steward_migration values ('999-later', '2030-01-01T00:00:00.000Z')`,
      );
      await store.close();

      await expect(reopen()).rejects.toThrow('newer');

      await database.attack(`delete from steward_migration where name = '999-later'`);
      store = await reopen();
      expect(await store.ledger.read(KEY)).toHaveLength(3);
    });
  });
}
