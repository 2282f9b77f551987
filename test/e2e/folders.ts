import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Work in a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-e2e-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Does all of it, so many at once as there are hands; the results are in the order of `all`. */
export async function inTurns<In, Out>(
  all: readonly In[],
  hands: number,
  work: (each: In) => Promise<Out>,
): Promise<readonly Out[]> {
  const results: Out[] = [];
  const open = all.entries();
  const hand = async (): Promise<void> => {
    for (const [at, each] of open) results[at] = await work(each);
  };
  await Promise.all(Array.from({ length: hands }, hand));
  return results;
}
