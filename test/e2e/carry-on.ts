import { setTimeout as sleep } from 'node:timers/promises';
import { ADA, BEN, CLEO, peopleAt, type Button, type People } from '../../src/cli/demo/people.ts';
import type { Bot } from './bot-process.ts';

/** What the bot has told somebody to be on record. */
export type Ack =
  | { readonly kind: 'started' }
  | { readonly kind: 'approved'; readonly by: string; readonly run: string; readonly ask: number }
  | { readonly kind: 'attested'; readonly run: string; readonly step: string };

export interface Play {
  readonly bot: Bot;
  /** Where the chat is. */
  readonly address: string;
  /** What Ada types, in order. */
  readonly script: readonly string[];
  /** Grows while the play goes on. */
  readonly acks: Ack[];
  /** Told of each deed just before it is begun. */
  readonly deed?: (name: string) => Promise<void> | void;
  /** Whoever gets no answer, or none in time, tries again. */
  readonly patient?: boolean;
  /** The tenant does not know when the bot looks next: time passes in steps. */
  readonly step?: string;
  /** A run that stops with a sentence: taken up again, or the end of the play. */
  readonly whenStopped?: 'resume' | 'throw';
  readonly seconds?: number;
}

interface Playing extends Play {
  readonly people: People;
  readonly settled: Set<string>;
  readonly resumed: Set<string>;
}

const RUN = /"run":"([2-9A-HJ-NP-Z]{6})"/;
const BEAT = 60;
/** Looking further ahead than any wait of the walkthrough would only let requests expire. */
const FARTHEST = 2 * 60 * 60;

/**
 * Plays a walkthrough over HTTP as people would who do not give up: whoever is cut off looks at the
 * chat and tries again. They see cards and nothing else. Returns the run's name.
 */
export async function carryOn(play: Play): Promise<string> {
  const people = peopleAt(play.address);
  const playing: Playing = { ...play, people, settled: new Set(), resumed: new Set() };
  const end = performance.now() + (play.seconds ?? 240) * 1000;
  const run = await converse(playing, end);
  while (!(await isFinished(playing, run))) {
    if (performance.now() > end) throw new Error(`Run ${run} did not end: ${await last(playing)}`);
    if (!(await act(playing, run))) await sleep(BEAT);
  }
  return run;
}

/** Undefined when the bot was killed meanwhile; by then it is up again. */
async function tried<T>(
  { bot, patient = false }: Playing,
  deed: () => Promise<T>,
): Promise<T | undefined> {
  await bot.up();
  const { kills } = bot;
  try {
    return await deed();
  } catch (error) {
    if (bot.kills === kills && !patient) throw error;
    await bot.up();
    return undefined;
  }
}

const cardsOf = async (playing: Playing, person: string): Promise<string> =>
  JSON.stringify((await tried(playing, () => playing.people.messagesOf(person))) ?? []);

const isFinished = async (playing: Playing, run: string): Promise<boolean> =>
  (await cardsOf(playing, ADA)).includes(`report ${run}`);

/** What everybody's chat shows last, in short. */
async function last({ people }: Playing): Promise<string> {
  const chats = await Promise.all([ADA, BEN, CLEO].map((person) => people.messagesOf(person)));
  return chats
    .map((chat) => chat.slice(-6).map(({ summary, text }) => String(summary ?? text)))
    .map((lines, at) => `\n${['Ada', 'Ben', 'Cleo'][at]}: ${lines.join('\n  ')}`)
    .join('');
}

/** An answer that was acknowledged is never given again; after a cut she starts over. */
async function converse(playing: Playing, end: number): Promise<string> {
  const { script, people, acks, deed } = playing;
  for (let next = 0; performance.now() < end;) {
    const text = script[next];
    if (text === undefined) return runAppears(playing, end);
    await deed?.(`say ${next}`);
    const said = await tried(playing, () => people.say(ADA, text));
    next = said === undefined ? 0 : next + 1;
    if (next === script.length) acks.push({ kind: 'started' });
    const run = said === undefined && text === script.at(-1) ? await mayAppear(playing) : undefined;
    if (run !== undefined) return run;
  }
  throw new Error('Ada did not get through the questions.');
}

const findRun = async (playing: Playing): Promise<string | undefined> =>
  RUN.exec(await cardsOf(playing, ADA))?.[1];

/** Whether it was the last answer or its receipt that was lost, the chat shows soon. */
async function mayAppear(playing: Playing): Promise<string | undefined> {
  for (let looks = 0; looks < 40; looks += 1) {
    const run = await findRun(playing);
    if (run !== undefined) return run;
    await sleep(BEAT);
  }
  return undefined;
}

async function runAppears(playing: Playing, end: number): Promise<string> {
  for (;;) {
    const run = await findRun(playing);
    if (run !== undefined) return run;
    if (performance.now() > end) throw new Error(`No run appeared: ${await last(playing)}`);
    await sleep(BEAT);
  }
}

/** Does what a card asks of somebody; else lets time pass; false when there was nothing to do. */
async function act(playing: Playing, run: string): Promise<boolean> {
  const pressed = [
    await pressOne(playing, BEN, 'approve'),
    await pressOne(playing, CLEO, 'approve'),
    await pressOne(playing, ADA, 'done'),
  ];
  if (pressed.some((each) => each !== 'nothing')) return pressed.includes('pressed');
  if ((await tried(playing, () => playing.people.findButton(ADA, 'resume'))) !== undefined)
    return resume(playing, run);
  return letTimePass(playing);
}

type Pressed = 'pressed' | 'open' | 'nothing';

/** The newest card with this button; `open` while it is pressed, but not redrawn yet. */
async function pressOne(playing: Playing, by: string, verb: string): Promise<Pressed> {
  const button = await tried(playing, () => playing.people.findButton(by, verb));
  if (button === undefined) return 'nothing';
  const key = `${by} ${verb} ${JSON.stringify({ ...Object(button.data), seen: undefined })}`;
  if (playing.settled.has(key)) return 'open';
  await playing.deed?.(`${verb} ${by}`);
  const answer = await tried(playing, () => playing.people.press(by, button));
  const ack = answer === undefined ? undefined : ackOf(by, button, JSON.stringify(answer.body));
  if (ack === undefined) return 'open';
  playing.settled.add(key);
  if (ack !== 'settled') playing.acks.push(ack);
  return 'pressed';
}

/** What the answer promises; undefined when it promises nothing and one has to press again. */
function ackOf(by: string, { verb, data }: Button, says: string): Ack | 'settled' | undefined {
  if (says.includes('Nothing was recorded')) return undefined;
  const { run = '', ask = 0, step = '' } = data as { run?: string; ask?: number; step?: string };
  if (verb === 'approve' && says.includes('application/vnd.microsoft.card.adaptive'))
    return { kind: 'approved', by, run, ask: Number(ask) };
  if (verb === 'done' && says.includes('Recorded as attested'))
    return { kind: 'attested', run, step };
  return /on record already|already; nothing|done already/.test(says) ? 'settled' : undefined;
}

async function resume(playing: Playing, run: string): Promise<boolean> {
  if (playing.whenStopped !== 'resume') throw new Error(`The run stopped: ${await last(playing)}`);
  await tried(playing, () => playing.people.say(ADA, `resume ${run}`));
  playing.settled.clear();
  await sleep(600);
  return true;
}

/** Skips to when the bot looks next, never further. */
async function letTimePass(playing: Playing): Promise<boolean> {
  if (playing.step !== undefined) return takeStep(playing, playing.step);
  const state = await tried(playing, () => playing.people.state());
  if (state?.nextDue === undefined || state.nextDue === null) return false;
  const seconds = Math.ceil((Date.parse(state.nextDue) - Date.parse(state.clock.now)) / 1000);
  if (seconds <= 2 || seconds > FARTHEST) return false;
  return passes(playing, `PT${seconds}S`);
}

async function passes(playing: Playing, duration: string): Promise<true> {
  await playing.deed?.('advance');
  await tried(playing, () => playing.people.advance(duration));
  return true;
}

/** No faster than a bot beside the tenant follows its clock. */
async function takeStep(playing: Playing, step: string): Promise<true> {
  await sleep(1000);
  return passes(playing, step);
}
