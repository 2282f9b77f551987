import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { unzipSync } from 'fflate';
import { complianceFile } from '../../src/compose/compliance.ts';
import { complianceOnce } from '../../src/compose/compliance-once.ts';
import { evidenceOnce } from '../../src/compose/evidence-once.ts';
import type { Config } from '../../src/config.ts';

const DAY = 86_400_000;
const dayIn = (days: number): string =>
  new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
/** The sandbox's clock is some days ahead after a run. */
const PERIOD = { from: dayIn(-30), to: dayIn(30) };

/**
 * Writes what an auditor is given of a bot that has stopped, file by file, and every row of its
 * store: what is compressed in a zip, or torn over pages, cannot be searched.
 */
export async function writeEvidence(config: Config, run: string, folder: string): Promise<void> {
  const packs = {
    run: await evidenceOnce(config, { kind: 'run', run }),
    period: await evidenceOnce(config, { kind: 'period', ...PERIOD }),
  };
  for (const [name, { bytes }] of Object.entries(packs))
    for (const [file, content] of Object.entries(unzipSync(bytes)))
      await write(join(folder, name, file), content);
  const { bytes } = complianceFile(await complianceOnce(config, PERIOD));
  await write(join(folder, 'compliance.html'), bytes);
  for (const [table, rows] of rowsIn(join(config.dataDir, 'steward.db')))
    await write(join(folder, 'store', `${table}.json`), JSON.stringify(rows));
}

function rowsIn(path: string): readonly (readonly [string, readonly unknown[]])[] {
  const database = new Sqlite(path, { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'");
    return tables
      .pluck()
      .all()
      .map((table) => [String(table), database.prepare(`select * from "${String(table)}"`).all()]);
  } finally {
    database.close();
  }
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
