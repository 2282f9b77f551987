import { expect } from 'expect';
import type { KeptCheckpoint, Unsealed } from '../../src/core/evidence.ts';
import { grown, leafHash, rootOf, treeOver } from '../../src/evidence/merkle.ts';
import type { Fresh } from './contract.ts';
import { started, verified } from './samples.ts';

/** A checkpoint over these entries after those that are leaves, with a signature of nobody. */
export function sealed(
  latest: KeptCheckpoint | undefined,
  entries: readonly Unsealed[],
  jws = `jws-${(latest?.size ?? 0) + entries.length}`,
) {
  let frontier = latest?.frontier ?? [];
  let size = latest?.size ?? 0;
  const leaves = entries.map(({ run, seq, text }) => ({ run, seq, hash: leafHash(text) }));
  for (const { hash } of leaves) {
    frontier = grown(frontier, size, hash);
    size += 1;
  }
  const at = '2026-11-21T12:00:00.000Z';
  return { leaves, checkpoint: { size, digest: `d-${jws}`, jws, witnesses: [], frontier, at } };
}

const placesOf = (entries: readonly Unsealed[]) => entries.map(({ run, seq }) => `${run}/${seq}`);

export function treeContract(fresh: () => Fresh): void {
  const tree = () => fresh().store.tree;
  const begin = (run: string, tenant = 't') =>
    fresh().store.ledger.append({ tenant, run }, 0, [started()]);
  const goOn = (run: string, seen: number, tenant = 't') =>
    fresh().store.ledger.append({ tenant, run }, seen, [verified(`${seen}`)]);
  async function sealAll(limit = 100): Promise<boolean> {
    const [latest, { entries }] = [await tree().latest('t'), await tree().unsealed('t', limit)];
    const { leaves, checkpoint } = sealed(latest, entries);
    return tree().seal('t', latest?.size ?? 0, leaves, checkpoint);
  }

  test('entries of all runs become leaves by time, and none twice', async () => {
    await begin('a');
    fresh().clock.advance(1000);
    await begin('b');
    fresh().clock.advance(1000);
    await goOn('a', 1);
    await begin('elsewhere', 'u');

    const { entries } = await tree().unsealed('t', 100);
    await sealAll();
    await goOn('b', 1);
    const later = await tree().unsealed('t', 100);

    expect(placesOf(entries)).toEqual(['a/1', 'b/1', 'a/2']);
    expect(JSON.parse(entries[2]?.text ?? '')).toMatchObject({ kind: 'verified', found: '1' });
    expect(placesOf(later.entries)).toEqual(['b/2']);
    expect(later.broken).toEqual([]);
    expect(placesOf((await tree().unsealed('u', 100)).entries)).toEqual(['elsewhere/1']);
  });

  test('a clock that was set back does not put a run out of its order', async () => {
    await begin('a');
    fresh().clock.advance(-60_000);
    await goOn('a', 1);
    await begin('b');

    expect(placesOf((await tree().unsealed('t', 9)).entries)).toEqual(['b/1', 'a/1', 'a/2']);
  });

  test('a few at a time they become the same leaves in the end', async () => {
    for (const run of ['a', 'b', 'c']) {
      await begin(run);
      for (const seen of [1, 2, 3, 4]) await goOn(run, seen);
    }

    while ((await tree().unsealed('t', 4)).entries.length > 0) expect(await sealAll(4)).toBe(true);

    expect(await tree().lengths('t')).toEqual({ a: 5, b: 5, c: 5 });
    expect(await tree().hashes('t', 99)).toHaveLength(15);
    expect((await tree().checkpoints('t')).map(({ size }) => size)).toEqual([4, 8, 12, 15]);
    const { frontier = [] } = (await tree().latest('t')) ?? {};
    expect(rootOf(frontier)).toBe(treeOver(await tree().hashes('t', 15)).root(15));
  });

  test('it is known where each entry stands, and how long runs were at any time', async () => {
    await begin('a');
    await begin('b');
    await sealAll();
    await goOn('a', 1);
    await sealAll();

    const [first, second] = await tree().leavesOf('t', 'a');

    expect([first?.leaf, first?.seq, second?.leaf, second?.seq]).toEqual([0, 1, 2, 2]);
    expect(await tree().hashes('t', 3)).toEqual(
      expect.arrayContaining([first?.hash, second?.hash]),
    );
    expect(await tree().hashes('t', 3, 2)).toEqual([second?.hash]);
    expect(await tree().lengths('t', 2)).toEqual({ a: 1, b: 1 });
    expect(await tree().lengths('t', 0)).toEqual({});
    expect(await tree().lengths('t')).toEqual({ a: 2, b: 1 });
    expect(await tree().leavesOf('t', 'none')).toEqual([]);
  });

  test('what waits to be sealed is counted, with the time of the oldest', async () => {
    expect(await tree().backlog('t')).toEqual({ entries: 0 });
    await begin('a');
    fresh().clock.advance(5000);
    await goOn('a', 1);

    expect(await tree().backlog('t')).toEqual({ entries: 2, since: '2026-11-21T12:00:00.000Z' });

    await sealAll();
    expect(await tree().backlog('t')).toEqual({ entries: 0 });
  });

  test('of two sealers at once one wins, and nothing is in the tree twice', async () => {
    for (const run of ['a', 'b']) await begin(run);
    const { entries } = await tree().unsealed('t', 100);
    const all = sealed(undefined, entries, 'all');
    const some = sealed(undefined, entries.slice(0, 1), 'some');

    const won = await Promise.all([
      tree().seal('t', 0, all.leaves, all.checkpoint),
      tree().seal('t', 0, some.leaves, some.checkpoint),
      tree().seal('t', 0, all.leaves, { ...all.checkpoint, jws: 'again', digest: 'again' }),
    ]);

    expect(won.filter(Boolean)).toHaveLength(1);
    const latest = await tree().latest('t');
    expect(await tree().checkpoints('t')).toEqual([latest]);
    expect(await tree().hashes('t', 9)).toHaveLength(latest?.size ?? 0);
    while ((await tree().unsealed('t', 9)).entries.length > 0) await sealAll();
    expect(await tree().lengths('t')).toEqual({ a: 1, b: 1 });
  });

  test('nothing is added that does not go on from the tree', async () => {
    await begin('a');
    await goOn('a', 1);
    const { entries } = await tree().unsealed('t', 100);
    const { leaves, checkpoint } = sealed(undefined, entries);

    expect(await tree().seal('t', 1, leaves, { ...checkpoint, size: 3 })).toBe(false);
    await expect(tree().seal('t', 0, leaves, { ...checkpoint, size: 3 })).rejects.toThrow('size');
    await expect(tree().seal('t', 0, [], { ...checkpoint, size: 0 })).rejects.toThrow('size');

    expect(await tree().latest('t')).toBeUndefined();
    expect(await tree().hashes('t', 9)).toEqual([]);
    expect(await tree().backlog('t')).toMatchObject({ entries: 2 });
  });

  test('a checkpoint is kept as it was made, with what witnesses say of it', async () => {
    await begin('a');
    await sealAll();
    const before = await tree().latest('t');

    await Promise.all(['w1', 'w2', 'w1'].map((jws) => tree().addWitness('t', 1, jws)));

    const { witnesses, ...rest } = (await tree().latest('t')) ?? { witnesses: [] };
    expect({ ...rest, witnesses: [] }).toEqual(before);
    expect([...witnesses].sort()).toEqual(['w1', 'w2']);
    await expect(tree().addWitness('t', 7, 'w1')).rejects.toThrow('no checkpoint');
  });
}
