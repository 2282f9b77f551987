import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Agent } from 'node:https';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { createTeams } from '../sandbox/teams.ts';
import { sandboxAgent } from '../sandbox/transport.ts';
import { attach } from './attach.ts';
import { clockOf } from './clock.ts';

/** What composition needs of the outside: a clock, a way there, and what answers beside the bot. */
export interface Outside {
  readonly clock: Clock;
  /** Undefined: the addresses mean what they say. */
  readonly agent: Agent | undefined;
  readonly before?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Called when the clock has jumped. */
  onJump(listener: () => void): void;
  close(): Promise<void>;
}

/** The real services, with the machine's own clock. */
export const realOutside = (): Outside => ({
  clock: clockOf(() => new Date()),
  agent: undefined,
  onJump: () => undefined,
  close: () => Promise.resolve(),
});

export interface Beside {
  /** When the bot looks at something next, for the page's clock. */
  readonly nextDue: () => Promise<string | undefined>;
  readonly warn: (event: string, fields: object) => void;
}

/** The sandbox tenant: in this process, or attached to one that runs as its own. */
export const sandboxOutside = (config: Config, port: number, beside: Beside): Promise<Outside> =>
  config.sandbox.url === undefined
    ? embedded(config, port, beside)
    : attach(config.sandbox.url, beside.warn);

async function embedded(config: Config, port: number, beside: Beside): Promise<Outside> {
  const folder = join(config.dataDir, 'sandbox');
  const sandbox = await startSandbox({
    folder,
    exchangeLog: config.sandbox.exchangeLog,
    more: async () => ({ nextDue: await beside.nextDue() }),
    report: (error) => beside.warn('sandbox.failed', { error }),
  });
  const base = `http://127.0.0.1:${port}`;
  const teams = createTeams({
    folder,
    clock: sandbox.clock,
    botEndpoint: `${base}/api/messages`,
    serviceUrl: `${base}/sandbox/connector`,
    signedIn: sandbox.signedIn,
    log: (message, details) => beside.warn('sandbox.teams', { message, details }),
  });
  return {
    clock: clockOf(() => sandbox.clock.now()),
    agent: sandboxAgent(sandbox.connection),
    async before(request, response) {
      if (await teams.handle(request, response)) return true;
      const handled = await sandbox.handle(request, response);
      // A fresh tenant has no chat history either.
      if (request.url === '/sandbox/reset' && response.statusCode === 200 && handled) teams.reset();
      return handled;
    },
    onJump: (listener) => void sandbox.clock.onAdvance(listener),
    async close() {
      teams.close();
      await sandbox.close();
    },
  };
}
