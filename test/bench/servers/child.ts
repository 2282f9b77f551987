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

/** Tells the runner where to knock, and from then on what has been used when it asks. */
export function serve(port: number): void {
  process.on('message', (ask) => {
    if (ask === 'collect') globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed: heap, rss } = process.memoryUsage();
    say({ says: 'used', cpuMicros: user + system, heap, rss });
  });
  process.once('disconnect', () => process.exit(0));
  say({ says: 'listening', port });
}
