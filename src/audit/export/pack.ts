import { zipSync, type Zippable } from 'fflate';
import type { ExportedFile } from './export.ts';

/** All files of an export as one: Teams hands over one file with one consent. */
export function packOf(files: readonly ExportedFile[], at: Date): ExportedFile {
  const entries: Zippable = {};
  for (const { name, bytes } of files) entries[name] = [bytes, { level: 6, mtime: at }];
  const day = at.toISOString().slice(0, 10);
  return {
    name: `audit-export-${day}.zip`,
    type: 'application/zip',
    bytes: Buffer.from(zipSync(entries)),
  };
}
