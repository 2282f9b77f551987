import type { Entry } from '../../core/ledger.ts';
import { isSettled, standingOf, type Standing } from '../../core/standing.ts';
import { ADA, BEN, CLEO, NAMES, type People } from './people.ts';

/** What the operator types for each walkthrough, in order. */
export const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  'dynamics-auditing': [
    'set up dynamics auditing',
    'Contoso Sales',
    'common, con_contractreview',
    'send',
  ],
};

/** Where the ledger can be read: the demo only looks, what it does goes over HTTP. */
export interface Looking {
  list(): Promise<readonly { readonly run: string; readonly open: boolean }[]>;
  read(run: string): Promise<readonly Entry[]>;
}

type Tell = (line: string) => void;

/** Plays a walkthrough as the operator with two approvers; returns the run's name. */
export async function play(
  script: readonly string[],
  people: People,
  runs: Looking,
  tell: Tell,
): Promise<string> {
  const before = new Set((await runs.list()).map(({ run }) => run));
  const answered = new Set<string>();
  for (const text of script) {
    tell(`Ada: ${text}`);
    await people.say(ADA, text);
  }
  const { run } = await people.until('a run starts', async () =>
    (await runs.list()).find((each) => !before.has(each.run)),
  );
  tell(`Run ${run} has started.`);
  for (;;) {
    const standing = standingOf(await runs.read(run));
    if (standing.ended !== undefined || isStuck(standing)) return run;
    await people.until(
      'something happens in the run',
      () => act(people, runs, run, answered, tell),
      120,
    );
  }
}

const isStuck = ({ steps }: Standing): boolean =>
  steps.some(({ state }) => state === 'failed' || state === 'rejected');

/** Does what somebody is asked for; else lets time pass; undefined when there was nothing to do. */
async function act(
  people: People,
  runs: Looking,
  run: string,
  answered: Set<string>,
  tell: Tell,
): Promise<true | undefined> {
  const standing = standingOf(await runs.read(run));
  if (standing.ended !== undefined || isStuck(standing)) return true;
  const pending = standing.asks.filter(({ state }) => state === 'pending');
  if (pending.length > 0) {
    for (const person of [BEN, CLEO])
      if (await approve(people, person, answered, tell)) return true;
    return undefined;
  }
  if (standing.steps.some(({ state }) => state === 'your-turn'))
    return byHand(people, answered, tell);
  const isWaiting = standing.steps.some(({ state }) => state === 'waiting');
  return isWaiting ? letTimePass(people, tell) : undefined;
}

async function approve(people: People, person: string, answered: Set<string>, tell: Tell) {
  const button = await people.findButton(person, 'approve');
  const key = `${person} ${JSON.stringify(button?.data)}`;
  if (button === undefined || answered.has(key)) return false;
  const { status } = await people.press(person, button);
  answered.add(key);
  tell(`${NAMES[person]} presses ${button.title} (HTTP ${status}).`);
  return true;
}

async function byHand(
  people: People,
  answered: Set<string>,
  tell: Tell,
): Promise<true | undefined> {
  const button = await people.findButton(ADA, 'done');
  const key = JSON.stringify(button);
  if (button === undefined || answered.has(key)) return undefined;
  await people.press(ADA, button);
  answered.add(key);
  tell(`Ada has done a step by hand and presses ${button.title}.`);
  return true;
}

/** Skips to when the bot looks next, never further. */
async function letTimePass(people: People, tell: Tell): Promise<true | undefined> {
  const { nextDue, clock } = await people.state();
  if (nextDue === undefined || nextDue === null) return undefined;
  const seconds = Math.ceil((Date.parse(nextDue) - Date.parse(clock.now)) / 1000);
  if (seconds <= 2) return undefined;
  await people.advance(`PT${seconds}S`);
  tell(`Time passes: ${Math.ceil(seconds / 60)} minutes.`);
  return true;
}

/** What became of each step. */
export const outcomes = (standing: Standing) =>
  standing.steps.map(({ id, state }) => ({ id, outcome: state }));

export const isGood = (standing: Standing): boolean =>
  standing.ended === 'finished' && standing.steps.every(({ state }) => isSettled(state));
