import { readFile } from 'node:fs/promises';
import { headIn, type Head } from '../verify/heads.ts';
import { pinIn } from '../verify/pins.ts';
import { linesFor, reportOn } from '../verify/report.ts';
import { verifyPack } from '../verify/verify.ts';
import type { Command } from './command.ts';

const USAGE =
  'Usage: npm run cli -- verify <pack> [--head <phrase, JWS or file>]… [--key <thumbprint or JWK file>]… [--json]';

/** Given in another way than it has to be; said, and answered with 2. */
class Misused extends Error {
  override readonly name = 'Misused';
}

interface Given {
  readonly pack: string;
  readonly heads: readonly string[];
  readonly keys: readonly string[];
}

function givenIn(args: readonly string[]): Given {
  const [packs, heads, keys]: [string[], string[], string[]] = [[], [], []];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg !== '--head' && arg !== '--key') {
      if (arg.startsWith('--')) throw new Misused(USAGE);
      packs.push(arg);
      continue;
    }
    index += 1;
    const value = args[index];
    if (value === undefined) throw new Misused(`${arg} needs a value. ${USAGE}`);
    (arg === '--head' ? heads : keys).push(value);
  }
  const [pack] = packs;
  if (pack === undefined || packs.length > 1) throw new Misused(USAGE);
  return { pack, heads, keys };
}

const contentsOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

async function headOf(given: string): Promise<Head> {
  const head = headIn(given) ?? headIn(await contentsOf(given));
  if (head !== undefined) return head;
  throw new Misused(`--head ${given} is neither a phrase, nor a JWS, nor a file with one of them.`);
}

async function pinOf(given: string): Promise<string> {
  const pin = pinIn(given) ?? pinIn(await contentsOf(given));
  if (pin !== undefined) return pin;
  throw new Misused(`--key ${given} is neither a thumbprint nor a file with a JWK on P-256.`);
}

async function packIn(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    throw new Misused(`${file} cannot be read. Is it the path of an evidence pack?`);
  }
}

/** Verifies an evidence pack offline: nothing is asked of the bot, its store or the network. */
export const verify: Command = async ({ args, json, print, complain }) => {
  try {
    const given = givenIn(args);
    const heads = await Promise.all(given.heads.map(headOf));
    const keys = await Promise.all(given.keys.map(pinOf));
    const report = reportOn(verifyPack(await packIn(given.pack), { heads, keys }));
    if (json) print(JSON.stringify(report));
    else linesFor(report).forEach(print);
    return report.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    complain(error.message);
    return 2;
  }
};
