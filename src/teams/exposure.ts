import { isLoopback } from './clouds.ts';

/**
 * Why this bot must not be started like this; undefined when it may. Without an app id nobody's
 * token can be checked, so only this machine may reach it.
 */
export function checkExposure(config: {
  readonly appId: string;
  readonly host: string;
  readonly production: boolean;
}): string | undefined {
  if (config.appId.trim() !== '') return undefined;
  if (config.production)
    return 'There is no app id, so callers cannot be authenticated: in production the bot does not start like this. Set MICROSOFT_APP_ID and its credential.';
  if (!isLoopback(config.host))
    return `There is no app id, so callers cannot be authenticated: the bot then listens on this machine only, not on ${config.host || 'every address'}. Set HOST=127.0.0.1, or set MICROSOFT_APP_ID.`;
  return undefined;
}
