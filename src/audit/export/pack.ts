import { setImmediate as turn } from 'node:timers/promises';
import { Zip, ZipDeflate } from 'fflate';
import type { ExportedFile } from './export.ts';

/** So much at once: packing a large export takes seconds, and others talk to the bot meanwhile. */
const SLICE = 256 * 1024;

/** All files of an export as one: Teams hands over one file with one consent. */
export async function packOf(files: readonly ExportedFile[], at: Date): Promise<ExportedFile> {
  const name = `audit-export-${at.toISOString().slice(0, 10)}.zip`;
  return { name, type: 'application/zip', bytes: await zipped(files, at) };
}

/** A zip of files that all bear this time. */
export async function zipped(
  files: readonly Pick<ExportedFile, 'name' | 'bytes'>[],
  at: Date,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    parts.push(part);
  });
  for (const { name, bytes } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = at;
    zip.add(entry);
    await pushed(entry, bytes);
  }
  zip.end();
  return Buffer.concat(parts);
}

async function pushed(entry: ZipDeflate, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; from += SLICE) {
    entry.push(bytes.subarray(from, from + SLICE));
    await turn();
  }
  entry.push(Buffer.alloc(0), true);
}
