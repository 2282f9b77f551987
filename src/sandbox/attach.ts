import http from 'node:http';
import { z } from 'zod';
import type { SandboxClock } from './service.ts';
import type { Connection } from './transport.ts';

const Answer = z.object({
  port: z.number().int(),
  ca: z.string(),
  clock: z.object({ offsetMs: z.number() }),
});

/** A sandbox that runs in another process. */
export interface Attached {
  readonly connection: Connection;
  /** Follows the other's clock, a moment behind. */
  readonly clock: SandboxClock & { offsetMs(): number };
  close(): void;
}

/** Finds a sandbox by the address of its controls, and follows its clock. */
export async function attachSandbox(address: string, everyMs = 1000): Promise<Attached> {
  const first = await ask(address);
  let { offsetMs } = first.clock;
  const look = () =>
    ask(address).then(
      ({ clock }) => void (offsetMs = clock.offsetMs),
      // Gone for a moment: the clock runs on from where it was.
      () => undefined,
    );
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    connection: { port: first.port, ca: first.ca },
    clock: { now: () => new Date(Date.now() + offsetMs), offsetMs: () => offsetMs },
    close: () => clearInterval(timer),
  };
}

function ask(address: string): Promise<z.infer<typeof Answer>> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${address}/sandbox/connection`, { timeout: 5000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolveRead(text, resolve, reject));
    });
    request.on('timeout', () => request.destroy(new Error('The sandbox does not answer.')));
    request.on('error', reject);
  });
}

function resolveRead(
  text: string,
  resolve: (answer: z.infer<typeof Answer>) => void,
  reject: (error: Error) => void,
): void {
  try {
    resolve(Answer.parse(JSON.parse(text)));
  } catch (cause) {
    reject(new Error('No sandbox answers at this address.', { cause }));
  }
}
