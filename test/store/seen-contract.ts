import { createHash } from 'node:crypto';
import { expect } from 'expect';
import { canonical } from '../../src/core/data.ts';
import type { Fresh } from './contract.ts';

const CARD = { type: 'AdaptiveCard', body: [{ text: 'Größe \u0000 🙂 \ud800' }], actions: [] };

export function seenContract(fresh: () => Fresh): void {
  test('a card that somebody was shown is found by the digest of its canonical text', async () => {
    const { seen } = fresh().store;

    const digest = await seen.keep('t', CARD);

    expect(digest).toBe(createHash('sha256').update(canonical(CARD), 'utf8').digest('hex'));
    expect(await seen.find('t', digest)).toEqual(CARD);
    expect(await seen.find('u', digest)).toBeUndefined();
    expect(await seen.find('t', 'a'.repeat(64))).toBeUndefined();
  });

  test('the same card is kept once, also when it is shown to many at once', async () => {
    const { seen } = fresh().store;

    const digests = await Promise.all(Array.from({ length: 20 }, () => seen.keep('t', CARD)));
    const other = await seen.keep('t', { ...CARD, body: [] });

    expect(new Set(digests).size).toBe(1);
    expect(other).not.toBe(digests[0]);
    expect(await seen.find('t', digests[0] ?? '')).toEqual(CARD);
  });
}
