import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MINUTE } from '../../core/clock.ts';
import type { SegmentCatalogue } from './dropped.ts';
import { HEARTBEAT, SCRATCH, type Engine } from './engine.ts';

/** Whoever began to read a file that was replaced has this long to finish. */
const GRACE = 10 * MINUTE;
/** Who did not touch its folder for so long is gone. By the machine's clock, as are times of files. */
const SILENT = 15 * HEARTBEAT;

/**
 * Files of segments that nobody can be reading any more, and those of writers that were killed before
 * they had told the catalogue. Only with the tenant's lock: a living writer's look the same.
 */
export async function sweepTenant(
  engine: Engine,
  catalogue: SegmentCatalogue,
  tenant: string,
): Promise<void> {
  const gone = await catalogue.dropped(tenant, GRACE);
  for (const { file } of gone) await rm(join(engine.folder, file), { force: true });
  if (gone.length > 0)
    await catalogue.erased(
      tenant,
      gone.map(({ segment }) => segment),
    );
  const known = new Set<string>();
  for (const { file } of await catalogue.segments(tenant)) known.add(file);
  for (const { file } of await catalogue.dropped(tenant, 0)) known.add(file);
  for (const file of await filesOf(engine, tenant))
    if (!known.has(file)) await rm(join(engine.folder, file), { force: true });
}

async function filesOf({ folder }: Engine, tenant: string): Promise<readonly string[]> {
  const own = `tenant=${tenant}`;
  const days = await readdir(join(folder, own)).catch(() => []);
  const files: string[] = [];
  for (const day of days.filter((name) => /^day=\d{4}-\d\d-\d\d$/.test(name)))
    for (const name of await readdir(join(folder, own, day)))
      if (name.endsWith('.parquet')) files.push(`${own}/${day}/${name}`);
  return files;
}

/** Tenants that have a folder. */
export async function tenantsIn({ folder }: Engine): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => /^tenant=(.+)$/.exec(name)?.[1] ?? []);
}

/** What engines left on the way that were killed. */
export async function sweepScratch({ folder, scratch }: Engine): Promise<void> {
  const all = join(folder, SCRATCH);
  for (const name of await readdir(all)) {
    const path = join(all, name);
    const found = await stat(path).catch(() => undefined);
    if (path === scratch || found === undefined || found.mtimeMs > Date.now() - SILENT) continue;
    await rm(path, { recursive: true, force: true });
  }
}
