import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../core/errors.ts';
import type { BackupPlace } from '../backup-place.ts';

/** One name of a file, never a path; a leading dot would hide it from whoever looks after it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,219}$/;
/** For whoever runs the bot and nobody else. */
const OWNER_ONLY = 0o600;
const { O_RDONLY, O_NOFOLLOW } = constants;
/** Windows has no such thing and leaves it undefined. */
const READING = O_RDONLY | (O_NOFOLLOW ?? 0);
/** Far more than a key with 500 versions takes. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A mounted share that is away for a moment. */
const PASSING = new Set(['EAGAIN', 'EBUSY', 'EHOSTDOWN', 'EIO', 'ENETDOWN', 'ESTALE', 'ETIMEDOUT']);
/** Folders of some shares and systems cannot be flushed; their files are on disk all the same. */
const UNFLUSHED = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EPERM']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const refused = (doing: string, why: string, cause?: unknown, transient = false): GatewayError =>
  new GatewayError(`${doing} failed: ${why}`, { status: 0, transient, cause });

/** What the file system says, as a sentence; where the folder is stays out of it. */
function translated(doing: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof GatewayError || code === '') return error;
  if (code === 'ELOOP') return refused(doing, LINKED, error);
  const next = 'Look at the folder of the setting KEY_BACKUP_DIR, then type resume.';
  return refused(
    doing,
    `the folder for key backups says ${code}. ${next}`,
    error,
    PASSING.has(code),
  );
}

const LINKED =
  'there is something else than a plain file under this name. Move it away, then type resume.';
const OTHER =
  'another file of this name is in the folder for key backups already, and none is ever replaced. Move it away, then type resume.';
const EMPTY = 'the file is empty, so it is no backup. Move it away, then type resume.';
const TOO_LARGE =
  'the file is too large to be the backup of a key. Move it away, then type resume.';

async function within<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translated(doing, error);
  }
}

function pathOf(folder: string, name: string, doing: string): string {
  if (!NAME.test(name)) throw refused(doing, 'this is no name for a file of a backup.');
  return join(folder, name);
}

/** A share that is not mounted must not look like a folder without backups. */
async function assertFolder(folder: string, doing: string): Promise<void> {
  if (!(await stat(folder)).isDirectory())
    throw refused(doing, 'the setting KEY_BACKUP_DIR names no folder. Correct it, then restart.');
}

async function readPlain(path: string, doing: string): Promise<Buffer | undefined> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!found.isFile()) throw refused(doing, LINKED);
  if (found.size > MOST_BYTES) throw refused(doing, TOO_LARGE);
  await using file = await open(path, READING);
  const bytes = await file.readFile();
  if (bytes.length === 0) throw refused(doing, EMPTY);
  return bytes;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', OWNER_ONLY);
  await file.writeFile(bytes);
  await file.sync();
}

async function flushFolder(folder: string): Promise<void> {
  try {
    await using opened = await open(folder, 'r');
    await opened.sync();
  } catch (error) {
    if (!UNFLUSHED.has(codeOf(error))) throw error;
  }
}

/** False: somebody else has the name. Reserved first, so that moving a file there replaces none. */
async function reserve(path: string): Promise<boolean> {
  try {
    await using _ = await open(path, 'wx', OWNER_ONLY);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function keep(folder: string, path: string, blob: Uint8Array): Promise<boolean> {
  const part = join(folder, `.${randomUUID()}.part`);
  try {
    await writeWhole(part, blob);
    if (!(await reserve(path))) return false;
    await rename(part, path).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw error;
    });
    await flushFolder(folder);
    return true;
  } finally {
    await rm(part, { force: true });
  }
}

/** A folder of the customer's own. A file appears whole or not at all, and only under its name. */
export const folderBackups = (folder: string): BackupPlace => ({
  put(name, blob) {
    const doing = 'Keeping the backup of a key';
    return within(doing, async () => {
      const path = pathOf(folder, name, doing);
      if (blob.length === 0) throw refused(doing, 'there is nothing in it.');
      await assertFolder(folder, doing);
      const isSame = (bytes: Buffer) => bytes.equals(blob);
      const before = await readPlain(path, doing);
      if (before === undefined ? await keep(folder, path, blob) : isSame(before)) return;
      throw refused(doing, OTHER);
    });
  },
  get(name) {
    const doing = `Reading the backup ${NAME.test(name) ? name : 'of a key'}`;
    return within(doing, async () => {
      const path = pathOf(folder, name, doing);
      await assertFolder(folder, doing);
      return readPlain(path, doing);
    });
  },
});
