import type { Agent } from 'node:https';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { cloudOf } from '../gateways/clouds.ts';
import { signInsAt } from '../gateways/http/sign-ins.ts';
import type { Log } from '../teams/log.ts';

interface Parts {
  readonly agent: Agent | undefined;
  /** On the sandbox the tenant's: its authority dates sign-ins by it. */
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
}

/** Who looks at sign-ins; undefined where none is set up. */
export function signInsOf(config: Config, { agent, clock, log }: Parts) {
  if (config.signIn === undefined) return undefined;
  return signInsAt({
    ...config.signIn,
    cloud: cloudOf(config.cloud),
    tenant: config.tenantId,
    now: clock.now,
    agent,
    refused: (why, error) => log.warn('sign-in.refused', { why, error }),
  });
}
