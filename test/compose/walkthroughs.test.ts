import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { startSteward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { WALKTHROUGHS } from '../../src/walkthroughs/known.ts';

test('a policy may name the very walkthroughs that the bot has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'walkthroughs-'));
  const reading = readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  const steward = await startSteward(reading.config);

  const ids = steward.runs.walkthroughs.map(({ id }) => id);
  await steward.stop();
  await rm(folder, { recursive: true });

  expect(new Set(ids)).toEqual(new Set(WALKTHROUGHS));
}).timeout(180_000);
