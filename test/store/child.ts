import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Where } from '../../src/store/open.ts';

/** Another process on the same store. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far, line by line. */
  readonly said: readonly string[];
  /** Resolves when it has said this many lines or has ended. */
  saysLines(count: number): Promise<void>;
  /** SIGKILL: nothing it could do about it. */
  kill(): Promise<void>;
  ended(): Promise<void>;
}

export function startChild(
  does: 'append' | 'vote' | 'open' | 'lock' | 'seal',
  where: Where,
  ...more: string[]
): Child {
  const script = fileURLToPath(new URL('child-main.ts', import.meta.url));
  const args = [script, does, JSON.stringify(where), ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const read = once(lines, 'close');
  lines.on('line', (line) => said.push(line));

  return {
    process: child,
    said,
    async saysLines(count) {
      while (said.length < count && child.exitCode === null)
        await Promise.race([once(lines, 'line'), gone]);
    },
    async kill() {
      child.kill('SIGKILL');
      await Promise.all([gone, read]);
    },
    async ended() {
      await Promise.all([gone, read]);
    },
  };
}
