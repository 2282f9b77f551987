import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Incoming } from '../../src/audit/archive/archive.ts';
import type { Receipt } from '../../src/audit/archive/catalogue.ts';
import type { Figures } from '../../src/audit/figures.ts';
import type { AuditQuery } from '../../src/audit/query.ts';
import { searchBodyOf } from '../../src/audit/search/body.ts';
import { fileSpool } from '../../src/audit/search/spool.ts';
import type { Condition } from '../../src/audit/condition.ts';
import { searches, SEARCH, type SearchEnded } from '../../src/jobs/search.ts';
import type { Keep } from '../../src/core/keep.ts';
import { localLock } from '../../src/store/local-lock.ts';
import { fakeAuditSearch, found, passing, refusing, vanished } from '../fakes/fake-audit-search.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryDueTable } from '../fakes/memory-due.ts';
import { memoryKeep } from '../fakes/memory-keep.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const NOW = '2026-11-21T12:00:00.000Z';
const dan = { id: 'aaaaaaaa-0000-4000-8000-000000000004', name: 'Dan' };
const DYNAMICS: Condition = { kind: 'number', column: 'type', values: [21] };

const question = (from: string, to: string, more: Partial<AuditQuery> = {}): AuditQuery => ({
  ...{ count: 'actions', filters: [], by: [], order: 'most', limit: 10, compare: false },
  period: { from: `${from}:00.000Z`, to: `${to}:00.000Z`, zone: 'UTC' },
  ...more,
});
const DAY_LONG = question('2026-11-10T00:00', '2026-11-11T00:00');

const NO_FIGURES: Figures = {
  ...{ total: 0, records: 0, users: 0, tables: 0, addresses: 0, groups: [], outliers: [] },
  series: { unit: 'day', points: [] },
  defects: { noise: 0, unknownActor: 0, withoutAddress: 0, split: 0, lowerBounds: 0, secured: 0 },
};

/** An archive that knows nothing but ids; the reader hands them out. */
function fakeArchive() {
  const kept = new Set<string>();
  const receipts: Receipt[] = [];
  async function idsOf(
    incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
  ) {
    const ids: string[] = [];
    for await (const batch of incoming)
      for (const { text } of batch) ids.push((JSON.parse(text) as { Id: string }).Id);
    return ids;
  }
  const addedBy = (ids: readonly string[]) => {
    const stored = new Set(ids).size;
    return { read: ids.length, stored, duplicates: ids.length - stored, rejected: [], spans: [] };
  };
  return {
    kept,
    receipts,
    async add(
      _tenant: string,
      incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
      receipt: (added: ReturnType<typeof addedBy>) => Receipt,
    ) {
      const ids = await idsOf(incoming);
      for (const id of ids) kept.add(id);
      receipts.push(receipt(addedBy(ids)));
      return addedBy(ids);
    },
    async borrow<T>(
      incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
      work: (
        reader: { rows(): Promise<{ id: string }[]> },
        added: ReturnType<typeof addedBy>,
      ) => Promise<T>,
    ) {
      const ids = await idsOf(incoming);
      const rows = [...new Set(ids)].map((id) => ({ id }));
      return work({ rows: async () => rows }, addedBy(ids));
    },
  };
}

suite('a search at Microsoft', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'searches-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  function stage(records: Parameters<typeof fakeAuditSearch>[0] = [], keep: Keep = memoryKeep()) {
    const { gateway, log } = fakeAuditSearch(records);
    const [clock, due, archive] = [memoryClock(NOW), memoryDueTable(), fakeArchive()];
    const told: SearchEnded[] = [];
    const start = (condition: Condition = DYNAMICS) =>
      searches({
        ...{ tenant: TENANT, due, clock, keep, gateway, archive, withLock: localLock() },
        ...{ spool: fileSpool(folder), random: () => 0.5 },
        spanOf: ({ period: { from, to } }) => ({ from, to }),
        plan: (query, span) => searchBodyOf(query, condition, { span }),
        async figures(reader) {
          const rows = await reader.rows('');
          return { ...NO_FIGURES, records: rows.length, total: rows.length };
        },
        page: async () => ({ records: [] }),
        async onDone(ended) {
          if (!told.some(({ id }) => id === ended.id)) told.push(ended);
        },
      });
    type Job = ReturnType<typeof start>;

    /** Does what is due, and lets time pass, until there is nothing left to do. */
    async function work(job: Job, most = 400): Promise<void> {
      for (let turns = 0; turns < most; turns += 1) {
        const [next] = (await due.list(TENANT)).filter(({ kind }) => kind === SEARCH);
        if (next === undefined) return;
        clock.advance(Math.max(0, Date.parse(next.due) - clock.now().getTime()));
        const claimed = await due.claim(clock.now().toISOString(), 60_000, 4);
        for (const one of claimed) {
          const handler = job.handlers[one.kind as keyof Job['handlers']];
          await handler(one).then(
            () => due.complete(one),
            (error: Error) =>
              due.fail(one, error.message, new Date(clock.now().getTime() + 1000).toISOString()),
          );
        }
      }
    }
    return { gateway, log, clock, due, keep, archive, told, start, work };
  }
  const some = (count: number, day = '2026-11-10') =>
    Array.from({ length: count }, (_, n) =>
      found(
        `r${n}`,
        `${day}T${String(n % 24).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00Z`,
      ),
    );

  test('finds what is there, tells it once, and keeps it for the next question', async () => {
    const { start, work, log, archive, told } = stage(some(8));
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    const before = await job.state(id);
    await work(job);

    expect(before).toEqual({ state: 'searching', says: '0 of 1 part searched, 0 records so far.' });
    expect(told).toMatchObject([{ id, by: dan, state: 'done', query: DAY_LONG }]);
    expect(log.begun.map(({ body }) => body)).toEqual([
      {
        displayName: `audit-steward/${id}/1.1`,
        filterStartDateTime: '2026-11-10T00:00:00.000Z',
        filterEndDateTime: '2026-11-11T00:00:00.000Z',
        recordTypeFilters: ['crm'],
      },
    ]);
    const result = await job.result(id);
    expect(result?.figures.total).toBe(8);
    expect(result?.coverage).toMatchObject({
      completePercent: 100,
      gaps: [],
      duplicatesDropped: 0,
    });
    expect(archive.kept.size).toBe(8);
    expect(await job.state(id)).toEqual({
      state: 'done',
      says: 'The search is done: 8 records found.',
    });
  });

  test('asks in parts, ten at once at most, and shows how far it is', async () => {
    const { start, work, log, told } = stage();
    const job = start();
    const long = question('2026-06-01T00:00', '2026-11-21T12:00');
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push((await job.begin({ ...long, limit: n }, dan)).id);
    let running = 0;
    log.takes = 4;
    log.before = () => {
      running = Math.max(running, log.begun.filter(({ state }) => state === 'running').length);
    };

    await work(job, 12);
    const middle = await job.state(ids[0] ?? '');
    await work(job);

    expect(running).toBe(10);
    expect(middle?.says).toMatch(/^\d of 9 parts searched/);
    expect(told).toHaveLength(3);
    const spans = log.begun
      .filter(
        ({ body }) => body.displayName.includes(`${ids[0]}/`) && body.displayName.endsWith('.1'),
      )
      .map(({ body }) => [body.filterStartDateTime, body.filterEndDateTime]);
    expect(spans[0]?.[0]).toBe(long.period.from);
    expect(spans.at(-1)?.[1]).toBe(NOW);
    for (const [n, span] of spans.slice(1).entries()) expect(span[0]).toBe(spans[n]?.[1]);
  });

  test('what is younger than two days, or older than Microsoft keeps, is not called complete', async () => {
    const { start, work } = stage(some(3, '2026-11-21'));
    const job = start();

    const { id } = await job.begin(question('2026-05-01T00:00', '2026-11-22T00:00'), dan);
    await work(job);

    const { coverage, notes } = (await job.result(id)) ?? {};
    expect(coverage?.settlingFrom).toBe('2026-11-19T12:00:00.000Z');
    expect(coverage?.gaps).toEqual([
      {
        from: '2026-05-01T00:00:00.000Z',
        to: '2026-05-25T12:00:00.000Z',
        contentType: 'Audit.General',
        why: expect.stringContaining('180 days'),
      },
    ]);
    expect(coverage?.completePercent).toBeLessThan(90);
    expect(notes?.join(' ')).toContain('last 48 hours');
  });

  test('what is cut off is halved until it fits', async () => {
    const { start, work, log } = stage(some(240));
    log.limit = 40;
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    const result = await job.result(id);
    expect(result?.figures.records).toBe(240);
    expect(result?.coverage.completePercent).toBe(100);
    expect(log.begun.length).toBeGreaterThan(8);
  });

  test('exactly as many as there can be is too many, whatever the flag says', async () => {
    const { start, work, log, gateway } = stage(some(40));
    log.pageSize = 50;
    const look = gateway.get;
    gateway.get = async (ref) => {
      const seen = await look(ref);
      return seen && { ...seen, limit: 40, cutOff: false };
    };
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    expect(log.begun).toHaveLength(3);
    expect((await job.result(id))?.figures.records).toBe(40);
  });

  test('what is cut off even within a minute is at least what was found', async () => {
    const crowd = Array.from({ length: 50 }, (_, n) => found(`c${n}`, '2026-11-10T10:00:30Z'));
    const { start, work, log, archive } = stage([...crowd, found('one', '2026-11-10T20:00:00Z')]);
    log.limit = 20;
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    const result = await job.result(id);
    expect(result?.figures.records).toBe(21);
    expect(result?.coverage.gaps).toHaveLength(1);
    expect(
      Date.parse(result?.coverage.gaps[0]?.to ?? '') -
        Date.parse(result?.coverage.gaps[0]?.from ?? ''),
    ).toBeLessThan(121_000);
    expect(result?.notes.join(' ')).toContain('at least these');
    expect(archive.kept.size).toBe(21);
  });

  test('records from outside are left out and copies counted', async () => {
    const { start, work, log } = stage(some(4));
    log.shown = (_reading, records) => [
      ...records,
      ...records.slice(0, 2),
      found('late', '2026-11-11T03:00:00Z'),
      found('edge', '2026-11-11T00:00:00Z'),
    ];
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    const result = await job.result(id);
    expect(result?.figures.records).toBe(4);
    expect(result?.coverage.duplicatesDropped).toBe(2);
    expect(result?.notes.join(' ')).toContain('2 records from outside');
  });

  test('a small result is read twice and united', async () => {
    const { start, work, log } = stage(some(8));
    log.shown = (reading, records) => (reading === 1 ? records.slice(0, 6) : records.slice(2));
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    const result = await job.result(id);
    expect(result?.figures.records).toBe(8);
    expect(result?.coverage.duplicatesDropped).toBe(0);
    expect(result?.notes.join(' ')).toContain('differed in 4 records');
  });

  test('nothing found is doubted once, and then said to be what the source says', async () => {
    const { start, work, log } = stage();
    const job = start({ kind: 'is', column: 'operation', values: ['userloggedin'] });

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    expect(log.begun).toHaveLength(2);
    expect(log.begun[0]?.body.operationFilters).toEqual(['userloggedin']);
    expect(log.begun[1]?.body.operationFilters).toBeUndefined();
    expect((await job.result(id))?.notes.join(' ')).toContain('not proof that nothing happened');
  });

  test('an answer that is lost on creating is found by its name', async () => {
    const { start, work, log, told } = stage(some(3));
    let lost = 3;
    log.after = (call) => {
      if (call === 'create' && lost-- > 0) throw vanished();
    };
    const job = start();

    await job.begin(DAY_LONG, dan);
    await work(job);

    expect(log.begun).toHaveLength(1);
    expect(told).toHaveLength(1);
  });

  test('a full house is waited for, and trouble of every kind', async () => {
    const { start, work, log, told } = stage(some(7));
    const troubles = [passing(429), passing(429), passing(503), vanished()];
    const wrong = new Map<string, number>();
    log.before = (call) => {
      const seen = wrong.get(call) ?? 0;
      wrong.set(call, seen + 1);
      const trouble = troubles[seen];
      if (trouble !== undefined) throw trouble;
    };
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    expect(told).toMatchObject([{ state: 'done' }]);
    expect(log.begun).toHaveLength(1);
    expect((await job.result(id))?.figures.records).toBe(7);
  });

  for (const state of ['failed', 'cancelled', 'gone'] as const)
    test(`a search that is ${state} is begun anew, not for ever`, async () => {
      const { start, work, log, told } = stage(some(3));
      const job = start();
      let spoilt = 1;
      log.after = (call) => {
        const last = log.begun.at(-1);
        if (call === 'create' && last !== undefined && spoilt-- > 0) last.state = state;
      };
      const { id } = await job.begin(DAY_LONG, dan);
      await work(job);
      const first = log.begun.length;
      spoilt = Infinity;
      await job.begin({ ...DAY_LONG, limit: 5 }, dan);
      await work(job);

      expect(first).toBe(2);
      expect((await job.result(id))?.figures.records).toBe(3);
      expect(log.begun).toHaveLength(5);
      expect(told[1]).toMatchObject({ state: 'failed' });
    });

  test('a missing permission ends the search with its sentence, and asks no further', async () => {
    const { start, work, log, told } = stage();
    let asked = 0;
    log.before = (call) => {
      asked += 1;
      if (call === 'create') throw refusing();
    };
    const job = start();

    const { id } = await job.begin(question('2026-08-01T00:00', '2026-11-01T00:00'), dan);
    await work(job);

    expect(asked).toBe(1);
    expect(told).toMatchObject([{ state: 'failed', says: 'A permission is missing.' }]);
    expect(await job.result(id)).toBeUndefined();
    expect(await job.state(id)).toEqual({ state: 'failed', says: 'A permission is missing.' });
  });

  test('a part that fails leaves the others, and a gap with its reason', async () => {
    const { start, work, log } = stage(some(5));
    let gets = 0;
    const job = start();
    log.before = (call) => {
      if (call === 'get' && (gets += 1) === 2) throw refusing('Looking was refused.');
    };

    const { id } = await job.begin(question('2026-10-25T00:00', '2026-11-12T00:00'), dan);
    await work(job);

    const result = await job.result(id);
    expect(result?.coverage.gaps).toMatchObject([{ why: 'Looking was refused.' }]);
    expect(result?.coverage.completePercent).toBeGreaterThan(50);
    expect(result?.coverage.completePercent).toBeLessThan(80);
    expect(result?.notes[0]).toContain('1 of 3 parts could not be searched');
  });

  test('a list that goes round in a circle is left in spite of restarts', async () => {
    const { start, work, log, gateway } = stage(some(9));
    let pages = 0;
    const circling = {
      ...gateway,
      async *pages(...[, from]: Parameters<typeof gateway.pages>) {
        pages += 1;
        const n = Number(from ?? 0);
        yield { records: log.records.slice(n, n + 1), next: String(((n - 2 + 1) % 5) + 2) };
        throw passing();
      },
    };
    Object.assign(gateway, circling);
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    expect(pages).toBeLessThan(40);
    expect((await job.result(id))?.coverage.gaps).toMatchObject([
      { why: expect.stringContaining('leads back') },
    ]);
  });

  test('the same question of the same person is one search', async () => {
    const { start, log, work } = stage(some(2));
    const job = start();

    const both = await Promise.all([job.begin(DAY_LONG, dan), job.begin(DAY_LONG, dan)]);
    const another = await job.begin(DAY_LONG, { ...dan, id: 'somebody-else' });
    await work(job);

    expect(both[0]).toEqual(both[1]);
    expect(another).not.toEqual(both[0]);
    expect(log.begun).toHaveLength(2);
  });

  test('says that it is still running when it takes long, and gives up after a day', async () => {
    const { start, work, log, clock, told } = stage();
    log.takes = Infinity;
    const job = start();

    const { id } = await job.begin(DAY_LONG, dan);
    await work(job, 150);
    const says = (await job.state(id))?.says ?? '';
    clock.advance(24 * 3_600_000);
    await work(job);

    expect(says).toMatch(/Still running after \d+ minutes/);
    expect(told).toMatchObject([{ state: 'failed', says: expect.stringContaining('after a day') }]);
  });

  test('is forgotten after thirty days, with what it found', async () => {
    const { start, work, clock, keep } = stage(some(3));
    const job = start();
    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);

    clock.advance(31 * 24 * 3_600_000);
    await job.resume();

    expect(await job.state(id)).toBeUndefined();
    expect(await keep.list(TENANT, SEARCH)).toEqual([]);
  });

  test('what is not on this machine any more is said, not called nothing', async () => {
    const { start, work } = stage(some(3));
    const job = start();
    const { id } = await job.begin(DAY_LONG, dan);
    await work(job);
    await fileSpool(folder).drop(id);

    const result = await job.result(id);

    expect(result).toBeUndefined();
    expect(await job.state(id)).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('not here any more'),
    });
  });

  test('killed at any moment, it goes on after a restart with nothing lost or asked twice', async () => {
    const spoolLost = new Set([7, 19]);
    for (let moment = 1; ; moment += 1) {
      const own = memoryKeep();
      let calls = 0;
      let killed = false;
      const dies = (): void => {
        calls += 1;
        if (!killed && calls === moment) {
          killed = true;
          throw new Error('killed');
        }
      };
      const keep: Keep = {
        ...own,
        async put(...change) {
          dies();
          const done = await own.put(...change);
          dies();
          return done;
        },
      };
      const { start, work, log, told, archive, due } = stage(some(10), keep);
      log.before = dies;
      log.after = dies;
      log.shown = (_reading, records) => [...records, ...records.slice(0, 1)];
      const job = start();
      const id = await job.begin(DAY_LONG, dan).then(
        (begun) => begun.id,
        () => undefined,
      );
      await work(job, 1);
      if (spoolLost.has(moment) && id !== undefined) await fileSpool(folder).drop(id);
      // Another process: nothing in memory, and the schedule may be lost as well.
      for (const { kind, key } of await due.list(TENANT)) await due.cancel(TENANT, kind, key);
      const again = start();
      await again.resume();
      const kept = await own.list(TENANT, SEARCH);
      const same = kept[0]?.key ?? (await again.begin(DAY_LONG, dan)).id;
      await work(again);

      expect(told.map(({ id: one, state }) => [one, state])).toEqual([[same, 'done']]);
      expect(log.begun).toHaveLength(1);
      expect((await again.result(same))?.figures.records).toBe(10);
      expect(archive.kept.size).toBe(10);
      if (!killed) {
        expect(moment).toBeGreaterThan(15);
        return;
      }
    }
  });
});
