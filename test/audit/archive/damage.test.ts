import { readdir, readFile, rm, truncate, utimes, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Segment } from '../../../src/audit/archive/catalogue.ts';
import { MINUTE } from '../../../src/core/clock.ts';
import {
  add,
  allRows,
  ALWAYS,
  batch,
  crm,
  guidOf,
  openStage,
  TENANT,
  type Stage,
} from './stage.ts';

const on = (day: number, id: number, more = {}) =>
  crm(guidOf(id), { CreationTime: `2026-08-0${day}T10:00:00`, ...more });

const GARBAGE = Buffer.from(
  'no Parquet at all, but long enough to be read as if it were some'.repeat(20),
);

suite('An archive with something wrong in its folder', () => {
  let stage: Stage;
  setup(async () => {
    stage = await openStage();
    await add(stage.archive, [on(1, 1), on(2, 2), on(3, 3)]);
  });
  teardown(() => stage.close());

  const segmentOf = async (day: number): Promise<Segment> => {
    const found = (await stage.catalogue.segments(TENANT)).find((one) =>
      one.day.endsWith(`0${day}`),
    );
    if (found === undefined) throw new Error('No segment of that day.');
    return found;
  };
  const pathOf = ({ file }: Segment): string => join(stage.folder, file);
  const counted = (span = ALWAYS) =>
    stage.archive.read(TENANT, span, (records) =>
      records.rows('select count(*)::int as n, max(raw) is not null as read from records'),
    );
  const files = async (): Promise<readonly string[]> =>
    (await readdir(join(stage.folder, `tenant=${TENANT}`), { recursive: true })).filter((name) =>
      name.endsWith('.parquet'),
    );

  const harms: Readonly<Record<string, (path: string) => Promise<void>>> = {
    missing: (path) => rm(path),
    empty: (path) => truncate(path),
    'cut short': (path) => truncate(path, 700),
    garbage: (path) => writeFile(path, GARBAGE),
    'garbage in the middle': async (path) => {
      const bytes = await readFile(path);
      bytes.fill(0xa5, 4, bytes.length - 2500);
      await writeFile(path, bytes);
    },
  };
  for (const [what, harm] of Object.entries(harms))
    test(`a segment that is ${what}: the rest is answered and says what is left out`, async () => {
      const harmed = await segmentOf(2);
      await harm(pathOf(harmed));

      const { value, unreadable } = await counted();

      expect(value).toEqual([{ n: 2, read: true }]);
      expect(unreadable).toEqual([
        {
          segment: harmed.segment,
          day: '2026-08-02',
          why: 'A part of the records of 2026-08-02 cannot be read: its file is missing or damaged. The rest was counted.',
        },
      ]);
      expect(stage.warnings).toEqual(['A segment of the audit archive cannot be read.']);
    });

  test('a fault of the question is not blamed on the segments', async () => {
    const asked = stage.archive.read(TENANT, ALWAYS, (records) =>
      records.rows('select nonsense from records'),
    );

    await expect(asked).rejects.toThrow('nonsense');
    expect(stage.warnings).toEqual([]);
  });

  test('segments outside of the span are not opened', async () => {
    await rm(pathOf(await segmentOf(1)));
    const span = { from: '2026-08-02T00:00:00.000Z', to: '2026-08-03T00:00:00.000Z' };

    expect(await counted(span)).toEqual({ value: [{ n: 1, read: true }], unreadable: [] });
  });

  test('a damaged segment keeps no new records out, whatever is done', async () => {
    await writeFile(pathOf(await segmentOf(2)), GARBAGE);

    const added = await add(stage.archive, [on(2, 4, { CorrelationId: guidOf(9) }), on(3, 3)]);
    const compacted = await stage.archive.compact(TENANT);

    expect(added).toMatchObject({ stored: 1, duplicates: 1 });
    expect(compacted).toBe(0);
    expect((await counted()).value).toEqual([{ n: 3, read: true }]);
    expect((await counted()).unreadable).toHaveLength(1);
  });

  test('a segment that is replaced while it is read is read anew', async () => {
    await add(stage.archive, [on(1, 5)]);
    let tries = 0;

    const { value, unreadable } = await stage.archive.read(TENANT, ALWAYS, async (records) => {
      tries += 1;
      if (tries === 1) {
        const old = await stage.catalogue.segments(TENANT);
        await stage.archive.compact(TENANT);
        for (const one of old.filter(({ day }) => day === '2026-08-01')) await rm(pathOf(one));
      }
      return records.rows('select count(*)::int as n, max(raw) is not null as read from records');
    });

    expect(value).toEqual([{ n: 4, read: true }]);
    expect(unreadable).toEqual([]);
    expect(tries).toBe(2);
  });

  test('who began to read before segments were replaced reads on, for a while', async () => {
    await add(stage.archive, [on(1, 5)]);

    const { value } = await stage.archive.read(TENANT, ALWAYS, async (records) => {
      await stage.archive.compact(TENANT);
      stage.clock.advance(9 * MINUTE);
      await stage.archive.compact(TENANT);
      return records.rows('select count(*)::int as n from records');
    });
    const during = await files();
    stage.clock.advance(2 * MINUTE);
    await stage.archive.compact(TENANT);

    expect(value).toEqual([{ n: 4 }]);
    expect(during).toHaveLength(5);
    expect(await files()).toHaveLength(3);
    expect(await stage.catalogue.dropped(TENANT, 0)).toEqual([]);
    expect((await counted()).value).toEqual([{ n: 4, read: true }]);
  });

  test('files that no catalogue knows are cleared away when the archive is opened', async () => {
    const orphan = join(stage.folder, `tenant=${TENANT}`, 'day=2026-08-01', 'left-behind.parquet');
    const old = join(stage.folder, '.scratch', 'of-a-killed-writer');
    const young = join(stage.folder, '.scratch', 'of-a-living-writer');
    await writeFile(orphan, GARBAGE);
    for (const folder of [old, young]) await mkdir(folder);
    const hourAgo = new Date(Date.now() - 60 * MINUTE);
    await utimes(old, hourAgo, hourAgo);

    const archive = await stage.again();
    await archive.close();

    expect(await files()).toHaveLength(3);
    expect(await readdir(join(stage.folder, '.scratch'))).toContain('of-a-living-writer');
    expect(await readdir(join(stage.folder, '.scratch'))).not.toContain('of-a-killed-writer');
  });

  test('what is over its time is gone at once, and told day by day', async () => {
    await add(stage.archive, [on(1, 6), on(1, 7)]);
    await stage.archive.compact(TENANT);

    const dropped = await stage.archive.retain(TENANT, '2026-08-03');
    const again = await stage.archive.retain(TENANT, '2026-08-03');

    expect(dropped).toEqual([
      { day: '2026-08-01', records: 3 },
      { day: '2026-08-02', records: 1 },
    ]);
    expect(again).toEqual([]);
    expect(await files()).toHaveLength(1);
    expect(await allRows(stage.archive)).toEqual([{ id: guidOf(3) }]);
  });

  test('nothing of what was written on the way stays when the archive is closed', async () => {
    await stage.archive.borrow(batch([on(1, 8)]), (reader) => reader.rows('select 1 from records'));
    await add(stage.archive, [on(1, 8), '{', { AuditData: '{' }]);

    await stage.archive.close();

    expect(await readdir(join(stage.folder, '.scratch'))).toEqual([]);
  });

  test('a folder that turns out not to be one is told in a sentence, and nothing is half there', async () => {
    await rm(join(stage.folder, `tenant=${TENANT}`), { recursive: true });
    await writeFile(join(stage.folder, `tenant=${TENANT}`), '');

    const adding = stage.archive.add(TENANT, batch([on(4, 9)]), () => ({}));

    await expect(adding).rejects.toThrow(
      'The audit records could not be stored, so none of them was: its folder cannot be written to. Check ARCHIVE_DIR and its rights.',
    );
    expect((await stage.catalogue.segments(TENANT)).map(({ day }) => day)).not.toContain(
      '2026-08-04',
    );
  });
});
