import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** The tree as the witness has seen it last. */
const Head = z.object({
  size: z.int().positive(),
  root: z.string(),
  /** So that it can grow the tree itself. */
  frontier: z.array(z.string()),
  /** Digest of the checkpoint. */
  checkpoint: z.string(),
  at: z.string(),
});
export type Head = z.infer<typeof Head>;

/** What the witness remembers, apart from the store that it watches. */
export interface Heads {
  find(): Promise<Head | undefined>;
  /** On disk when it returns. */
  keep(head: Head): Promise<void>;
}

/** In a file: a store that is put back to an older state does not take the witness with it. */
export const headIn = (file: string): Heads => ({
  async find() {
    try {
      return Head.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      throw new Error(
        `What the witness has seen last cannot be read from ${file}. Restore the file from a backup.`,
        { cause },
      );
    }
  },
  async keep(head) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(`${file}.new`, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(head));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
  },
});
