import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incoming } from '../archive/archive.ts';

/** What a search has found so far, until it is answered and the archive has it. */
export interface Spool {
  /** Writes behind this byte, whatever else was there; when it returns it is on disk. */
  append(search: string, slice: number, at: number, texts: readonly string[]): Promise<number>;
  /** The first so many bytes. Throws `SpoolLost` where they are not there. */
  read(search: string, slice: number, bytes: number): AsyncIterable<readonly Incoming[]>;
  drop(search: string): Promise<void>;
}

/** What was written is not there: another machine may have it. It is brought again. */
export class SpoolLost extends Error {
  override readonly name = 'SpoolLost';
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const BATCH = 500;

/** One file of JSON lines for each slice, below this folder. */
export function fileSpool(folder: string): Spool {
  const folderOf = (search: string): string => {
    if (!ID.test(search)) throw new Error('That is not the id of a search.');
    return join(folder, search);
  };
  const fileOf = (search: string, slice: number) =>
    join(folderOf(search), `${Math.trunc(slice)}.jsonl`);

  return {
    async append(search, slice, at, texts) {
      await mkdir(folderOf(search), { recursive: true, mode: 0o700 });
      if (at > 0) await check(fileOf(search, slice), at);
      return write(fileOf(search, slice), at, texts);
    },
    async *read(search, slice, bytes) {
      if (bytes === 0) return;
      await check(fileOf(search, slice), bytes);
      yield* batches(fileOf(search, slice), bytes);
    },
    drop: (search) => rm(folderOf(search), { recursive: true, force: true }),
  };
}

async function check(file: string, bytes: number): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => -1,
  );
  if (size < bytes) throw new SpoolLost('What was found so far is not on this machine.');
}

async function write(file: string, at: number, texts: readonly string[]): Promise<number> {
  const handle = await open(file, at === 0 ? 'w' : 'r+', 0o600);
  try {
    const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
    await handle.truncate(at);
    for (let done = 0; done < bytes.length;)
      done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    await handle.sync();
    return at + bytes.length;
  } finally {
    await handle.close();
  }
}

/** Lines end with a line feed and nothing else: records hold other signs that readers take for one. */
async function* lines(file: string, bytes: number): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of createReadStream(file, { end: bytes - 1, encoding: 'utf8' })) {
    const found = (rest + String(piece)).split('\n');
    rest = found.pop() ?? '';
    yield* found;
  }
}

async function* batches(file: string, bytes: number): AsyncGenerator<readonly Incoming[]> {
  let batch: Incoming[] = [];
  let line = 0;
  for await (const text of lines(file, bytes)) {
    line += 1;
    batch.push({ line, text });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
