import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { digestOf } from '../../src/core/data.ts';
import type { KeptCheckpoint } from '../../src/core/evidence.ts';
import { checkpointOf, leafOf, readCheckpoint } from '../../src/evidence/checkpoint.ts';
import { kidOf, verifiedJws } from '../../src/evidence/jws.ts';
import { knownKeys, type KnownKeys } from '../../src/evidence/known-keys.ts';
import { localSigner } from '../../src/evidence/local-key.ts';
import { leafHash, treeOver } from '../../src/evidence/merkle.ts';
import { phraseOf } from '../../src/evidence/phrase.ts';
import { sealingOf } from '../../src/evidence/sealing.ts';
import { headIn } from '../../src/evidence/witness-head.ts';
import { Refuses, witnessOf } from '../../src/evidence/witness.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { started, verified } from '../store/samples.ts';

const KEY = { tenant: 't', run: 'r' };

async function keyOf(keys: KnownKeys, wanted: 'checkpoint' | 'witness') {
  const found = (await keys.all()).find(({ use }) => use === wanted);
  if (found === undefined) throw new Error('The key is not known.');
  return found.jwk;
}

suite('Sealing the ledger:', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  function stage(store = memoryStore(memoryClock())) {
    const keys = knownKeys(store.keep, 't');
    const { tree } = store;
    const clock = memoryClock();
    const witness = witnessOf({
      tenant: 't',
      heads: headIn(join(folder, 'witness-head.json')),
      signer: localSigner(folder, 'witness'),
      keys,
      hashes: (from, size) => tree.hashes('t', size, from),
      now: clock.now,
    });
    const refused: string[] = [];
    const sealing = sealingOf({
      ...{ tenant: 't', tree, clock, keys, withLock: store.withLock },
      signer: localSigner(folder, 'checkpoint'),
      async witness(checkpoint) {
        try {
          await tree.addWitness('t', checkpoint.size, await witness.attest(checkpoint));
        } catch (error) {
          if (!(error instanceof Refuses)) throw error;
          refused.push(error.message);
        }
      },
    });
    return { store, tree, keys, witness, refused, sealNow: sealing.sealNow };
  }

  const newest = ({ checkpoint }: { readonly checkpoint: KeptCheckpoint | undefined }) => {
    if (checkpoint === undefined) throw new Error('Nothing was sealed.');
    return checkpoint;
  };

  test('a checkpoint says how many entries there are, and whoever has the key can check it', async () => {
    const { store, keys, sealNow } = stage();
    const entries = await store.ledger.append(KEY, 0, [started(), verified('one')]);

    const checkpoint = newest(await sealNow());

    const key = await keyOf(keys, 'checkpoint');
    const says = await readCheckpoint(checkpoint.jws, key);
    expect(says).toMatchObject({ v: 1, tenant: 't', size: 2, previous: null });
    expect(says.runs).toBe(digestOf({ r: 2 }));
    expect(says.root).toBe(treeOver(await store.tree.hashes('t', 2)).root(2));
    expect(entries).toHaveLength(2);
    expect(kidOf(checkpoint.jws)).toBe(key.kid);
  });

  test('a leaf is the canonical JSON of entry, run and tenant', () => {
    const leaf = leafOf('t"', { run: 'r', seq: 1, text: '{"at":"x"}' });

    expect(leaf).toBe('{"entry":{"at":"x"},"run":"r","tenant":"t\\""}');
    expect(leafHash(leaf)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('each checkpoint names the one before, and nothing new makes no new one', async () => {
    const { store, keys, sealNow } = stage();
    await store.ledger.append(KEY, 0, [started()]);
    const first = newest(await sealNow());
    const same = await sealNow();
    await store.ledger.append(KEY, 1, [verified()]);

    const second = newest(await sealNow());

    expect(same).toMatchObject({ entries: 0, checkpoint: { digest: first.digest } });
    const key = await keys.find('checkpoint', kidOf(second.jws));
    if (key === undefined) throw new Error('The key is not known.');
    expect(await readCheckpoint(second.jws, key.jwk)).toMatchObject({
      size: 2,
      previous: first.digest,
    });
    await expect(readCheckpoint(`${second.jws.slice(0, -4)}AAAA`, key.jwk)).rejects.toThrow();
  });

  test('a checkpoint by a clock that is behind is no older than its entries and the one before', async () => {
    const ahead = memoryClock('2026-11-21T13:00:00.000Z');
    const { store, sealNow } = stage(memoryStore(ahead));
    await store.ledger.append(KEY, 0, [started()]);
    const first = newest(await sealNow());
    await store.ledger.append(KEY, 1, [verified('one')]);

    const second = newest(await sealNow());

    for (const { at } of [first, second]) expect(at).toBe('2026-11-21T13:00:00.000Z');
  });

  test('an empty ledger has no checkpoint', async () => {
    expect(await stage().sealNow()).toEqual({ checkpoint: undefined, entries: 0, broken: [] });
  });

  test('of many who seal at once nothing comes out twice', async () => {
    const { store, tree, sealNow } = stage();
    await store.ledger.append(KEY, 0, [started(), verified(), verified()]);

    await Promise.all([sealNow(), sealNow(), sealNow()]);

    expect(await tree.checkpoints('t')).toHaveLength(1);
    expect(await tree.hashes('t', 9)).toHaveLength(3);
  });

  test('a key that cannot sign leaves the ledger as it is, and later all is sealed', async () => {
    const { store, tree, keys, sealNow } = stage();
    await store.ledger.append(KEY, 0, [started()]);
    const dead = sealingOf({
      ...{ tenant: 't', tree, clock: memoryClock(), keys, withLock: store.withLock },
      signer: () => Promise.reject(new Error('The vault does not answer.')),
      witness: async () => undefined,
    });

    await expect(dead.sealNow()).rejects.toThrow('does not answer');
    await store.ledger.append(KEY, 1, [verified()]);

    expect(await tree.backlog('t')).toMatchObject({ entries: 2 });
    expect(await sealNow()).toMatchObject({ entries: 2, checkpoint: { size: 2 } });
  });

  test('the key is made once, for its user alone, and a spoilt one is not replaced', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => localSigner(join(folder, 'keys'), 'checkpoint')()),
    );
    const file = join(folder, 'keys', 'checkpoint.jwk');

    expect(one?.kid).toBe(other?.kid);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(one?.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    await writeFile(file, 'spoilt');
    await expect(localSigner(join(folder, 'keys'), 'checkpoint')()).rejects.toThrow('backup');
    expect(await readFile(file, 'utf8')).toBe('spoilt');
  });

  test('the phrase of a checkpoint can be read aloud', () => {
    // 127.0.0.1 and 63.84.220.193 are the examples of the paper.
    expect(phraseOf('7f0000013f54dcc1'.padEnd(64, '0'))).toBe('lusab-babad-gutih-tugad');
  });

  suite('the witness', () => {
    test('vouches for what only adds to what it saw', async () => {
      const { store, keys, witness, refused, sealNow } = stage();
      for (const seen of [0, 1, 2, 3]) {
        await store.ledger.append(KEY, seen, [seen === 0 ? started() : verified()]);
        await sealNow();
      }

      const { witnesses, digest } = newest(await sealNow());

      expect(refused).toEqual([]);
      expect(await witness.head()).toMatchObject({ size: 4, checkpoint: digest });
      expect(
        await verifiedJws(
          witnesses[0] ?? '',
          await keyOf(keys, 'witness'),
          'audit-steward-witness',
        ),
      ).toMatchObject({ tenant: 't', size: 4, checkpoint: digest });
    });

    test('does not vouch for a ledger that was put back to an older state', async () => {
      const before = stage();
      await before.store.ledger.append(KEY, 0, [started(), verified(), verified()]);
      await before.sealNow();
      const restored = stage();
      await restored.store.ledger.append(KEY, 0, [started(), verified()]);

      const { checkpoint } = await restored.sealNow();

      expect(checkpoint).toMatchObject({ size: 2, witnesses: [] });
      expect(restored.refused.join()).toContain('it has 2 entries, and there were 3 before');
    });

    test('does not vouch for a history that was written anew', async () => {
      const before = stage();
      await before.store.ledger.append(KEY, 0, [started(), verified('so')]);
      await before.sealNow();
      const rewritten = stage();
      await rewritten.store.ledger.append(KEY, 0, [started(), verified('otherwise')]);
      await rewritten.sealNow();
      await rewritten.store.ledger.append(KEY, 2, [verified()]);

      const { checkpoint } = await rewritten.sealNow();

      expect(checkpoint).toMatchObject({ size: 3, witnesses: [] });
      expect(rewritten.refused).toHaveLength(2);
      expect(rewritten.refused.join()).toContain('is not what the first 2 entries were');
    });

    test('does not vouch for what a stranger has signed', async () => {
      const { store, tree, witness, sealNow } = stage();
      await store.ledger.append(KEY, 0, [started()]);
      const checkpoint = newest(await sealNow());
      const stranger = await localSigner(join(folder, 'stranger'), 'checkpoint')();
      const root = 'b'.repeat(64);
      const forged = await checkpointOf(stranger, {
        says: { v: 1, tenant: 't', size: 1, root, runs: root, at: checkpoint.at, previous: null },
        frontier: [],
      });

      await expect(witness.attest(forged)).rejects.toBeInstanceOf(Refuses);
      await expect(
        witness.attest({ ...checkpoint, jws: `${checkpoint.jws.slice(0, -4)}AAAA` }),
      ).rejects.toThrow('signature is wrong');
      expect(await tree.latest('t')).toMatchObject({ size: 1 });
    });

    test('that was away vouches for all at once when it is back', async () => {
      const away = stage();
      const { store, tree, keys } = away;
      const lone = sealingOf({
        ...{ tenant: 't', tree, clock: memoryClock(), keys, withLock: store.withLock },
        signer: localSigner(folder, 'checkpoint'),
        witness: async () => undefined,
      });
      for (const seen of [0, 1, 2]) {
        await store.ledger.append(KEY, seen, [seen === 0 ? started() : verified()]);
        await lone.sealNow();
      }

      const { checkpoint, entries } = await away.sealNow();

      expect(entries).toBe(0);
      expect(checkpoint).toMatchObject({ size: 3, witnesses: [expect.any(String)] });
    });
  });
});
