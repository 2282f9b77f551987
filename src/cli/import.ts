import { readFile } from 'node:fs/promises';
import { importOnce } from '../compose/import-once.ts';
import { readConfig } from '../config.ts';
import type { Command } from './command.ts';
import { linesOf, resultOf } from './imported.ts';

const USAGE =
  'Say which files: import <file…> [--json]. CSV of the Purview portal or of Search-UnifiedAuditLog, JSON lines, JSON lists, and gzip of those.';

/** Brings audit records from files into the archive. Fails if one of the files was no good. */
export const importCommand: Command = async ({ args, json, print, complain }) => {
  if (args.length === 0) {
    complain(USAGE);
    return 2;
  }
  const reading = readConfig(process.env, await readFile('.env', 'utf8').catch(() => ''));
  if (!reading.ok) {
    reading.faults.forEach(complain);
    return 1;
  }
  const imported = await importOnce(reading.config, args);
  if (json) print(JSON.stringify(resultOf(imported)));
  else linesOf(imported).forEach(print);
  return imported.every(({ fine }) => fine) ? 0 : 1;
};
