import { createHash } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'expect';
import { strFromU8, unzipSync } from 'fflate';
import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import { answerOf } from '../export/answers.ts';
import { ben, dan } from '../../fakes/fake-directory.ts';
import { deskWith, fileStage } from '../../fakes/file-stage.ts';
import { TENANT } from '../../fakes/stage.ts';

type Stage = ReturnType<typeof fileStage>;

const { query } = answerOf();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function ready(on: Stage, masked = false) {
  const prepared = await on.exports.prepare(query, dan, masked);
  if (prepared.kind !== 'ready') throw new Error(prepared.says);
  return prepared.offer;
}

suite('files of answers', () => {
  let on: Stage;
  const start = (given: Parameters<typeof fileStage>[0] = {}) => (on = fileStage(given));
  teardown(() => rmSync(on.folder, { recursive: true, force: true }));

  test('whoever asked gets the very file that was made, with all records in it', async () => {
    start({ desk: deskWith(2345) });

    const offer = await ready(on);
    const taken = await on.exports.take(offer.id, dan);

    expect(offer).toMatchObject({ rows: 2345, masked: false, question: 'Count actions.' });
    if (taken.kind !== 'taken') throw new Error(taken.says);
    expect(taken.bytes.length).toBe(offer.size);
    expect(sha256(taken.bytes)).toBe(offer.sha256);
    const files = unzipSync(taken.bytes);
    expect(Object.keys(files).sort()).toEqual([
      'answer.json',
      'manifest.json',
      'records.csv',
      'records.jsonl',
      'report.html',
    ]);
    expect(strFromU8(files['records.jsonl'] as Uint8Array).split('\n')).toHaveLength(2346);
  });

  test('while it waits it is readable by the bot alone, under a name that nobody guesses', async () => {
    start();

    await ready(on);

    const [file = ''] = on.spooled();
    expect(file).toMatch(/^\d+-[0-9a-f-]{36}\.zip$/);
    expect(statSync(join(on.folder, TENANT, file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(on.folder, TENANT)).mode & 0o777).toBe(0o700);
  });

  test('two files of one day have two names, for OneDrive keeps one of each name', async () => {
    start();

    const names = [(await ready(on)).name, (await ready(on)).name];

    expect(new Set(names).size).toBe(2);
    for (const name of names)
      expect(name).toMatch(/^audit-export-2026-11-21-X[2-9A-HJ-NP-Z]{5}\.zip$/);
  });

  test('that it goes is on record before it goes', async () => {
    start();
    const offer = await ready(on, true);

    await on.exports.take(offer.id, dan);

    const { id, rows, question } = offer;
    expect(await on.noted()).toMatchObject([
      {
        ...{ what: 'exported', by: dan },
        details: { export: id, sha256: offer.sha256, rows, question, masked: true },
      },
    ]);
  });

  test('what cannot be put on record does not go, and is gone', async () => {
    const journal = { note: () => Promise.reject(new Error('disk full')), read: async () => [] };
    start({ journal });
    const offer = await ready(on);

    await expect(on.exports.take(offer.id, dan)).rejects.toThrow('disk full');

    expect(on.spooled()).toEqual([]);
    expect(await on.exports.take(offer.id, dan)).toMatchObject({ kind: 'over' });
  });

  test('a file is handed out once, also to two who take it at the same moment', async () => {
    start();
    const offer = await ready(on);

    const both = await Promise.all([1, 2, 3].map(() => on.exports.take(offer.id, dan)));
    const again = await on.exports.take(offer.id, dan);

    expect(both.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
    expect(again).toMatchObject({ kind: 'over' });
    expect(await on.noted()).toHaveLength(1);
    expect(on.spooled()).toEqual([]);
  });

  test('whoever takes it while its message is being noted gets it', async () => {
    start();
    const { delete: remove } = on.store.keep;
    const offer = await ready(on);
    let noted = false;
    on.store.keep.delete = async (...which) => {
      if (!noted) await on.exports.posted(offer.id, 'message-1');
      noted = true;
      return remove(...which);
    };

    const taken = await on.exports.take(offer.id, dan);

    expect(taken).toMatchObject({ kind: 'taken' });
    expect(on.spooled()).toEqual([]);
  });

  test('nobody else gets it, and it stays for whom it was made', async () => {
    start();
    on.directory.grant('analyst', ben);
    const offer = await ready(on);

    const other = await on.exports.take(offer.id, ben);
    const unknown = await on.exports.take('X22222', ben);
    const declined = await on.exports.decline(offer.id, ben);

    expect(other).toEqual(unknown);
    expect(declined).toBeUndefined();
    expect(await on.exports.take(offer.id, dan)).toMatchObject({ kind: 'taken' });
  });

  for (const id of ['', 'X', '__proto__', '../../etc/passwd', 'Q7K2F9', 'x7k2f9', 'X7K2F9/..'])
    test(`${JSON.stringify(id)} is no file`, async () => {
      start();
      await ready(on);

      expect(await on.exports.take(id, dan)).toMatchObject({ kind: 'over', card: undefined });
      expect(on.spooled()).toHaveLength(1);
    });

  test('who is no analyst any more gets nothing, and the file is deleted', async () => {
    start();
    const offer = await ready(on);
    on.directory.revoke('analyst', dan);

    const taken = await on.exports.take(offer.id, dan);

    expect(taken).toMatchObject({ kind: 'over', says: expect.stringMatching(/not an analyst/) });
    expect(on.spooled()).toEqual([]);
    expect(await on.noted()).toEqual([]);
  });

  test('while roles cannot be looked up nothing goes, and the offer stands', async () => {
    start();
    const offer = await ready(on);
    on.directory.world.reachable = false;

    const taken = await on.exports.take(offer.id, dan);
    on.directory.world.reachable = true;

    expect(taken).toMatchObject({ kind: 'later' });
    expect(await on.exports.take(offer.id, dan)).toMatchObject({ kind: 'taken' });
  });

  test('an offer stands for an hour', async () => {
    start();
    const [one, two] = [await ready(on), await ready(on)];
    on.clock.advance(HOUR - 1);
    const inTime = await on.exports.take(one.id, dan);
    on.clock.advance(1);

    const late = await on.exports.take(two.id, dan);

    expect(inTime).toMatchObject({ kind: 'taken' });
    expect(late).toMatchObject({ kind: 'over', says: expect.stringMatching(/an hour/) });
    expect(on.spooled()).toEqual([]);
  });

  test('a file that was declined is deleted', async () => {
    start();
    const offer = await ready(on);

    const declined = await on.exports.decline(offer.id, dan);

    expect(declined?.id).toBe(offer.id);
    expect(on.spooled()).toEqual([]);
    expect(await on.exports.take(offer.id, dan)).toMatchObject({ kind: 'over' });
  });

  test('a file that is not the one that was made is not handed out', async () => {
    start();
    const offer = await ready(on);
    const [file = ''] = on.spooled();
    writeFileSync(join(on.folder, TENANT, file), 'something else');

    expect(await on.exports.take(offer.id, dan)).toMatchObject({ kind: 'over' });
    expect(await on.noted()).toEqual([]);
  });

  test('more records than a file holds are refused with how to ask for less', async () => {
    start({
      desk: deskWith(11),
      limits: { records: 10, bytes: 60_000_000, unpacked: 60_000_000 },
    });

    const prepared = await on.exports.prepare(query, dan, false);

    expect(prepared).toMatchObject({
      kind: 'refused',
      says: expect.stringMatching(/11 records.*shorter period/),
    });
    expect(on.spooled()).toEqual([]);
  });

  for (const limits of [
    { records: 100, bytes: 500, unpacked: 60_000_000 },
    { records: 100, bytes: 60_000_000, unpacked: 2000 },
  ])
    test(`a file too large (${limits.bytes}, ${limits.unpacked}) is refused, never cut off`, async () => {
      start({ desk: deskWith(60), limits });

      const prepared = await on.exports.prepare(query, dan, false);

      expect(prepared).toMatchObject({
        kind: 'refused',
        says: expect.stringMatching(/too much for one file/),
      });
      expect(on.spooled()).toEqual([]);
    });

  test('records that grew in number while they were read are refused, not cut off', async () => {
    const desk = deskWith(60);
    const { figures, ...answer } = await desk.answer(query);
    const told = { ...answer, figures: { ...figures, records: 5 } };
    start({
      desk: { ...desk, answer: async () => told },
      limits: { records: 10, bytes: 60_000_000, unpacked: 60_000_000 },
    });

    expect(await on.exports.prepare(query, dan, false)).toMatchObject({ kind: 'refused' });
  });

  test('nobody fills the disk: one file at a time, and five that wait', async () => {
    start();

    const [, meanwhile] = await Promise.all([1, 2].map(() => on.exports.prepare(query, dan, true)));
    for (let more = 0; more < 4; more += 1) await ready(on);
    const sixth = await on.exports.prepare(query, dan, false);

    expect(meanwhile).toMatchObject({ kind: 'refused', says: expect.stringMatching(/already/) });
    expect(sixth).toMatchObject({ kind: 'refused', says: expect.stringMatching(/5 files/) });
    expect(on.spooled()).toHaveLength(5);
  });

  test('a sweep deletes what nobody took, what a kill left, and nothing else', async () => {
    start();
    const old = await ready(on);
    const left = `${on.clock.now().getTime()}-00000000-0000-4000-8000-000000000000.zip`;
    writeFileSync(join(on.folder, TENANT, left), 'left by a kill');
    writeFileSync(join(on.folder, TENANT, 'README.txt'), 'not ours');
    const early = await on.exports.sweep();
    on.clock.advance(HOUR + MINUTE);
    const fresh = await ready(on);

    const ended = await on.exportsAnew().sweep();

    expect(early).toEqual([]);
    expect(ended.map(({ id }) => id)).toEqual([old.id]);
    expect(on.spooled()).toHaveLength(2);
    expect(on.spooled()).not.toContain(left);
    expect(await on.exports.take(fresh.id, dan)).toMatchObject({ kind: 'taken' });
  });

  test('a sweep of an archive without files finds nothing to do', async () => {
    start();

    expect(await on.exports.sweep()).toEqual([]);
  });

  test('a document that cannot be read any more is forgotten', async () => {
    start();
    await on.store.keep.put(TENANT, 'export', {
      key: 'X22222',
      value: { file: '../../../etc/passwd' },
      version: 0,
    });

    const taken = await on.exports.take('X22222', dan);
    await on.exports.sweep();

    expect(taken).toMatchObject({ kind: 'over' });
    expect(await on.store.keep.list(TENANT, 'export')).toEqual([]);
  });

  test('a disk that takes no file leaves no offer', async () => {
    start();
    writeFileSync(join(on.folder, TENANT), 'in the way');

    await expect(ready(on)).rejects.toThrow();

    expect(await on.store.keep.list(TENANT, 'export')).toEqual([]);
  });
});
