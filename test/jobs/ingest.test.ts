import { expect } from 'expect';
import { ArchiveTrouble } from '../../src/audit/archive/archive.ts';
import { CONTENT_TYPES } from '../../src/audit/record.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { attempt } from '../../src/jobs/attempt.ts';
import { INGEST, ingestJob, READ_AGAIN } from '../../src/jobs/ingest.ts';
import { localLock } from '../../src/store/local-lock.ts';
import { fakeAuditContent } from '../fakes/fake-audit-content.ts';
import { memoryArchive } from '../fakes/memory-archive.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryDueTable } from '../fakes/memory-due.ts';

const TENANT = 'tenant';
const record = (id: string, type = 21) =>
  JSON.stringify({ Id: id, RecordType: type, CreationTime: '2026-11-21T10:00:00' });

function stage() {
  const clock = memoryClock();
  const due = memoryDueTable();
  const content = fakeAuditContent(clock);
  const archive = memoryArchive();
  const warned: string[] = [];
  const log = { info: () => undefined, warn: (_: object, says: string) => void warned.push(says) };
  const withLock = localLock();
  const job = ingestJob({ tenant: TENANT, due, clock, withLock, archive, content, log });

  /** Does all that is due at this moment. */
  async function work(): Promise<void> {
    const handlers = job.handlers;
    const claimed = await due.claim(clock.now().toISOString(), MINUTE, 20);
    for (const one of claimed) await attempt({ due, clock, handlers, log }, one, () => one);
  }
  const rows = async () => (await due.list(TENANT)).filter(({ kind }) => kind === INGEST);
  return { ...{ clock, due, content, archive, warned, job, work, rows } };
}

suite('reading the activity feed all day', () => {
  test('every content type is looked at on its own, again and again', async () => {
    const { clock, job, work, rows } = stage();
    await job.begin();
    expect((await rows()).map(({ key }) => key).sort()).toEqual([...CONTENT_TYPES].sort());

    await work();

    const next = new Date(clock.now().getTime() + READ_AGAIN).toISOString();
    expect((await rows()).map(({ due }) => due)).toEqual(CONTENT_TYPES.map(() => next));
  });

  test('what is subscribed to is stored, and no subscription is ever started', async () => {
    const { clock, content, archive, job, work, warned } = stage();
    content.world.subscriptions.set('Audit.Exchange', true);
    content.make('a', clock.now().toISOString(), [record('1')]);
    content.make('b', clock.now().toISOString(), [record('2', 1)], 'Audit.Exchange');
    content.make('c', clock.now().toISOString(), [record('3', 15)], 'Audit.AzureActiveDirectory');
    clock.advance(MINUTE);
    await job.begin();

    await work();

    expect([...archive.records.keys()].sort()).toEqual(['1', '2']);
    expect([...content.world.subscriptions.keys()]).toEqual(['Audit.General', 'Audit.Exchange']);
    expect(warned).toEqual([]);
  });

  test('what is missing is said when it changes, not every five minutes', async () => {
    const { clock, content, job, work, warned } = stage();
    for (const type of CONTENT_TYPES) content.world.subscriptions.set(type, true);
    await job.begin();
    await work();
    clock.advance(READ_AGAIN);
    expect(warned).toEqual([]);
    content.world.subscriptions.clear();
    for (let time = 0; time < 4; time += 1) {
      await work();
      clock.advance(READ_AGAIN);
    }
    expect(warned).toHaveLength(4);

    content.world.auditing = false;
    await work();

    expect(warned.slice(4)).toEqual(
      CONTENT_TYPES.map(
        () => 'The tenant’s unified audit log is off, so there are no records to archive.',
      ),
    );
  });

  test('a feed that asks for a pause is left alone until the next time, at the same place', async () => {
    const { clock, content, archive, job, work, rows } = stage();
    await job.begin();
    await work();
    const reason = { status: 403, code: 'AF429', transient: true };
    content.world.listFault = new GatewayError('Too many requests.', reason);
    content.make('a', clock.now().toISOString(), [record('1')]);
    clock.advance(READ_AGAIN);
    await work();
    expect(archive.records.size).toBe(0);
    expect((await rows()).every(({ state }) => state === 'waiting')).toBe(true);

    content.world.listFault = undefined;
    clock.advance(READ_AGAIN);
    await work();

    expect([...archive.records.keys()]).toEqual(['1']);
  });

  test('what is given up is seen, and taken up again by the sweep', async () => {
    const { clock, content, archive, job, work, rows } = stage();
    await job.begin();
    await work();
    content.make('a', clock.now().toISOString(), [record('1')]);
    for (let time = 0; time < 8; time += 1) {
      archive.world.trouble = new ArchiveTrouble('The disk of the archive is full.');
      clock.advance(20 * MINUTE);
      await work();
    }
    const dead = (await rows()).filter(({ state }) => state === 'dead');
    archive.world.trouble = undefined;
    clock.advance(HOUR);
    await work();
    await work();

    expect(dead.map(({ key, lastError }) => [key, lastError])).toEqual([
      ['Audit.General', 'The disk of the archive is full.'],
    ]);
    expect([...archive.records.keys()]).toEqual(['1']);
  });

  test('two passes at once store nothing twice', async () => {
    const { clock, content, archive, job } = stage();
    for (let number = 0; number < 30; number += 1)
      content.make(`b${number}`, clock.now().toISOString(), [record(String(number))]);
    clock.advance(MINUTE);
    const work = { tenant: TENANT, key: 'Audit.General', kind: INGEST, attempts: 1, payload: null };
    const due = clock.now().toISOString();

    await Promise.all([1, 2, 3].map(() => job.handlers[INGEST]({ ...work, due })));

    const counts = await archive.catalogue.counts(TENANT, { from: '2026', to: '2027' });
    expect(content.world.reads).toHaveLength(30);
    expect(counts.every(({ duplicates }) => duplicates === 0)).toBe(true);
  });

  test('a subscription switched off for a day is a gap, and is told', async () => {
    const { clock, content, archive, job, work, warned } = stage();
    await job.begin();
    await work();
    const before = warned.length;
    content.world.subscriptions.set('Audit.General', false);
    clock.advance(HOUR);
    await work();
    content.world.subscriptions.set('Audit.General', true);
    clock.advance(DAY);
    await work();

    const gaps = await archive.catalogue.known(TENANT, { from: '2026', to: '2027' });
    expect(warned.slice(before)).toEqual([
      'The subscription to this content type is off, so its records are not archived and are lost.',
    ]);
    expect(gaps.map(({ state }) => state)).toEqual(['missing', 'missing']);
    expect(gaps.at(-1)?.to).toBe(clock.now().toISOString());
  });
});
