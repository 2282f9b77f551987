import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { z } from 'zod';

const Manifest = z.object({
  canonical: z.string(),
  records: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** A downloaded export: what its manifest says, and the files that are not as it says. */
export async function readExport(path: string) {
  const files = unzipSync(await readFile(path));
  const text = (name: string): string => Buffer.from(files[name] ?? []).toString('utf8');
  const manifest = Manifest.parse(JSON.parse(text('manifest.json')));
  const listed = manifest.files.map(({ name }) => name).sort();
  const there = Object.keys(files).filter((name) => name !== 'manifest.json');
  const changed = manifest.files.filter(({ name, bytes, sha256 }) => {
    const content = files[name] ?? new Uint8Array();
    return (
      content.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256
    );
  });
  return { manifest, listed, there: there.sort(), changed, text };
}
