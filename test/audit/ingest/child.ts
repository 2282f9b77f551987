import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../../../src/sandbox/transport.ts';

export interface Orders {
  readonly connection: Connection;
  readonly token: string;
  /** Where its archive is. */
  readonly folder: string;
  /** Milliseconds by which the tenant's clock is ahead of the machine's. */
  readonly clockOffset: number;
  /** The step at which it ends by SIGKILL; 0: it lives. */
  readonly dieAt: number;
}

/** Runs one pass of ingest in another process; tells whether it was killed, and what it said. */
export async function runChild(
  orders: Orders,
): Promise<{ readonly killed: boolean; readonly said: string }> {
  const file = join(orders.folder, 'orders.json');
  writeFileSync(file, JSON.stringify(orders));
  const script = fileURLToPath(new URL('child-main.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (part) => (said += part));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The child ended with ${code}.`);
  return { killed: signal === 'SIGKILL', said: said.trim() };
}
