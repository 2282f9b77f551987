import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect } from 'expect';
import { samples } from './samples.ts';

const folder = new URL('snapshots/', import.meta.url);
const updating = process.env['UPDATE_SNAPSHOTS'] === '1';

suite('card snapshots', () => {
  for (const [name, card] of Object.entries(samples)) {
    test(`the card ${name} is drawn as before`, () => {
      const file = new URL(`${name}.json`, folder);
      if (updating) mkdirSync(folder, { recursive: true });
      if (updating) writeFileSync(file, `${JSON.stringify(card, null, 2)}\n`);

      const before: unknown = JSON.parse(readFileSync(file, 'utf8'));

      expect(JSON.parse(JSON.stringify(card))).toEqual(before);
    });
  }

  test('no snapshot is left of a card that is drawn no more', () => {
    const kept = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

    expect(kept.sort()).toEqual(Object.keys(samples).sort());
  });
});
