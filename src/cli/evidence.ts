import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { evidenceOnce } from '../compose/evidence-once.ts';
import { NoEvidence } from '../evidence/pack/gather.ts';
import type { Scope } from '../evidence/story/story.ts';
import type { Command } from './command.ts';
import { findConfig } from './configured.ts';
import { findDays } from './days.ts';

const USAGE =
  'Usage: npm run cli -- evidence <run> --out <file> [--json], or evidence --from <day> --to <day> --out <file> [--json]; days such as 2026-10-31, both counted, in UTC';

const RUN = /^(?:[2-9A-HJ-NP-Z]{6}|journal-\d{4}-\d{2}-\d{2})$/;

interface Given {
  readonly scope: Scope;
  readonly out: string;
}

function givenIn(args: readonly string[]): Given | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { from: text, to: text, out: text },
      allowPositionals: true,
    });
    const scope = scopeOf(positionals, values);
    const { out = '' } = values;
    return out === '' || scope === undefined ? undefined : { scope, out };
  } catch {
    return undefined;
  }
}

interface Days {
  readonly from?: string;
  readonly to?: string;
}

function scopeOf([word, ...more]: readonly string[], { from, to }: Days): Scope | undefined {
  if (word === undefined) {
    const days = findDays(from, to);
    return days && { kind: 'period', ...days };
  }
  const run = word.startsWith('journal-') ? word : word.toUpperCase();
  const alone = more.length === 0 && from === undefined && to === undefined;
  return alone && RUN.test(run) ? { kind: 'run', run } : undefined;
}

/** Writes an evidence pack, beside the running bot or without it. */
export const evidence: Command = async ({ args, json, print, complain }) => {
  const given = givenIn(args);
  if (given === undefined) {
    complain(USAGE);
    return 2;
  }
  const config = await findConfig({ complain });
  if (config === undefined) return 1;
  const { scope, out } = given;
  try {
    const { bytes, runs, entries, checkpoint } = await evidenceOnce(config, scope);
    await writeFile(out, bytes, { mode: 0o600 });
    if (json)
      print(JSON.stringify({ file: out, bytes: bytes.length, scope, runs, entries, checkpoint }));
    else
      print(
        `${out}: ${entries} entries of ${runs} runs, under the checkpoint ${checkpoint}. It holds personal data. To check it: npm run cli -- verify ${out}`,
      );
    return 0;
  } catch (error) {
    complain(saysOf(error, out));
    return 1;
  }
};

function saysOf(error: unknown, out: string): string {
  if (error instanceof NoEvidence) return error.message;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code))
    return `${out} could not be written (${code}). Name another file with --out.`;
  return error instanceof Error ? error.message : 'No evidence could be given.';
}
