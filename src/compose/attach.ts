import { z } from 'zod';
import { sandboxAgent } from '../sandbox/transport.ts';
import { clockOf } from './clock.ts';
import type { Outside } from './sandbox.ts';

const Connection = z.object({
  port: z.number().int(),
  ca: z.string(),
  clock: z.object({ offsetMs: z.number() }),
});

const LOOK_AGAIN = 1000;

async function connectionAt(url: string): Promise<z.infer<typeof Connection>> {
  const response = await fetch(new URL('/sandbox/connection', url));
  if (!response.ok) throw new Error(`No sandbox answers at SANDBOX_URL (${response.status}).`);
  return Connection.parse(await response.json());
}

/** Attaches to a sandbox that runs as a process of its own, and follows its clock. */
export async function attach(
  url: string,
  warn: (event: string, fields: object) => void,
): Promise<Outside> {
  const first = await connectionAt(url);
  let offset = first.clock.offsetMs;
  const listeners: (() => void)[] = [];

  const follow = async (): Promise<void> => {
    const { clock } = await connectionAt(url);
    if (clock.offsetMs === offset) return;
    offset = clock.offsetMs;
    listeners.forEach((listener) => listener());
  };
  const timer = setInterval(() => {
    follow().catch((error: unknown) => warn('sandbox.clock-not-read', { error }));
  }, LOOK_AGAIN);
  timer.unref();

  return {
    clock: clockOf(() => new Date(Date.now() + offset)),
    agent: sandboxAgent(first),
    onJump: (listener) => void listeners.push(listener),
    close() {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
