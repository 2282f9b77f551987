import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Folder {
  readonly dataDir: string;
  remove(): Promise<void>;
}

export async function newFolder(): Promise<Folder> {
  const dataDir = await mkdtemp(join(tmpdir(), 'steward-store-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}
