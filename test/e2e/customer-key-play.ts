import { setTimeout as sleep } from 'node:timers/promises';
import { deedsOf, type Deeds } from '../../src/cli/demo/deeds.ts';
import { ADA, peopleAt, type People } from '../../src/cli/demo/people.ts';
import { act, isStuck, SCRIPTS, type Looking } from '../../src/cli/demo/play.ts';
import { isSettled, standingOf } from '../../src/core/standing.ts';
import type { Bot } from './bot-process.ts';

export interface Patience {
  readonly address: string;
  readonly runs: Looking;
  /** Called once, just before the plan is sent for the first time. */
  readonly sending?: () => Promise<void>;
  /** One that may be killed: whoever is cut off tries again when it is up. */
  readonly bot?: Bot;
  readonly seconds?: number;
  /** Told what people do. */
  readonly tell?: (line: string) => void;
}

const SCRIPT = SCRIPTS['customer-key'] ?? [];
/** So long somebody waits who was refused, before trying again. */
const A_WHILE = 'PT3M1S';
/** Milliseconds in which nothing happens until somebody gives it another try. */
const IDLE = 6_000;
const BEAT = 120;

/**
 * Plays the walkthrough as people would who do not give up: whoever is refused waits a while and
 * tries again, and a run that has stopped is taken up again. Returns the run's name.
 */
export async function playPatiently(play: Patience): Promise<string> {
  const end = performance.now() + (play.seconds ?? 400) * 1000;
  const people = peopleAt(play.address);
  const run = await converse(play, people, end);
  const deeds = deedsOf(people, play.tell ?? (() => undefined));
  let since = performance.now();
  for (;;) {
    const idle = performance.now() - since > IDLE;
    const next = await unlessCut(play, () => takeTurn({ ...play, people, deeds, run, idle }));
    if (next === 'ended') return run;
    if (next !== 'idle') since = performance.now();
    else if (performance.now() > end)
      throw new Error(`Run ${run} did not end: ${await where(play, run)}`);
    else await sleep(BEAT);
  }
}

interface Playing extends Patience {
  readonly people: People;
  readonly deeds: Deeds;
  readonly run: string;
  /** Nothing has happened for a while. */
  readonly idle: boolean;
}

async function takeTurn(playing: Playing): Promise<'ended' | 'done' | 'idle'> {
  const { people, deeds, runs, run, idle, tell } = playing;
  const standing = standingOf(await runs.read(run));
  if (standing.ended !== undefined) {
    await people.until('the report is offered', () => offered(people, run));
    return 'ended';
  }
  const stuck = isStuck(standing);
  if (!stuck && (await act(deeds, runs, run))) return 'done';
  if (!stuck && !idle) return 'idle';
  tell?.(stuck ? 'Ada: resume' : 'Nothing happens.');
  await people.advance(A_WHILE);
  if (stuck) await people.say(ADA, `resume ${run}`);
  deeds.anew();
  return 'done';
}

/** As Teams says it when the bot takes too long; it may be at it still. */
const NOT_IN_TIME = / answered 502: /;

/** Undefined when the bot was killed meanwhile, and is up again by then, or has not answered in time. */
async function unlessCut<T>({ bot }: Patience, deed: () => Promise<T>): Promise<T | undefined> {
  await bot?.up();
  const kills = bot?.kills;
  try {
    return await deed();
  } catch (error) {
    const wasKilled = bot !== undefined && bot.kills !== kills;
    if (!wasKilled && !NOT_IN_TIME.test(String(error))) throw error;
    await bot?.up();
    return undefined;
  }
}

/** What is drawn last: whoever stops before would cut the bot off. */
const offered = async (people: People, run: string): Promise<true | undefined> =>
  JSON.stringify(await people.messagesOf(ADA)).includes(`report ${run}`) || undefined;

const where = async ({ runs }: Patience, run: string): Promise<string> =>
  standingOf(await runs.read(run))
    .steps.filter(({ state }) => !isSettled(state))
    .map(({ id, state, note }) => `${id} ${state} ${note ?? ''}`)
    .join('; ');

/** Types the answers; when no run comes of them, all of them again. */
async function converse(play: Patience, people: People, end: number): Promise<string> {
  const { runs, sending } = play;
  let sent = false;
  const sendOnce = async (): Promise<void> => {
    if (!sent) await sending?.();
    sent = true;
  };
  while (performance.now() < end) {
    await unlessCut(play, async () => {
      for (const [at, text] of SCRIPT.entries()) {
        if (at === SCRIPT.length - 1) await sendOnce();
        await people.say(ADA, text);
      }
    });
    const [started] = await runs.list();
    if (started !== undefined) return started.run;
    play.tell?.('Ada starts over.');
    await unlessCut(play, () => people.advance(A_WHILE));
  }
  throw new Error('Ada did not get through the questions.');
}
