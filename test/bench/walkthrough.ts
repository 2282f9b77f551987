import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADA, BEN, CLEO, peopleAt } from '../../src/cli/demo/people.ts';
import { SCRIPTS } from '../../src/cli/demo/play.ts';
import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { standingOf } from '../../src/core/standing.ts';

/** Put before every answer of the tenant's services, so that calls cost what they cost outside. */
const DELAY = 50;

export interface CriticalPath {
  readonly delayMs: number;
  /** From the last approval until all is published: nothing but calls is waited for in between. */
  readonly wallMs: number;
  readonly calls: number;
  /** Calls that could not have gone out earlier, for each needs the answer of the one before. */
  readonly chain: number;
  /** Wall time ÷ what the chain takes at least. */
  readonly ratio: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The longest chain of calls of which each began after the one before had ended. */
function longestChain(spans: readonly Span[]): number {
  let [links, end] = [0, -Infinity];
  for (const span of spans.toSorted((a, b) => a.end - b.end)) {
    if (span.start < end) continue;
    [links, end] = [links + 1, span.end];
  }
  return links;
}

async function spansSince(file: string, since: number): Promise<readonly Span[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines
    .map((line) => Date.parse((JSON.parse(line) as { time: string }).time))
    .filter((end) => end >= since)
    .map((end) => ({ start: end - DELAY, end }));
}

async function played(steward: Steward, log: string): Promise<CriticalPath> {
  const people = peopleAt(steward.address);
  for (const text of SCRIPTS['dynamics-auditing'] ?? []) await people.say(ADA, text);
  const { run } = await people.until('a run', async () => (await steward.runs.list())[0]);
  const button = (person: string) =>
    people.until('an approval card', () => people.findButton(person, 'approve'));
  // Cleo decides first, on what takes two; so Ben's one press lets everything begin at once.
  const first = await button(CLEO);
  const sensitive = { ...Object(first.data), steps: 'ingestion-on,published' };
  await people.press(CLEO, { ...first, data: sensitive });
  const last = await button(BEN);
  await fetch(new URL('/sandbox/faults', steward.address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ match: '/./', delayMs: DELAY, times: 100_000 }]),
  });
  const since = Date.now();
  await people.press(BEN, last);
  // The switch of the tenant's log takes seconds of its own to be seen; tables do not wait for it.
  const isPublished = async () => {
    const { steps } = standingOf(await steward.runs.read(run));
    return steps.some(({ id, state }) => id === 'published' && state === 'verified') || undefined;
  };
  await people.until('the publish', isPublished, 120);
  const wallMs = Date.now() - since;
  const spans = await spansSince(log, since);
  const chain = longestChain(spans);
  return { delayMs: DELAY, wallMs, calls: spans.length, chain, ratio: wallMs / (chain * DELAY) };
}

/** Plays the walkthrough with every call delayed, and holds its time against its critical path. */
export async function criticalPath(): Promise<CriticalPath> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-path-'));
  const log = join(folder, 'exchanges.ndjson');
  const settings = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', SANDBOX_EXCHANGE_LOG: log };
  const reading = readConfig(settings);
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  const steward = await startSteward(reading.config);
  try {
    return await played(steward, log);
  } finally {
    await steward.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
