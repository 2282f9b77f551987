import { expect } from 'expect';
import type { Journal, Note } from '../../src/core/journal.ts';
import { after, DAY, HOUR, MINUTE } from '../../src/core/clock.ts';
import { archiveUpkeepJob } from '../../src/jobs/archive-upkeep.ts';
import { attempt } from '../../src/jobs/attempt.ts';
import { localLock } from '../../src/store/local-lock.ts';
import { memoryArchive } from '../fakes/memory-archive.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryDueTable } from '../fakes/memory-due.ts';

const TENANT = 'tenant';

const segment = (day: string, number: number, records: number) => ({
  ...{ tenant: TENANT, day, records, bytes: 1, segment: `${day}-${number}` },
  ...{ from: `${day}T01:00:00.000Z`, to: `${day}T02:00:00.000Z`, file: `${day}/${number}` },
});

async function stage(retention: number | undefined) {
  const clock = memoryClock();
  const due = memoryDueTable();
  const archive = memoryArchive();
  const notes: Note[] = [];
  const kept = { fails: false };
  const journal: Journal = {
    async note(note) {
      if (kept.fails) throw new Error('The ledger cannot be written.');
      notes.push(note);
    },
    read: () => Promise.resolve([]),
  };
  const log = { info: () => undefined, warn: () => undefined };
  const withLock = localLock();
  const settings = {
    ...{ tenant: TENANT, due, clock, withLock, archive, journal, retention, log },
  };
  const job = archiveUpkeepJob(settings);
  const add = [
    segment('2026-11-10', 1, 10),
    segment('2026-11-10', 2, 5),
    segment('2026-11-14', 1, 7),
    segment('2026-11-20', 1, 3),
  ];
  await archive.catalogue.commit(TENANT, { add, drop: [], counts: [], receipt: {} });
  async function work(): Promise<void> {
    const claimed = await due.claim(clock.now().toISOString(), MINUTE, 20);
    for (const one of claimed)
      await attempt({ due, clock, handlers: job.handlers, log }, one, () => one);
  }
  const days = async () => (await archive.catalogue.segments(TENANT)).map(({ day }) => day);
  return { ...{ clock, due, archive, notes, kept, job, work, days } };
}

suite('the upkeep of the archive', () => {
  test('whole days beyond the retention go, and that is on record', async () => {
    // It is 21 November, noon: seven days back is the 14th, of which a part is still wanted.
    const { job, work, notes, days } = await stage(7 * DAY);
    await job.begin();

    await work();

    expect(await days()).toEqual(['2026-11-14', '2026-11-20']);
    expect(notes).toEqual([
      {
        what: 'retained',
        details: { keptFrom: '2026-11-14', deleted: [{ day: '2026-11-10', records: 15 }] },
      },
    ]);
  });

  test('a deletion that cannot be put on record does not happen', async () => {
    const { job, work, days, kept, clock } = await stage(7 * DAY);
    kept.fails = true;
    await job.begin();

    await work();
    expect(await days()).toHaveLength(4);

    kept.fails = false;
    clock.advance(HOUR);
    await work();
    expect(await days()).toHaveLength(2);
  });

  test('without a retention records are kept for good, and nothing is said', async () => {
    const { job, work, notes, days } = await stage(undefined);
    await job.begin();

    await work();

    expect([await days(), notes]).toEqual([expect.arrayContaining(['2026-11-10']), []]);
  });

  test('days are looked at once a day, segments every hour', async () => {
    const { job, work, archive, clock } = await stage(7 * DAY);
    await job.begin();
    await work();

    for (let hours = 0; hours < 26; hours += 1) {
      clock.advance(HOUR);
      await work();
    }

    expect(archive.world.compacted).toBe(27);
    expect(archive.world.retained).toEqual(['2026-11-14', '2026-11-15']);
  });

  test('blobs that the feed no longer offers are forgotten', async () => {
    const { job, work, archive, clock } = await stage(undefined);
    const now = clock.now();
    const content = (contentId: string, age: number) => ({
      ...({ contentType: 'Audit.General', contentId, state: 'stored' } as const),
      created: after(now, -age),
    });
    const receipt = { contents: [content('old', 9 * DAY), content('new', 6 * DAY)] };
    await archive.catalogue.commit(TENANT, { add: [], drop: [], counts: [], receipt });
    await job.begin();

    await work();

    const known = await archive.catalogue.dealtWith(TENANT, 'Audit.General', ['old', 'new']);
    expect([...known]).toEqual(['new']);
  });
});
