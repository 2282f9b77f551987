import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSteward } from '../compose/steward.ts';
import { readConfig } from '../config.ts';
import { standingOf } from '../core/standing.ts';
import { peopleAt } from './demo/people.ts';
import { isGood, outcomes, play, SCRIPTS } from './demo/play.ts';
import { askAround } from './demo/questions.ts';
import type { Command } from './command.ts';

/** What decides how the walkthroughs go; everything else would lead away from the sandbox. */
const SETTINGS = [
  'SANDBOX_EXCHANGE_LOG',
  'CUSTOMER_KEY_RETENTION',
  'CUSTOMER_KEY_POLICY_CMDLETS',
  'KEY_BACKUP_DIR',
];

const settingsIn = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(SETTINGS.map((name) => [name, env[name]]));

/** With other words in place of the answer to the last question. */
const answering = (script: readonly string[], answer?: string): readonly string[] =>
  answer === undefined ? script : script.with(-2, answer);

/** Plays a whole walkthrough over HTTP against a fresh sandbox. */
export const demo: Command = async ({ args, json, print, complain }) => {
  const [walkthrough = '', answer] = args;
  const known = Object.hasOwn(SCRIPTS, walkthrough) ? SCRIPTS[walkthrough] : undefined;
  if (known === undefined || args.length > 2) {
    complain(
      `Say which walkthrough, and how its last question is answered if not as usual: demo ${Object.keys(SCRIPTS).join(' | ')} ["answer"]`,
    );
    return 2;
  }
  const script = answering(known, answer);
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-demo-'));
  const { LOG_LEVEL = 'error' } = process.env;
  const fixed = { DATA_DIR: folder, PORT: '0', LOG_LEVEL };
  const reading = readConfig({ ...settingsIn(process.env), ...fixed });
  if (!reading.ok) {
    reading.faults.forEach(complain);
    return 1;
  }
  const steward = await startSteward(reading.config);
  try {
    const since = performance.now();
    const tell = json ? () => undefined : print;
    const people = peopleAt(steward.address);
    const run = await play(script, people, steward.runs, tell);
    if (walkthrough === 'audit-archive') await askAround(people, tell);
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
