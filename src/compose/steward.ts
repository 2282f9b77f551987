import type { Config } from '../config.ts';
import type { Runs } from '../core/runs.ts';
import { ADVANCE } from '../jobs/run-jobs.ts';
import { openStore } from '../store/open.ts';
import { checkExposure } from '../teams/exposure.ts';
import { createLog, LEVELS, type Log } from '../teams/log.ts';
import { createServer } from '../teams/server.ts';
import { realOutside, sandboxOutside } from './sandbox.ts';
import { whereOf } from './where.ts';
import { botOf, type Overrides } from './bot.ts';
import { heldPort } from './port.ts';

/** A running bot. */
export interface Steward {
  /** The one address to open. */
  readonly address: string;
  readonly sandbox: boolean;
  readonly runs: Runs;
  /** Takes nothing new, finishes what is under way, closes everything. */
  stop(): Promise<void>;
}

/** Why this bot must not start like this; undefined when it may. */
export const exposureOf = (config: Config): string | undefined =>
  checkExposure({ appId: config.bot.appId, host: config.host, production: config.production });

const levelOf = (level: string): (typeof LEVELS)[number] =>
  LEVELS.find((known) => known === level) ?? (level === 'trace' ? 'debug' : 'error');

/** Builds everything and starts it. */
export async function startSteward(config: Config, overrides: Overrides = {}): Promise<Steward> {
  const fault = exposureOf(config);
  if (fault !== undefined) throw new Error(fault);
  const log = createLog(levelOf(config.logLevel));
  const { port, letGo } = await heldPort(config.port);
  // Filled below: the sandbox's page asks when the bot looks at something next.
  const asked: { nextDue: () => Promise<string | undefined> } = {
    nextDue: () => Promise.resolve(undefined),
  };
  const beside = {
    nextDue: () => asked.nextDue(),
    warn: (event: string, fields: object) => log.warn(event, { ...fields }),
  };
  const outside =
    config.cloud === 'sandbox' ? await sandboxOutside(config, port, beside) : realOutside();
  const store = await openStore(whereOf(config), outside.clock, storeLog(log));
  asked.nextDue = async () => {
    const waiting = await store.due.list(config.tenantId);
    return waiting.flatMap(({ kind, due }) => (kind === ADVANCE ? [due] : [])).sort()[0];
  };
  const bot = await botOf(config, {
    log,
    port,
    clock: outside.clock,
    agent: outside.agent,
    store,
    overrides,
  });
  outside.onJump(bot.poke);

  const server = createServer({
    adapter: bot.adapter,
    bot: bot.turns,
    limits: bot.limits,
    health: async () => {
      await store.ping();
      return { ready: true };
    },
    metrics: bot.metrics,
    ...(outside.before === undefined ? {} : { before: outside.before }),
    log,
  });
  const stop = async (): Promise<void> => {
    // Cards under way go out first: on the sandbox they go through this very server.
    await bot.end();
    await server.close();
    await store.close();
    await outside.close();
  };
  try {
    await letGo();
    await server.listen(config.host, port);
    await bot.begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `http://${config.host}:${port}`,
    sandbox: config.cloud === 'sandbox',
    runs: bot.runs,
    stop,
  };
}

const storeLog = (log: Log) => ({
  info: (fields: object, says: string) => log.info(says, { ...fields }),
  warn: (fields: object, says: string) => log.warn(says, { ...fields }),
});
