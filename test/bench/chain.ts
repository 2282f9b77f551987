import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** One call to the tenant, in milliseconds of the machine's clock. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const Line = z.object({ time: z.string(), tookMs: z.number() });

/** Every call in the sandbox's log that was answered since then. */
export async function spansSince(file: string, since: number): Promise<readonly Span[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines
    .map((line) => Line.parse(JSON.parse(line)))
    .map(({ time, tookMs }) => ({ start: Date.parse(time) - tookMs, end: Date.parse(time) }))
    .filter(({ end }) => end >= since);
}

export interface Chain {
  readonly links: number;
  /** What its calls take one after the other. */
  readonly ms: number;
}

/** The chain of calls, each begun after the one before had ended, that takes the longest. */
export function longestChain(spans: readonly Span[]): Chain {
  const sorted = spans.toSorted((a, b) => a.end - b.end);
  const best: Chain[] = [{ links: 0, ms: 0 }];
  for (const [at, span] of sorted.entries()) {
    const before = sorted.findLastIndex((each, index) => index < at && each.end <= span.start);
    const { links, ms } = best[before + 1] ?? { links: 0, ms: 0 };
    const withIt = { links: links + 1, ms: ms + span.end - span.start };
    const without = best[at] ?? withIt;
    best.push(withIt.ms > without.ms ? withIt : without);
  }
  return best.at(-1) ?? { links: 0, ms: 0 };
}
