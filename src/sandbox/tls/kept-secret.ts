import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';

/** What the file holds, or what `create` makes for it; only its owner may read the file. */
export function keptSecret<T>(file: string, schema: z.ZodType<T>, create: () => T): T {
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = create();
  // Renamed into place: a kill half-way leaves no half-written key.
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}
