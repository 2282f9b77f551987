import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { References } from '../core/outbox.ts';
import { cloudOf, isTeamsServiceUrl } from '../gateways/clouds.ts';
import { createAdapter, type Adapter, type AdapterSettings } from '../teams/adapter.ts';
import { CHANNEL_CLOUDS, isLoopbackUrl } from '../teams/clouds.ts';
import type { Log } from '../teams/log.ts';
import { createMessenger, type Messenger } from '../teams/messenger.ts';

async function identityOf({ bot }: Config) {
  const { appId, appType, appTenantId, appPassword, certificate } = bot;
  return {
    appId,
    appType,
    appTenantId,
    ...(appPassword === undefined ? {} : { appPassword: appPassword.reveal() }),
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            thumbprint: certificate.thumbprint,
            privateKey: await readFile(certificate.keyPath, 'utf8'),
          },
        }),
  };
}

/** The way in: who may call, and which service addresses may be answered. */
export async function adapterOf(
  config: Config,
  log: Log,
  more: Partial<AdapterSettings> = {},
): Promise<Adapter> {
  const cloud = cloudOf(config.cloud);
  const sandbox = config.cloud === 'sandbox';
  const also = config.teamsServiceUrl;
  const settings: AdapterSettings = {
    ...(await identityOf(config)),
    allowAnonymous: sandbox,
    cloud: config.cloud === 'gcc' ? 'public' : config.cloud,
    serviceUrlAllowed: (url) =>
      isTeamsServiceUrl(cloud, url, also) || (sandbox && isLoopbackUrl(url)),
    ...more,
  };
  return createAdapter(settings, log);
}

/** The way out, to people and channels. */
export function messengerOf(
  config: Config,
  parts: {
    readonly adapter: Adapter;
    readonly references: References;
    readonly port: number;
    readonly now: () => Date;
    readonly log: Log;
  },
): Messenger {
  const { channel } = config.approvals;
  const sandbox = config.cloud === 'sandbox';
  const known = CHANNEL_CLOUDS[config.cloud === 'gcc' ? 'public' : config.cloud].defaultServiceUrl;
  const own = `${config.sandbox.url ?? `http://127.0.0.1:${parts.port}`}/sandbox/connector`;
  return createMessenger({
    adapter: parts.adapter,
    references: parts.references,
    tenant: config.tenantId,
    botId: `28:${config.bot.appId === '' ? config.applicationId : config.bot.appId}`,
    defaultServiceUrl: config.teamsServiceUrl ?? (sandbox ? own : known),
    channelPlaces: channel === undefined ? [] : [`channel:${channel}`],
    log: parts.log,
    now: parts.now,
  });
}
