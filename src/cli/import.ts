import { importOnce } from '../compose/import-once.ts';
import type { Command } from './command.ts';
import { findConfig } from './configured.ts';
import { linesOf, resultOf } from './imported.ts';

const USAGE =
  'Say which files: import <file…> [--json]. CSV of the Purview portal or of Search-UnifiedAuditLog, JSON lines, JSON lists, and gzip of those.';

/** Brings audit records from files into the archive. Fails if one of the files was no good. */
export const importCommand: Command = async ({ args, json, print, complain }) => {
  if (args.length === 0) {
    complain(USAGE);
    return 2;
  }
  const config = await findConfig({ complain });
  if (config === undefined) return 1;
  const imported = await importOnce(config, args);
  if (json) print(JSON.stringify(resultOf(imported)));
  else linesOf(imported).forEach(print);
  return imported.every(({ fine }) => fine) ? 0 : 1;
};
