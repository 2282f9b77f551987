import { expect } from 'expect';
import { ArchiveTrouble } from '../../../src/audit/archive/archive.ts';
import { ingestType, noteUnavailable } from '../../../src/audit/ingest/ingest.ts';
import { after, DAY, HOUR, MINUTE } from '../../../src/core/clock.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import { fakeAuditContent } from '../../fakes/fake-audit-content.ts';
import { memoryArchive } from '../../fakes/memory-archive.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';

const START = '2026-11-21T12:00:00.000Z';
const TENANT = 'tenant';
const quiet = { info: () => undefined, warn: () => undefined };

const record = (id: string, at = '2026-11-21T10:00:00', more = {}) =>
  JSON.stringify({
    Id: id,
    RecordType: 21,
    CreationTime: at,
    Operation: 'CrmDefaultActivity',
    ...more,
  });

function stage() {
  const clock = memoryClock(START);
  const content = fakeAuditContent(clock);
  const archive = memoryArchive();
  const ingesting = {
    ...({
      tenant: TENANT,
      contentType: 'Audit.General',
      content,
      archive,
      clock,
      log: quiet,
    } as const),
  };
  return {
    ...{ clock, content, archive, ingesting },
    pass: () => ingestType(ingesting),
    ids: () => [...archive.records.keys()].sort(),
    position: async () => (await archive.catalogue.positions(TENANT))[0],
    missing: () => archive.catalogue.known(TENANT, { from: '2000', to: '3000' }),
    /** A blob made now. */
    make: (id: string, ...texts: string[]) =>
      content.make(id, clock.now().toISOString(), texts.length === 0 ? [record(id)] : texts),
  };
}

const trouble = (status: number, code = '') =>
  new GatewayError('Reading failed.', { status, code, transient: status !== 400 });

suite('reading the activity feed', () => {
  test('the first pass looks back as far as the feed goes, and knows since when content came', async () => {
    const { content, pass, position, ids } = stage();
    content.make('a', '2026-11-19T08:00:00.000Z', [record('1')]);
    content.make('b', '2026-11-20T08:00:00.000Z', [record('2'), record('3')]);

    await pass();

    expect(ids()).toEqual(['1', '2', '3']);
    expect(await position()).toEqual({
      contentType: 'Audit.General',
      since: '2026-11-19T08:00:00.000Z',
      upTo: START,
    });
    expect(Date.parse(content.world.windows[0]?.from ?? '')).toBeLessThan(
      Date.parse(START) - 6.9 * DAY,
    );
  });

  test('where nothing has come yet, it is on from now', async () => {
    const { pass, position } = stage();

    await pass();

    expect(await position()).toMatchObject({ since: START, upTo: START });
  });

  test('windows follow each other without a hole, never over a day, never beyond a week', async () => {
    const { clock, content, pass } = stage();
    await pass();
    content.world.windows.length = 0;
    clock.advance(3 * DAY);

    await pass();

    const { windows } = content.world;
    expect(windows[0]?.from).toBe('2026-11-21T10:00:00.000Z');
    expect(windows.at(-1)?.to).toBe(clock.now().toISOString());
    windows.slice(1).forEach(({ from }, index) => expect(from).toBe(windows[index]?.to));
  });

  test('what is dealt with is not read again, and what comes late into a past window is', async () => {
    const { clock, content, pass, make, ids } = stage();
    await pass();
    make('a');
    clock.advance(MINUTE);
    await pass();
    content.make('late', after(clock.now(), -HOUR), [record('late')]);
    clock.advance(MINUTE);

    await pass();

    expect(content.world.reads).toEqual(['a', 'late']);
    expect(ids()).toEqual(['a', 'late']);
  });

  test('a record that comes in two blobs is kept once and counted', async () => {
    const { clock, archive, pass, make, ids } = stage();
    await pass();
    make('a', record('1'), record('2'));
    clock.advance(MINUTE);
    make('b', record('2'), record('3'));
    clock.advance(MINUTE);

    await pass();

    const counts = await archive.catalogue.counts(TENANT, { from: '2026', to: '2027' });
    expect(ids()).toEqual(['1', '2', '3']);
    expect(counts.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(1);
  });

  test('one blob that cannot be read holds the position, and none of the others', async () => {
    const { clock, content, pass, make, ids, position } = stage();
    await pass();
    make('bad');
    clock.advance(MINUTE);
    make('good');
    clock.advance(MINUTE);
    content.world.faults.set('bad', trouble(400));

    await expect(pass()).rejects.toThrow('Reading failed.');
    expect(ids()).toEqual(['good']);
    expect((await position())?.upTo).toBe(START);

    clock.advance(2 * DAY);
    make('later');
    clock.advance(MINUTE);
    await expect(pass()).rejects.toThrow('Reading failed.');
    expect(ids()).toEqual(['good', 'later']);
    expect((await position())?.upTo).toBe(START);

    content.world.faults.clear();
    await pass();
    expect(ids()).toEqual(['bad', 'good', 'later']);
    expect((await position())?.upTo).toBe(clock.now().toISOString());
  });

  test('throttling ends the pass at once, and the next one goes on where it was', async () => {
    const { clock, content, pass, make, ids } = stage();
    await pass();
    for (let number = 100; number < 160; number += 1) make(String(number));
    clock.advance(MINUTE);
    content.world.faults.set('120', trouble(403, 'AF429'));

    await expect(pass()).rejects.toMatchObject({ code: 'AF429' });
    const kept = ids();
    const reads = content.world.reads.length;
    content.world.faults.clear();
    await pass();

    expect(kept).toHaveLength(20);
    expect(reads).toBeLessThan(40);
    expect(ids()).toHaveLength(60);
    expect(new Set(content.world.reads).size).toBe(60);
  });

  test('no more than a few blobs are read ahead of the archive', async () => {
    const { clock, content, pass, make } = stage();
    await pass();
    for (let number = 0; number < 300; number += 1) make(`b${number}`);
    clock.advance(MINUTE);

    await pass();

    expect(content.world.mostReading).toBeGreaterThan(1);
    expect(content.world.mostReading).toBeLessThanOrEqual(8);
  });

  test('an archive that cannot store leaves the place where it was', async () => {
    const { clock, archive, pass, make, ids, position } = stage();
    await pass();
    make('a');
    clock.advance(MINUTE);
    archive.world.trouble = new ArchiveTrouble('The disk of the archive is full.');

    await expect(pass()).rejects.toThrow('full');
    expect([ids(), (await position())?.upTo]).toEqual([[], START]);

    await pass();
    expect(ids()).toEqual(['a']);
  });

  test('blobs that expired before they could be read are a gap, as long as records may be late', async () => {
    const { clock, content, pass, make, position, missing } = stage();
    await pass();
    make('gone');
    const made = clock.now().toISOString();
    clock.advance(2 * HOUR);
    for (const one of content.world.made) one.gone = true;

    await pass();

    expect(await missing()).toEqual([
      {
        contentType: 'Audit.General',
        state: 'missing',
        from: after(made, -DAY),
        to: made,
        why: expect.stringContaining('expired before it could be read'),
      },
    ]);
    expect((await position())?.upTo).toBe(clock.now().toISOString());
    await pass();
    expect(await missing()).toHaveLength(1);
  });

  test('a blob that was only just listed is not given up when it is not there', async () => {
    const { clock, content, pass, make, ids, missing } = stage();
    await pass();
    make('a');
    clock.advance(MINUTE);
    for (const one of content.world.made) one.gone = true;
    await expect(pass()).rejects.toMatchObject({ transient: true });

    for (const one of content.world.made) one.gone = false;
    await pass();

    expect([ids(), await missing()]).toEqual([['a'], []]);
  });

  test('after more than a week without a pass it says what it has not seen', async () => {
    const { clock, pass, make, missing, position, ids } = stage();
    await pass();
    make('lost');
    clock.advance(10 * DAY);
    make('seen');
    clock.advance(MINUTE);

    await pass();

    const [gap, ...more] = await missing();
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ from: after(START, -DAY), state: 'missing' });
    expect(gap?.why).toBe(
      'The feed keeps seven days; the bot did not read it from 21 Nov 2026, 12:00 UTC to 24 Nov 2026, 12:11 UTC.',
    );
    expect(ids()).toEqual(['seen']);
    expect((await position())?.since).toBe(START);
  });

  test('a subscription that was off leaves a gap from the last content to when it is on again', async () => {
    const { clock, ingesting, content, pass, missing, position } = stage();
    await pass();
    clock.advance(HOUR);
    content.world.subscriptions.set('Audit.General', false);
    await noteUnavailable(ingesting, 'switched off');
    clock.advance(HOUR);
    await noteUnavailable(ingesting, 'switched off');
    expect(await missing()).toHaveLength(1);
    expect((await position())?.upTo).toBe(START);

    clock.advance(HOUR);
    content.world.subscriptions.set('Audit.General', true);
    await pass();
    clock.advance(MINUTE);
    await pass();

    expect((await missing()).map(({ from, to }) => [from, to])).toEqual([
      [after(START, -DAY), after(START, HOUR)],
      [after(START, HOUR), after(START, 3 * HOUR)],
    ]);
  });

  test('a subscription that goes while it is read is noticed', async () => {
    const { clock, content, pass, missing } = stage();
    await pass();
    clock.advance(HOUR);
    content.world.subscriptions.delete('Audit.General');

    expect(await pass()).toEqual({ state: 'unavailable', why: 'not subscribed' });
    expect(await missing()).toHaveLength(1);
  });

  test('a content type that was never read has no gap when it is not subscribed to', async () => {
    const { ingesting, missing } = stage();

    await noteUnavailable(ingesting, 'not subscribed');

    expect(await missing()).toEqual([]);
  });
});
