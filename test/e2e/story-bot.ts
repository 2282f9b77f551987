import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The bot as a newcomer starts it, in a folder of its own. */
export interface StartedBot {
  /** What it printed for people to open. */
  readonly address: string;
  stop(): Promise<void>;
}

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** Starts the bot with nothing but a free port, an empty folder and what is set; waits for the printed address. */
export async function startBot(set: Readonly<Record<string, string>> = {}): Promise<StartedBot> {
  const folder = await mkdtemp(join(tmpdir(), 'story-'));
  const { PATH } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH, PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error', ...set },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await printedAddress(createInterface({ input: child.stdout }));
  return {
    address,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function printedAddress(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const address = /^Open (http:\S+)$/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('The bot ended before it printed an address.');
}
