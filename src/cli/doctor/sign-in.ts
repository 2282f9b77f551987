import type { Agent } from 'node:https';
import { signInsOf } from '../../compose/sign-ins.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import { createLog } from '../../teams/log.ts';
import { found, missing, type Finding } from './finding.ts';

/** Whether sign-ins could be checked; whether Teams gets any is seen at the first one only. */
export const signInFinding = (
  config: Config,
  outside: { readonly agent: Agent | undefined; readonly clock: Clock },
): Promise<Finding> =>
  found('new sign-in (SSO_AUDIENCE, SSO_CONNECTION)', async () => {
    const signIns = signInsOf(config, { ...outside, log: createLog('silent') });
    if (signIns === undefined) return 'not set up, so no policy can demand one (stepUp)';
    await signIns.warm().catch(() => {
      throw missing(
        'the directory does not say by which keys sign-ins are checked. Check TENANT_ID and CLOUD, and that this machine reaches the sign-in host of the cloud.',
      );
    });
    return `by the connection ${config.signIn?.connection}; tokens have to name auth_time, an optional claim of the application`;
  });
