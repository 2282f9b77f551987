import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const PATIENCE = 60_000;

/**
 * A port that nobody uses at this moment. Below those that a system hands out by itself: a
 * connection of a neighbour must not take it before the bot listens, or while it is restarted.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(12_000, 32_000);
  const probe = createServer().listen(port, '127.0.0.1');
  const free = await once(probe, 'listening').then(
    () => true,
    () => false,
  );
  probe.close();
  return free ? port : freePort();
}

/** A bot that scripted people talk to, and how often it has been killed so far. */
export interface Bot {
  readonly kills: number;
  /** Resolves when it takes calls again. */
  up(): Promise<void>;
}

export interface Killable extends Bot {
  readonly address: string;
  /** SIGKILL; what is looked at in between finds the folder as the kill has left it. */
  killAndRestart(between: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface Program {
  readonly file: 'src/main.ts' | 'src/cli/main.ts';
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The line that says that it is ready begins with this. */
  readonly ready: string;
}

/** Starts a program of this repository and waits for its line; its working folder has no `.env`. */
export async function startProgram({ file, args = [], env, ready }: Program) {
  const main = fileURLToPath(new URL(file, ROOT));
  const child = spawn(process.execPath, [main, ...args], {
    cwd: env['DATA_DIR'],
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const late = AbortSignal.timeout(PATIENCE);
  const lines = createInterface({ input: child.stdout });
  const said = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.startsWith(ready) && resolve());
    lines.on('close', () => reject(new Error(`${file} ended before it said "${ready}".`)));
    late.addEventListener('abort', () => reject(new Error(`${file} never said "${ready}".`)));
  });
  try {
    await said;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { kill: () => killed(child, ended) };
}

async function killed(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** The bot as a process of its own, always on the same port and folder. */
export async function startBot(dataDir: string, given?: { port: number; sandbox: string }) {
  const port = given?.port ?? (await freePort());
  const apart: Record<string, string> = given === undefined ? {} : { SANDBOX_URL: given.sandbox };
  const program: Program = {
    file: 'src/main.ts',
    env: { DATA_DIR: dataDir, PORT: String(port), ...apart },
    ready: 'Open ',
  };
  let running = await startProgram(program);
  let up = Promise.resolve();
  const bot = {
    address: `http://127.0.0.1:${port}`,
    kills: 0,
    up: () => up,
    async killAndRestart(between: () => Promise<void>) {
      bot.kills += 1;
      const again = (async () => {
        await running.kill();
        await between();
        running = await startProgram(program);
      })();
      up = again;
      await again;
    },
    stop: () => running.kill(),
  };
  return bot satisfies Killable;
}
