import type { Entry } from '../../core/ledger.ts';
import { isSettled, standingOf, type Standing } from '../../core/standing.ts';
import { deedsOf, type Deeds } from './deeds.ts';
import { WORKSPACE } from '../../sandbox/arm/seed.ts';
import { WORKSPACE_ID } from '../../sandbox/log-analytics.ts';
import { ADA, type People } from './people.ts';

/** What the operator types for each walkthrough, in order. */
export const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  'dynamics-auditing': [
    'set up dynamics auditing',
    'Contoso Sales',
    'common, con_contractreview',
    'send',
  ],
  'customer-key': [
    'set up customer key',
    'Contoso CK One, Contoso CK Two',
    'defaults',
    `workspace ${WORKSPACE} ${WORKSPACE_ID}`,
    'send',
  ],
  'audit-archive': ['set up audit archive', 'all', 'send'],
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
  for (const text of script) {
    tell(`Ada: ${text}`);
    await people.say(ADA, text);
  }
  const { run } = await people.until('a run starts', async () =>
    (await runs.list()).find((each) => !before.has(each.run)),
  );
  tell(`Run ${run} has started.`);
  const deeds = deedsOf(people, tell);
  for (;;) {
    const standing = standingOf(await runs.read(run));
    if (standing.ended !== undefined || isStuck(standing)) return run;
    await people.until('something happens in the run', () => act(deeds, runs, run), 120);
  }
}

export const isStuck = ({ steps }: Standing): boolean =>
  steps.some(({ state }) => state === 'failed' || state === 'rejected');

/** Does what somebody is asked for; else lets time pass; undefined when there was nothing to do. */
export async function act(deeds: Deeds, runs: Looking, run: string): Promise<true | undefined> {
  const standing = standingOf(await runs.read(run));
  if (standing.ended !== undefined || isStuck(standing)) return true;
  const pending = standing.asks.filter(({ state }) => state === 'pending');
  if (pending.length > 0 && (await deeds.approve(standing.asks))) return true;
  const turns = standing.steps.filter(({ state }) => state === 'your-turn');
  for (const step of turns) if (await deeds.byHand(step)) return true;
  // Whatever somebody could do has been done: only then does time help.
  const isBusy = turns.length > 0 || standing.steps.some(({ state }) => state === 'applying');
  const isWaiting = standing.steps.some(({ state }) => state === 'waiting' || state === 'approved');
  return isWaiting && !isBusy && pending.length === 0 ? deeds.letTimePass() : undefined;
}

/** What became of each step. */
export const outcomes = (standing: Standing) =>
  standing.steps.map(({ id, state }) => ({ id, outcome: state }));

export const isGood = (standing: Standing): boolean =>
  standing.ended === 'finished' && standing.steps.every(({ state }) => isSettled(state));
