import { z } from 'zod';
import type { Start, Word } from '../words.ts';

const Given = z.object({
  serviceUrl: z.string(),
  metadata: z.string(),
  appId: z.string(),
  tenant: z.string(),
  folder: z.string(),
});

export const start: Start = Given.parse(JSON.parse(process.argv[2] ?? '{}'));

const say = (word: Word): void => void process.send?.(word);

type Answers = Readonly<Record<string, () => Promise<Word>>>;

/** Tells the runner where to knock, and from then on what it asks for: at least what was used. */
export function serve(port: number, answers: Answers = {}): void {
  process.on('message', (ask) => {
    const answer = answers[String(ask)];
    if (answer !== undefined) return void answer().then(say);
    if (ask === 'collect') globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed: heap, rss } = process.memoryUsage();
    say({ says: 'used', cpuMicros: user + system, heap, rss });
  });
  process.once('disconnect', () => process.exit(0));
  say({ says: 'listening', port });
}
