import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSteward } from '../compose/steward.ts';
import { readConfig } from '../config.ts';
import { standingOf } from '../core/standing.ts';
import { peopleAt } from './demo/people.ts';
import { isGood, outcomes, play, SCRIPTS } from './demo/play.ts';
import type { Command } from './command.ts';

/** Plays a whole walkthrough over HTTP against a fresh sandbox. */
export const demo: Command = async ({ args, json, print, complain }) => {
  const [walkthrough = ''] = args;
  const script = SCRIPTS[walkthrough];
  if (script === undefined || args.length !== 1) {
    complain(`Say which walkthrough: demo ${Object.keys(SCRIPTS).join(' | ')}`);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-demo-'));
  const { SANDBOX_EXCHANGE_LOG, LOG_LEVEL = 'error' } = process.env;
  const reading = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL, SANDBOX_EXCHANGE_LOG });
  if (!reading.ok) {
    reading.faults.forEach(complain);
    return 1;
  }
  const steward = await startSteward(reading.config);
  try {
    const since = performance.now();
    const tell = json ? () => undefined : print;
    const run = await play(script, peopleAt(steward.address), steward.runs, tell);
    const standing = standingOf(await steward.runs.read(run));
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    const steps = outcomes(standing);
    if (json) print(JSON.stringify({ run, walkthrough, steps, seconds }));
    else
      for (const step of standing.steps)
        print(
          `${step.state.padEnd(10)} ${step.title}${step.note ? `\n           ${step.note}` : ''}`,
        );
    return isGood(standing) ? 0 : 1;
  } finally {
    await steward.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
