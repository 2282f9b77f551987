import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'expect';
import { findHalves, isKept, planned, SETTLES } from '../../../src/audit/search/slices.ts';
import { nextLook } from '../../../src/audit/search/pace.ts';
import { fileSpool, SpoolLost } from '../../../src/audit/search/spool.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const DAY = 86_400_000;
const ID = '99999999-0000-4000-8000-000000000001';

suite('the parts of a search', () => {
  const span = fc
    .tuple(fc.integer({ min: -400 * DAY, max: 2 * DAY }), fc.integer({ min: 0, max: 200 * DAY }))
    .map(([start, length]) => ({
      from: new Date(NOW.getTime() + start).toISOString(),
      to: new Date(NOW.getTime() + start + length).toISOString(),
    }));

  test('cover the period up to now, each moment once, and are each of one sort', () => {
    fc.assert(
      fc.property(span, (period) => {
        const slices = planned(period, NOW);
        const end = [period.to, NOW.toISOString()].sort()[0] ?? '';
        const border = new Date(NOW.getTime() - SETTLES).toISOString();

        if (period.from >= end) return expect(slices).toEqual([]);
        expect(slices[0]?.from).toBe(period.from);
        expect(slices.at(-1)?.to).toBe(end);
        slices.slice(1).forEach(({ from }, n) => expect(from).toBe(slices[n]?.to));
        for (const slice of slices) {
          expect(slice.from < slice.to).toBe(true);
          expect(slice.settling).toBe(slice.to > border);
          if (slice.settling && slice.from < border) throw new Error('It is of two sorts.');
        }
        const old = slices.filter((slice) => !isKept(slice, NOW.toISOString()));
        expect(old.every(({ to }) => Date.parse(to) <= NOW.getTime() - 180 * DAY + 60_000)).toBe(
          true,
        );
        expect(slices.length).toBeLessThanOrEqual(24);
      }),
    );
  });

  test('are halved down to a minute and no further', () => {
    fc.assert(
      fc.property(span, (period) => {
        let [slice] = planned(period, NOW);
        while (slice !== undefined) {
          const halves = findHalves(slice, [slice]);
          if (halves === undefined) {
            expect(Date.parse(slice.to) - Date.parse(slice.from)).toBeLessThan(120_000);
            return;
          }
          expect(halves.map(({ from, to }) => [from, to])).toEqual([
            [slice.from, halves[1]?.from],
            [halves[0]?.to, slice.to],
          ]);
          expect(new Set([slice, ...halves].map(({ number }) => number)).size).toBe(3);
          slice = halves[Number(period.from.at(-3)) % 2];
        }
      }),
    );
  });

  test('are looked at soon and then patiently', () => {
    const [slice] = planned(
      { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' },
      NOW,
    );
    if (slice === undefined) throw new Error('There is one.');
    const wait = (looks: number, since: number) =>
      Date.parse(
        nextLook(
          { ...slice, looks, askedAt: new Date(NOW.getTime() - since).toISOString() },
          NOW,
          () => 0.5,
        ),
      ) - NOW.getTime();

    expect([wait(0, 0), wait(1, 2000), wait(2, 7000), wait(5, 59_000)]).toEqual([
      2000, 5000, 10_000, 10_000,
    ]);
    expect(wait(9, 61_000)).toBe(30_000);
  });
});

suite('what a search has found so far', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
  });
  teardown(() => rm(folder, { recursive: true }));
  const readAll = async (slice: number, bytes: number) => {
    const texts: string[] = [];
    for await (const batch of fileSpool(folder).read(ID, slice, bytes))
      texts.push(...batch.map(({ text }) => text));
    return texts;
  };

  test('is read as it was written, whatever signs are in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.string({ unit: 'binary' }))), async (pages) => {
        const spool = fileSpool(folder);
        let bytes = 0;
        for (const page of pages)
          bytes = await spool.append(
            ID,
            1,
            bytes,
            page.map((text) => JSON.stringify({ text: `${text}\u2028\r` })),
          );

        const read = (await readAll(1, bytes)).map(
          (text) => (JSON.parse(text) as { text: string }).text,
        );

        expect(read).toEqual(pages.flat().map((text) => `${text}\u2028\r`));
      }),
      { numRuns: 50 },
    );
  });

  test('is written over where writing had gone further than what was noted', async () => {
    const spool = fileSpool(folder);
    const noted = await spool.append(ID, 1, 0, ['"a"', '"b"']);
    await spool.append(ID, 1, noted, ['"half a page"']);

    const bytes = await spool.append(ID, 1, noted, ['"c"']);

    expect(await readAll(1, bytes)).toEqual(['"a"', '"b"', '"c"']);
    expect(await readAll(1, noted)).toEqual(['"a"', '"b"']);
  });

  test('is missed where it is not there, or not all of it', async () => {
    const spool = fileSpool(folder);
    const bytes = await spool.append(ID, 1, 0, ['"a"', '"b"']);
    const file = join(folder, ID, '1.jsonl');
    await writeFile(file, (await readFile(file)).subarray(0, 4));

    await expect(readAll(1, bytes)).rejects.toBeInstanceOf(SpoolLost);
    await expect(spool.append(ID, 1, bytes, ['"c"'])).rejects.toBeInstanceOf(SpoolLost);
    await expect(readAll(2, 1)).rejects.toBeInstanceOf(SpoolLost);
    expect(await readAll(2, 0)).toEqual([]);
  });

  test('never lies outside of its folder', async () => {
    for (const id of ['../../etc', '', `${ID}A`, 'x'.repeat(36), `${ID}/..`])
      await expect(fileSpool(folder).append(id, 1, 0, [])).rejects.toThrow('not the id');
  });
});
