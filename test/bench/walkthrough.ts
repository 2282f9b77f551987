import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peopleAt, type People } from '../../src/cli/demo/people.ts';
import { play, SCRIPTS } from '../../src/cli/demo/play.ts';
import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { longestChain, spansSince, type Span } from './chain.ts';

/** Put before every answer of the tenant's services, so that calls cost what they cost outside. */
const DELAY = 50;

export interface CriticalPath {
  readonly walkthrough: string;
  readonly delayMs: number;
  /** What the bot takes from each deed of people, and each jump of the clock, to its last call. */
  readonly wallMs: number;
  readonly calls: number;
  /** Calls that could not have gone out earlier, for each needs the answer of the one before. */
  readonly chain: number;
  /** What those calls take. */
  readonly chainMs: number;
  readonly ratio: number;
}

/** Every call of the tenant's services, from now on. */
const slowDown = (address: string): Promise<unknown> =>
  fetch(new URL('/sandbox/faults', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ match: '/./', delayMs: DELAY, times: 1_000_000 }]),
  });

/** The same people, but it is noted when each of them pressed, and when the clock had jumped. */
function watched(people: People, deeds: number[]): People {
  return {
    ...people,
    press(...press) {
      deeds.push(Date.now());
      return people.press(...press);
    },
    async advance(duration) {
      const jumped = await people.advance(duration);
      deeds.push(Date.now());
      return jumped;
    },
  };
}

/**
 * Stretches of work: each begins with a press, or with the first call after a wait, and ends with
 * its last call. What people, Microsoft and the clock take in between is not the bot's.
 */
function stretches(spans: readonly Span[], presses: readonly number[]) {
  const parts = presses.flatMap((from, at) => {
    const to = presses[at + 1] ?? Infinity;
    const [first = [], ...later] = withoutWaits(
      spans.filter(({ start }) => start >= from && start < to),
    );
    return [
      { from, calls: first },
      ...later.map((calls) => ({ from: calls[0]?.start ?? 0, calls })),
    ];
  });
  return parts
    .filter(({ calls }) => calls.length > 0)
    .map(({ from, calls }) => ({
      calls: calls.length,
      wallMs: Math.max(...calls.map(({ end }) => end)) - from,
      ...longestChain(calls),
    }));
}

/** Where the clock jumps or nothing is called for so long, the bot waits for the tenant. */
const WAIT = 250;

function withoutWaits(spans: readonly Span[]): readonly (readonly Span[])[] {
  const parts: Span[][] = [];
  let end = -Infinity;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (span.start - end > WAIT) parts.push([]);
    parts.at(-1)?.push(span);
    end = Math.max(end, span.end);
  }
  return parts;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

async function played(name: string, steward: Steward, log: string): Promise<CriticalPath> {
  const deeds: number[] = [];
  const people = watched(peopleAt(steward.address), deeds);
  await slowDown(steward.address);
  await play(SCRIPTS[name] ?? [], people, steward.runs, () => undefined);
  const work = stretches(await spansSince(log, deeds[0] ?? 0), deeds);
  const wallMs = sum(work.map((stretch) => stretch.wallMs));
  const chainMs = sum(work.map(({ ms }) => ms));
  return {
    walkthrough: name,
    delayMs: DELAY,
    wallMs,
    calls: sum(work.map(({ calls }) => calls)),
    chain: sum(work.map(({ links }) => links)),
    chainMs,
    ratio: wallMs / chainMs,
  };
}

/** Plays a walkthrough with every call delayed, and holds its time against its critical path. */
export async function criticalPath(name: string): Promise<CriticalPath> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-path-'));
  const log = join(folder, 'exchanges.ndjson');
  const settings = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', SANDBOX_EXCHANGE_LOG: log };
  const reading = readConfig(settings);
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  const steward = await startSteward(reading.config);
  try {
    return await played(name, steward, log);
  } finally {
    await steward.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
