import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';

/** A bot in this process with its sandbox, both kept in this folder. */
export async function stewardIn(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Steward> {
  const fixed = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' };
  const reading = readConfig({ ...fixed, ...settings });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  return startSteward(reading.config);
}
