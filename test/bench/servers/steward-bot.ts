// The whole bot, in front of its sandbox tenant, called as in production: signed, with credentials.
import { z } from 'zod';
import { startSteward } from '../../../src/compose/steward.ts';
import { readConfig } from '../../../src/config.ts';
import { serve, start } from './child.ts';
import { signedSettings } from './signed.ts';

const reading = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  DATA_DIR: start.folder,
  LOG_LEVEL: 'error',
});
if (!reading.ok) throw new Error(reading.faults.join('\n'));
const steward = await startSteward(reading.config, {
  adapter: signedSettings,
  limits: { turnsPerMinute: 1e9, pressesPerMinute: 1e9 },
});
serve(z.coerce.number().parse(new URL(steward.address).port));
