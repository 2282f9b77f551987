import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names say when they were made, by the tenant's clock, and cannot be guessed. */
export const SPOOLED = /^(\d{1,15})-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.zip$/;

/** Files that wait for somebody to take them. */
export interface ExportSpool {
  /** On disk when it returns, readable by the bot alone. */
  write(bytes: Uint8Array, at: Date): Promise<string>;
  /** Undefined when it is not there: another machine may have it. */
  find(file: string): Promise<Buffer | undefined>;
  drop(file: string): Promise<void>;
  /** Files made before this moment. */
  olderThan(moment: Date): Promise<readonly string[]>;
}

export function exportSpool(folder: string): ExportSpool {
  const pathOf = (file: string): string => {
    if (!SPOOLED.test(file)) throw new Error('That is not the name of a spooled file.');
    return join(folder, file);
  };

  return {
    async write(bytes, at) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = `${at.getTime()}-${randomUUID()}.zip`;
      const handle = await open(pathOf(file), 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return file;
    },
    find: (file) => readFile(pathOf(file)).catch(absent),
    drop: (file) => rm(pathOf(file), { force: true }),
    async olderThan(moment) {
      const files = (await readdir(folder).catch(absent)) ?? [];
      return files.filter((file) => Number(SPOOLED.exec(file)?.[1] ?? NaN) < moment.getTime());
    },
  };
}

function absent(error: unknown): undefined {
  if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
  throw error;
}
