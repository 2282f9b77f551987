import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { GatewayError } from '../../src/core/errors.ts';
import { folderBackups } from '../../src/gateways/files/backup-place.ts';

const BLOB = Buffer.from('a backup of a key');
const NAME = 'vault-key-Backup-1.backup';

const refusedWith = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'not refused',
    (error: unknown) => {
      if (!(error instanceof GatewayError)) throw error;
      return error.message;
    },
  );

suite('A folder for key backups', () => {
  let above = '';
  let folder = '';

  setup(async () => {
    above = await mkdtemp(join(tmpdir(), 'place-'));
    folder = join(above, 'backups');
    await mkdir(folder);
  });
  teardown(() => rm(above, { recursive: true }));

  test('gives back what it was given, and says when there is nothing', async () => {
    const place = folderBackups(folder);

    await place.put(NAME, BLOB);

    expect(await place.get(NAME)).toEqual(BLOB);
    expect(await place.get('other.backup')).toBeUndefined();
  });

  test('keeps files for its owner only, and leaves nothing else behind', async () => {
    await folderBackups(folder).put(NAME, BLOB);

    const { mode } = await stat(join(folder, NAME));
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual([NAME]);
  });

  test('takes the same bytes as kept, and never replaces a file by others', async () => {
    const place = folderBackups(folder);
    await place.put(NAME, BLOB);

    await place.put(NAME, BLOB);
    const refused = await refusedWith(place.put(NAME, Buffer.from('something else')));

    expect(refused).toContain('none is ever replaced');
    expect(await readFile(join(folder, NAME))).toEqual(BLOB);
    expect(await readdir(folder)).toEqual([NAME]);
  });

  test('takes one of two that come at once', async () => {
    const place = folderBackups(folder);

    const outcomes = await Promise.all(
      ['one', 'two'].map((text) => refusedWith(place.put(NAME, Buffer.from(text)))),
    );

    expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1);
    expect(['one', 'two']).toContain(await readFile(join(folder, NAME), 'utf8'));
    expect(await readdir(folder)).toEqual([NAME]);
  });

  for (const name of [
    ...['../out.backup', '..', '.', '', '.hidden', 'a/b.backup', 'a\\b.backup', '/etc/passwd'],
    ...['a\0b', 'a b', 'ä.backup', 'x'.repeat(221), 'con:', '-rf'],
  ])
    test(`does not take the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      const place = folderBackups(folder);

      const refused = [
        await refusedWith(place.put(name, BLOB)),
        await refusedWith(place.get(name)),
      ];

      for (const each of refused) expect(each).toContain('this is no name for a file');
      expect(await readdir(above)).toEqual(['backups']);
      expect(await readdir(folder)).toEqual([]);
    });

  test('follows no link, to read or to write', async () => {
    const outside = join(above, 'outside');
    await writeFile(outside, 'of somebody else');
    await symlink(outside, join(folder, NAME));
    await symlink(join(above, 'nowhere'), join(folder, 'dangling.backup'));
    const place = folderBackups(folder);

    const refused = await Promise.all(
      [place.get(NAME), place.put(NAME, BLOB), place.put('dangling.backup', BLOB)].map(refusedWith),
    );

    for (const each of refused) expect(each).toContain('something else than a plain file');
    expect(await readFile(outside, 'utf8')).toBe('of somebody else');
    expect((await readdir(above)).sort()).toEqual(['backups', 'outside']);
  });

  test('takes a folder under a name for no file', async () => {
    await mkdir(join(folder, NAME));

    expect(await refusedWith(folderBackups(folder).get(NAME))).toContain('a plain file');
  });

  test('takes an empty file for no backup, and keeps none', async () => {
    await writeFile(join(folder, NAME), '');
    const place = folderBackups(folder);

    expect(await refusedWith(place.get(NAME))).toContain('empty');
    expect(await refusedWith(place.put('other.backup', Buffer.alloc(0)))).toContain(
      'nothing in it',
    );
    expect(await readdir(folder)).toEqual([NAME]);
  });

  test('a folder that is not there is never taken for one without backups', async () => {
    const place = folderBackups(join(above, 'unmounted'));

    const refused = [await refusedWith(place.get(NAME)), await refusedWith(place.put(NAME, BLOB))];

    for (const each of refused) expect(each).toContain('KEY_BACKUP_DIR');
    for (const each of refused) expect(each).not.toContain(above);
  });

  test('a file in place of the folder is said', async () => {
    await writeFile(join(above, 'file'), '');

    const refused = await refusedWith(folderBackups(join(above, 'file')).get(NAME));

    expect(refused).toContain('names no folder');
  });

  test('a folder that cannot be written is said, and nothing is left in it', async function () {
    if (process.getuid?.() === 0) return this.skip();
    await chmod(folder, 0o500);

    const refused = await refusedWith(folderBackups(folder).put(NAME, BLOB));

    await chmod(folder, 0o700);
    expect(refused).toContain('EACCES');
    expect(await readdir(folder)).toEqual([]);
  });
});
