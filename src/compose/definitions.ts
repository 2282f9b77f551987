import { readFile } from 'node:fs/promises';
import { DEFINITIONS, readDefinitions, type Definitions } from '../audit/definitions.ts';
import type { Config } from '../config.ts';

/** The definitions of reports and verbs: those that come along, or the administrator's own. */
export async function definitionsOf({ audit }: Pick<Config, 'audit'>): Promise<Definitions> {
  const { definitions: path, workingHours } = audit;
  if (path === undefined) return { ...DEFINITIONS, workingHours };
  const read = readDefinitions(await jsonAt(path));
  if (read.ok) return { ...read.definitions, workingHours };
  throw new Error(`The file in AUDIT_DEFINITIONS has faults: ${read.faults.join('; ')}.`);
}

async function jsonAt(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error('The file in AUDIT_DEFINITIONS cannot be read.', { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('The file in AUDIT_DEFINITIONS is not JSON.', { cause: error });
  }
}
