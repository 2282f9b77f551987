import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { ArchiveTrouble } from '../../../src/audit/archive/archive.ts';
import { realisticBatches } from '../../fakes/realistic-records.ts';
import { add, allRows, crm, guidOf, openStage, TENANT } from './stage.ts';

/** A disk of a few megabytes, where whoever runs the tests may make one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'steward-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

suite('An archive on a full disk', () => {
  let disk: string | undefined;
  suiteSetup(() => {
    disk = smallDisk();
  });
  suiteTeardown(() => {
    if (disk === undefined) return;
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  test('says so in a sentence, keeps what it has, and goes on when there is room', async function () {
    if (disk === undefined) return this.skip();
    const folder = join(disk, 'archive');
    const stage = await openStage({ folder });
    try {
      await add(stage.archive, [crm(guidOf(1))]);
      const tooMuch = realisticBatches({ records: 20_000, days: 3 });

      const adding = stage.archive.add(TENANT, tooMuch, () => ({}));

      await expect(adding).rejects.toBeInstanceOf(ArchiveTrouble);
      await expect(adding).rejects.toThrow('the disk is full. Make room, then try again.');
      expect(await allRows(stage.archive)).toEqual([{ id: guidOf(1) }]);
      const left = await readdir(folder, { recursive: true });
      expect(left.filter((name) => name.endsWith('.parquet'))).toHaveLength(1);
      expect(await add(stage.archive, [crm(guidOf(2))])).toMatchObject({ stored: 1 });
    } finally {
      await stage.close();
    }
  });

  test('calls no record broken because only its beginning found room', async function () {
    if (disk === undefined) return this.skip();
    const stage = await openStage({ folder: join(disk, 'beginning') });
    try {
      const long = [1, 2, 3, 4, 5, 6, 7].map((one) =>
        crm(guidOf(one), { Query: 'q'.repeat(1_000_000) }),
      );

      const adding = add(stage.archive, long);

      await expect(adding).rejects.toThrow('the disk is full. Make room, then try again.');
      expect(await allRows(stage.archive)).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  test('loses nothing where there is no room to tidy up', async function () {
    if (disk === undefined) return this.skip();
    const folder = join(disk, 'untidy');
    const stage = await openStage({ folder });
    try {
      for (const seed of [1, 2])
        await stage.archive.add(
          TENANT,
          realisticBatches({ records: 400, days: 1, seed }),
          () => ({}),
        );
      const before = await allRows(stage.archive);
      const { bavail, bsize } = await statfs(disk);
      await writeFile(join(disk, 'ballast'), Buffer.alloc((bavail - 8) * bsize));

      await expect(stage.archive.compact(TENANT)).rejects.toThrow(
        'The audit archive could not be tidied up; nothing was lost: the disk is full. Make room, then try again.',
      );
      const during = await allRows(stage.archive);
      await rm(join(disk, 'ballast'));

      expect(during).toEqual(before);
      expect(await stage.archive.compact(TENANT)).toBe(1);
      expect(await allRows(stage.archive)).toEqual(before);
    } finally {
      await stage.close();
    }
  });
});
