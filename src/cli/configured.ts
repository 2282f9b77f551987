import { readFile } from 'node:fs/promises';
import { readConfig, type Config, type ConfigReading } from '../config.ts';
import type { Invocation } from './command.ts';

/** The settings as the bot reads them: from the environment, and from `.env` where it leaves off. */
export const readSettings = async (): Promise<ConfigReading> =>
  readConfig(process.env, await readFile('.env', 'utf8').catch(() => ''));

/** The settings; undefined when they cannot be used, and then each fault has been named. */
export async function findConfig({
  complain,
}: Pick<Invocation, 'complain'>): Promise<Config | undefined> {
  const reading = await readSettings();
  if (reading.ok) return reading.config;
  reading.faults.forEach(complain);
  return undefined;
}
